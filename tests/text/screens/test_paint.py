"""Painted text: the pixels that change are those of the ink; colours, outline, shadow."""

import numpy as np
import pytest

from tfvision.text.screens import paint
from tfvision.text.screens.faces import Face
from tfvision.text.screens.paint import Look
from tfvision.text.screens.typesetting import Style, set_text

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)


def _page(lines, look, style=None, size_hw=(70, 110), lit=None, ground=255):
    image = np.full((*size_hw, 3), ground, np.uint8)
    style = style or Style(Face("uni"), 20)
    placed, _ = set_text(lines, style)
    paint.write(image, placed, 12, 10, style.em, look, lit)
    return image, placed


@pytest.mark.parametrize("char", "永あ。ーg…1")
@pytest.mark.parametrize("vertical", [False, True])
def test_the_box_of_a_character_is_that_of_its_pixels(char, vertical):
    style = Style(Face("uni"), 30, vertical=vertical)
    image, [item] = _page([char], Look(_BLACK), style)
    ink = 255 - image[..., 0].astype(int)
    seen = ink >= 0.3 * ink.max()
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    box = np.array(item.glyph.ink) + (12 + item.x, 10 + item.y) * 2
    np.testing.assert_array_equal(box, [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])


def test_an_outline_is_around_the_ink_and_not_over_it():
    image, _ = _page(["口"], Look((255, 0, 0), outline=(0, 0, 255), width=0.1))
    plain, _ = _page(["口"], Look((255, 0, 0)))
    full = (plain == (255, 0, 0)).all(2)
    assert full.any() and (image[full] == (255, 0, 0)).all()
    around = (image[..., 2] > 200) & (image[..., 0] < 60)
    assert around.sum() > 60 and not (around & full).any()


def test_a_shadow_falls_where_it_is_cast():
    image, _ = _page(["山"], Look(_WHITE, shadow=_BLACK, cast=(0.1, 0.1)), ground=128)
    sharp, _ = _page(["山"], Look(_BLACK), ground=128)
    dark = image[..., 0] < 64
    moved = np.roll(sharp[..., 0] < 64, (2, 2), (0, 1))
    assert dark.any() and (dark <= moved).all()


def test_gradient_opacity_and_another_colour():
    image, _ = _page(["日日"], Look(_BLACK, fade=(255, 0, 0)))
    rows = [image[y][image[y][:, 1] < 20][:, 0] for y in (14, 27)]
    assert rows[0].max() < 90 and rows[1].max() > 150
    faint, _ = _page(["日"], Look(_BLACK, opacity=0.5))
    assert 125 <= faint.min() <= 130
    image, _ = _page(["日日"], Look(_BLACK), lit=(range(1, 2), (0, 0, 255)))
    assert (image[:, :32, 2] < 20).any() and not (image[:, 34:, 2] < 200).any()


def test_text_at_the_edge_stays_within_the_picture():
    look = Look(_BLACK, outline=_WHITE, width=0.3, shadow=_BLACK, cast=(0.3, 0.3), blur=0.1)
    image = np.full((60, 60, 3), 128, np.uint8)
    placed, _ = set_text(["国"], Style(Face("uni"), 20))
    for place in ((0, 0), (38, 38)):
        paint.write(image, placed, *place, 20, look)
    assert (image[:22, :22] < 30).any() and (image[-22:, -22:] < 30).any()


def test_blend_mixes_colours_and_pictures():
    area = np.full((4, 5, 3), 100, np.uint8)
    paint.blend(area, (200, 0, 100), np.uint8([[0, 51, 128, 204, 255]] * 4))
    np.testing.assert_allclose(area[0, :, 0], [100, 120, 150, 180, 200], atol=1)
    np.testing.assert_allclose(area[0, :, 1], [100, 80, 50, 20, 0], atol=1)
    paint.blend(area, np.zeros_like(area), 0.5)
    np.testing.assert_allclose(area[0, 4], [100, 0, 50], atol=1)
