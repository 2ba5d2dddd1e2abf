"""Fonts: a glyph's box is that of its ink, and a character that a font lacks is not drawn."""

import cv2
import numpy as np
import pytest

from tfvision.text.screens import cmap, corpus, faces
from tfvision.text.screens.faces import Face
from tfvision.text.screens.treatments import KINDS

_CHARS = "永あァー。gT1「…"


def _extent(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("treatment", [kind for kind, _ in KINDS])
@pytest.mark.parametrize("em", [9, 24, 61])
def test_ink_is_what_is_seen_of_the_mask(em, treatment):
    for char in _CHARS:
        glyph = Face("sans", 600).glyph(char, treatment.whole(em), treatment)
        x0, y0, x1, y1 = _extent(glyph.mask >= 0.3 * glyph.mask.max())
        found = glyph.left + x0, glyph.top + y0, glyph.left + x1, glyph.top + y1
        assert glyph.ink == found
        assert not glyph.mask.flags.writeable


@pytest.mark.parametrize("font", faces.BUILT_IN)
def test_kanji_fill_their_cells_whatever_the_font(font):
    for em in (16, 48):
        for char in "国語漢":
            glyph = Face(font).glyph(char, em)
            ink, middle = np.array(glyph.ink), np.array(glyph.ink).reshape(2, 2).mean(0)
            assert abs(glyph.advance - em) <= 1
            assert np.abs(middle - em / 2).max() <= 0.06 * em + 1
            assert (ink[2:] - ink[:2] > 0.75 * em).all() and (ink[2:] - ink[:2] <= em + 2).all()


def test_glyphs_drawn_in_any_order_are_the_same():
    once = {char: Face("sans", 400).glyph(char, 20).mask for char in _CHARS}
    faces._glyph.cache_clear()
    for char in _CHARS:
        Face("sans", 800).glyph(char, 20)
    for char in reversed(_CHARS):
        np.testing.assert_array_equal(Face("sans", 400).glyph(char, 20).mask, once[char])


def test_characters_that_a_font_lacks_are_known(monkeypatch):
    face = Face("sans")
    assert face.has("? a漢") and not face.has("\ue000") and not face.has("\U00020000")
    assert face.glyph(" ", 20) is None
    # OpenCV draws what a file lacks with another font, so the file is asked.
    monkeypatch.setattr(cmap, "codepoints", lambda path: frozenset(map(ord, "あ。")))
    faces._codepoints.cache_clear()
    monkeypatch.setitem(faces._FACES, "some.ttf", cv2.FontFace("sans"))
    assert Face("some.ttf").has("あ。") and not Face("some.ttf").has("漢")
    assert not Face("some.ttf").japanese
    faces._codepoints.cache_clear()
    faces._known.cache_clear()


def test_all_that_is_written_is_there_in_the_fonts_that_come_with_opencv():
    lines = [corpus.DIALOGUE, corpus.NOVEL, corpus.MENU, corpus.NAMES, corpus.THINGS]
    lines += [corpus.LABELS, corpus.TITLES, corpus.NOTICES, corpus.CHOICES, corpus.ENGLISH]
    used = set("".join(line for part in lines for line in part)) - set("{|}")
    pools = [pool for pool, _ in corpus.POOLS.values() if len(pool) < 3000]
    used |= set("".join(pools))
    assert [char for char in used if not Face("uni").has(char)] == []


def test_find_names_what_it_cannot_use(tmp_path, monkeypatch):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(ValueError, match=r"broken\.ttf: not a font file that can be read"):
        faces.find(tmp_path)
    assert {face.font for face in faces.find(["uni", "sans"])} == {"uni", "sans"}
    monkeypatch.delattr(cv2, "FontFace")
    with pytest.raises(ValueError, match=r"written with cv2\.FontFace of OpenCV 5"):
        faces.find(None)
