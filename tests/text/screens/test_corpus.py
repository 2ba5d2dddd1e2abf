"""The strings: their notation, what is put into them, and that every character has its turn."""

import numpy as np

from tfvision.text.screens import corpus


def test_parts_of_the_notation():
    assert corpus.parts("あ{剣|つるぎ}と{鞘|さや}") == [
        ("あ", ""),
        ("剣", "つるぎ"),
        ("と", ""),
        ("鞘", "さや"),
    ]
    assert corpus.parts("ある") == [("ある", "")] and corpus.parts("") == []


def test_lines_are_filled(rng):
    for line in corpus.DIALOGUE + corpus.NOTICES + corpus.CHOICES + corpus.NOVEL:
        assert not set(corpus.fill(rng, line)) & set("@#&")
    assert corpus.fill(np.random.default_rng(1), "&") in corpus.THINGS


def test_every_kind_of_number(rng):
    drawn = {corpus.number(rng) for _ in range(400)}
    marks = {char for number in drawn for char in number if not char.isdigit()}
    assert marks == set(",/%:+")


def test_random_strings_come_to_every_character(rng):
    seen = set("".join(corpus.random_string(rng, 4000) for _ in range(200)))
    everyday = {
        char for name, (pool, _) in corpus.POOLS.items() for char in pool if "kanji" not in name
    }
    assert everyday <= seen
    assert len(seen & set(corpus.KANJI)) > 2900 and len(seen & set(corpus.RARE_KANJI)) > 3000


def test_random_ruby_is_in_the_notation(rng):
    line = corpus.with_ruby(rng, 12)
    bases = [base for base, ruby in corpus.parts(line) if ruby]
    assert bases and all(char in corpus.KANJI for base in bases for char in base)
