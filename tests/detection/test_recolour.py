"""Changes of colour, one at a time and all at once, against plain arithmetic."""

import colorsys

import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.recolour import recolour
from tfvision.images import colour

NAMES = ("brightness", "contrast", "saturation", "hue")


def _one(image, name, draw, options=None):
    """Only the change of that name, at `draw` of its range."""
    draws = [0.0 if name == each else 1.0 for each in NAMES] + [draw] * 4
    pixels = tf.constant(image, tf.float32)
    return recolour(pixels, tf.constant(draws), options or AugmentOptions()).numpy().astype(float)


@pytest.mark.parametrize("draw", [0.0, 0.4, 1.0])
def test_brightness_shifts(rng, draw):
    image = rng.integers(0, 256, [5, 8, 3])
    expected = np.clip(image - 32 + 64 * draw, 0, 255)
    np.testing.assert_allclose(_one(image, "brightness", draw), expected, atol=0.51)


@pytest.mark.parametrize("draw", [0.0, 0.4, 1.0])
def test_contrast_multiplies(rng, draw):
    image = rng.integers(0, 256, [5, 8, 3])
    expected = np.clip(image * (0.5 + draw), 0, 255)
    np.testing.assert_allclose(_one(image, "contrast", draw), expected, atol=0.51)


@pytest.mark.parametrize("draw", [0.0, 0.4, 1.0])
def test_saturation_and_hue_are_those_of_a_plain_image(rng, draw):
    image = rng.integers(0, 256, [5, 8, 3])
    for name, adjust, value in (
        ("saturation", colour.adjust_saturation, 0.5 + draw),
        ("hue", colour.adjust_hue, -18 + 36 * draw),
    ):
        expected = np.clip(adjust(image.astype("float32"), value), 0, 255)
        np.testing.assert_allclose(_one(image, name, draw), expected, atol=0.51)


def test_no_saturation_is_grey(rng):
    image = rng.integers(0, 256, [5, 8, 3])
    result = _one(image, "saturation", 0.5, AugmentOptions(saturation=(0.0, 0.0)))
    assert (np.ptp(result, axis=-1) == 0).all()


@pytest.mark.parametrize("draw, degrees", [(0.0, -18), (0.75, 9), (1.0, 18)])
def test_hue_turns_as_hsv_does(draw, degrees):
    # The two wheels agree at every sixth of a turn; in between they are at most 2 degrees apart.
    for hue in np.arange(0, 360, 10):
        pixel = np.array(colorsys.hsv_to_rgb(hue / 360, 0.3, 0.7)) * 255
        result = _one(pixel[None, None], "hue", draw)[0, 0]
        turned = colorsys.rgb_to_hsv(*result)[0] * 360 - hue - degrees
        assert abs((turned + 180) % 360 - 180) < 4


def test_hue_leaves_grey_and_the_mean_alone(rng):
    image = rng.integers(80, 170, [5, 8, 3])
    image[0] = 100
    result = _one(image, "hue", 1.0)
    assert (result[0] == 100).all()
    np.testing.assert_allclose(result.mean(-1), image.mean(-1), atol=0.51)


def test_all_at_once_follow_one_another(rng):
    image = rng.integers(90, 160, [5, 8, 3])
    draws = tf.constant([0.0] * 4 + [0.6, 0.7, 0.8, 0.9])
    result = recolour(tf.constant(image, tf.float32), draws, AugmentOptions())
    expected = image
    for name, draw in zip(NAMES, [0.6, 0.7, 0.8, 0.9], strict=True):
        expected = _one(expected, name, draw)
    assert result.dtype == tf.uint8
    np.testing.assert_allclose(result, expected, atol=2.5)  # each step of the four rounds


def test_nothing_changes_without_a_chance(rng):
    image = rng.integers(0, 256, [5, 8, 3])
    options = AugmentOptions(colour_probability=0.0)
    draws = tf.zeros([8])
    np.testing.assert_array_equal(recolour(tf.constant(image, tf.float32), draws, options), image)
