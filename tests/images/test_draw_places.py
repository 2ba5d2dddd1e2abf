"""Dots on an image: where they lie, how their weight shows, what is not drawn."""

import numpy as np
import pytest

from tfvision.images.draw_places import draw_places, enlarged

GREY = np.full([120, 160, 3], 90, "uint8")
RED = (255, 0, 0)


def inked(picture):
    return np.argwhere((picture != GREY).any(axis=-1))


def dots(places, weights):
    """Without the cross, which is drawn at a corner and cut away."""
    picture = draw_places(GREY, (0, 0), places, weights, RED)
    picture[:12, :12] = GREY[:12, :12]
    return picture


def test_a_dot_lies_around_its_place():
    found = inked(dots([[60.5, 40]], [1]))
    np.testing.assert_allclose(found.mean(axis=0), (60.5, 40), atol=0.2)
    assert 2 < len(found) < 40


def test_the_heavier_is_larger_and_redder():
    picture = dots([[60, 40], [60, 120]], [1, 0.3]).astype(int)
    left, right = picture[:, :80], picture[:, 80:]
    assert (left != 90).any(axis=-1).sum() > (right != 90).any(axis=-1).sum() > 0
    assert left[60, 40, 0] > right[60, 40, 0] > 90 > right[60, 40, 2]


def test_what_cannot_be_seen_is_not_drawn():
    places = [[-50, 40], [60, 900], [np.nan, 3], [1e12, 1e12], [60, 60]]
    assert not len(inked(dots(places, [1, 1, 1, 1, 0.001])))
    assert len(inked(draw_places(GREY, (60, 80), np.zeros([0, 2]), [])))  # The cross
    assert (GREY == 90).all()


def test_lengths_that_differ():
    with pytest.raises(ValueError, match="weights must be 2, one a place, got 1"):
        draw_places(GREY, (0, 0), [[1, 2], [3, 4]], [1])


def test_a_small_image_is_enlarged_by_a_whole_number():
    image = np.arange(36, dtype="uint8").reshape(3, 4, 3)
    large, factor = enlarged(image, 10)
    assert (factor, large.shape) == (4, (12, 16, 3))
    assert (large[::4, ::4] == image).all() and (large[3::4, 3::4] == image).all()
    assert enlarged(GREY, 100)[1] == 1
