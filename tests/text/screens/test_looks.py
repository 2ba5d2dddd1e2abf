"""Colours with which text can be read."""

import numpy as np
import pytest

from tfvision.text.screens import looks
from tfvision.text.screens.paint import Look, brightness


@pytest.mark.parametrize("behind", [0, 60, 127, 128, 200, 255])
def test_readable_colours_stand_apart(behind, rng):
    for _ in range(200):
        assert abs(brightness(looks.readable(rng, behind)) - behind) > 80


def test_looks_fit_where_they_were_drawn(rng):
    for _ in range(200):
        area = np.full((20, 30, 3), rng.integers(256), np.uint8)
        look = looks.draw(rng, area, 24)
        assert looks.fits(look, area)
        if look.outline is not None:
            assert abs(brightness(look.outline) - brightness(look.fill)) > 80


def test_text_over_a_busy_picture_has_an_outline(rng):
    area = rng.integers(0, 256, (40, 60, 3)).astype("uint8")
    assert all(looks.draw(rng, area, 24).outline is not None for _ in range(50))
    assert not looks.fits(Look((255, 255, 255)), area)
    assert not looks.fits(Look((255, 255, 255), fade=(10, 10, 10)), area * 0)


def test_any_colour_keeps_to_its_range(rng):
    colours = np.array([looks.any_colour(rng, 60, 200) for _ in range(200)])
    assert colours.min() >= 60 and colours.max() <= 200 and colours.std(0).min() > 20
