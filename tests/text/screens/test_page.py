"""A page: nothing is written over anything, sizes keep their limits, and what is hidden is said."""

import numpy as np

from tfvision.text.screens import faces, paint
from tfvision.text.screens.page import Page
from tfvision.text.screens.paint import Look


def _page(seed=0, size_hw=(120, 200), ground=230, **changes):
    image = np.full((*size_hw, 3), ground, np.uint8)
    return Page(np.random.default_rng(seed), image, faces.find(["uni"]), **changes)


def test_what_is_written_is_kept():
    page = _page()
    style = page.style(20, face=page.face, tracking=0.0)
    rect = page.write(["国語", "山"], 10, 15, style)
    assert [c.char for c in page.characters] == ["国", "語", "山"]
    assert [c.line for c in page.characters] == [0, 0, 1]
    assert all(c.legible and not c.ruby and not c.vertical for c in page.characters)
    for character in page.characters:
        x0, y0, x1, y1 = character.box_px
        assert rect[0] <= x0 < x1 <= rect[2] and rect[1] <= y0 < y1 <= rect[3]
    changed = (page.image != 230).any(2)
    assert changed[15:60, 10:60].any()


def test_there_is_no_room_outside_nor_on_other_text():
    page = _page()
    style = page.style(20, face=page.face, tracking=0.0)
    before = page.image.copy()
    assert page.write(["国"], -5, 10, style) is None
    assert page.write(["国"], 190, 10, style) is None
    assert page.write([], 10, 10, style) is None
    np.testing.assert_array_equal(page.image, before)
    assert page.write(["国"], 50, 50, style)
    written = page.image.copy()
    assert page.write(["国"], 60, 60, style) is None
    np.testing.assert_array_equal(page.image, written)
    assert len(page.characters) == 1


def test_groups_and_lines_go_on():
    page = _page(size_hw=(300, 300))
    style = page.style(16, face=page.face, vertical=True)
    with page.group():
        page.write(["山"], 10, 10, style)
        page.write(["川"], 60, 10, style)
    page.write(["国", "語"], 200, 10, style)
    assert [(c.group, c.line) for c in page.characters] == [(0, 0), (0, 1), (1, 2), (1, 3)]
    assert all(c.vertical for c in page.characters)


def test_anchors_place_the_far_corner():
    page = _page()
    style = page.style(20, face=page.face, tracking=0.0, treatment=page.treatment)
    x0, _, x1, y1 = page.write(["国国"], 190, 110, style, (1, 1))
    assert 186 <= x1 <= 194 and 106 <= y1 <= 114 and x1 - x0 > 30


def test_sizes_keep_their_limits():
    page = _page(size_hw=(2000, 2000), sizes=(8, 96))
    assert {page.em(300, 400) for _ in range(5)} == {96}
    page = _page(size_hw=(40, 40), sizes=(8, 96))
    assert {page.em(8, 12) for _ in range(5)} == {8}


def test_what_cannot_be_seen_is_not_legible(monkeypatch):
    page = _page()
    style = page.style(20, face=page.face)
    monkeypatch.setattr(page, "_look", lambda area, em: Look((225, 225, 225)))
    page.write(["国"], 20, 20, style)
    monkeypatch.setattr(
        page, "_look", lambda area, em: Look((230, 230, 230), outline=(0, 0, 0), width=0.1)
    )
    page.write(["国"], 80, 20, style)
    assert [c.legible for c in page.characters] == [False, True]
    assert paint.brightness(page.image[20:40, 20:40]).min() > 220
