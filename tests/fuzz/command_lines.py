"""Command lines that a person might mistype: every option of every command, values of any kind."""

import argparse

from hypothesis import strategies as st

from tests.detection.annotation_files import write_image, write_pair
from tests.tiny_detector import tiny_detector, tiny_ssd
from tests.video.striped import write_film
from tfvision import cli, serving

NUMBERS = (
    "0",
    "1",
    "3",
    "-1",
    "0.5",
    "nan",
    "inf",
    "-inf",
    "1e-320",
    "10000000000000",
    "\uff11",
    "1_0",
)
WORDS = ("", " ", "x", "é", "\ud800", "-", "--", "a" * 300, "0:10-0:05", "2x2", "0x0", "plate", "*")
FILES = (
    *("a.png", "cut.jpg", "text.txt", "gone.png", "photos", "empty", ".", "films/a.mp4", "out"),
    *("model", "model/1", "t.keras", "broken.json", "no/such/place.json", "new.png", "new.json"),
)


def write(folder):
    """What the files of the command lines are."""
    write_image(folder / "a.png")
    (folder / "cut.jpg").write_bytes(write_image(folder / "b.jpg").read_bytes()[:200])
    (folder / "text.txt").write_text("car\nplate\n", encoding="utf-8")
    (folder / "broken.json").write_text('{"levels": [', encoding="utf-8")
    (folder / "empty").mkdir()
    write_pair(folder / "photos")
    (folder / "films").mkdir()
    write_film(folder / "films" / "a.mp4")
    tiny_ssd().save(folder / "t.keras")
    serving.export(tiny_detector(), folder / "model")


def parsers():
    """The parser of each command."""
    found = {}
    for name in cli.COMMANDS:
        module = cli.importlib.import_module(cli.COMMANDS[name][0])
        found[name] = argparse.ArgumentParser(prog=name)
        module.arguments(found[name])
    return found


@st.composite
def lines(draw, commands):
    """A command line: the words after `tfvision`."""
    name = draw(st.sampled_from(sorted(commands)))
    actions = commands[name]._actions[1:]  # But for `--help`
    needed = [a for a in actions if a.required]
    others = [a for a in actions if not a.required]
    chosen = [a for a in needed if draw(st.integers(0, 19))]  # Rarely one is forgotten.
    if others:
        chosen += draw(st.lists(st.sampled_from(others), max_size=4))
    words = [name]
    for action in chosen:
        if action.option_strings:
            words.append(draw(st.sampled_from(action.option_strings)))
        words += [draw(_values(action)) for _ in range(_count(draw, action))]
    return [word for word in words if isinstance(word, str)]


def _count(draw, action):
    if action.nargs == 0:
        return 0
    if isinstance(action.nargs, int):
        return action.nargs if draw(st.integers(0, 9)) else draw(st.integers(0, 5))
    return 1 if action.nargs is None else draw(st.integers(0, 3))


def _values(action):
    """Mostly of the kind that is asked for."""
    if action.choices:
        return st.sampled_from([*map(str, action.choices)] * 4 + list(WORDS))
    if action.type in (int, float):
        return st.sampled_from(NUMBERS * 3 + WORDS)
    return st.sampled_from(FILES * 3 + WORDS + NUMBERS)
