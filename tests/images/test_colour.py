"""Colour against HSV and TensorFlow's own, where the definitions agree, and by hand."""

import colorsys

import numpy as np
import pytest
import tensorflow as tf

from tfvision.images import colour

NEUTRAL = {
    colour.adjust_brightness: 0.0,
    colour.adjust_contrast: 1.0,
    colour.adjust_saturation: 1.0,
    colour.adjust_hue: 0.0,
}


def hue_degrees(image):
    return np.array([360 * colorsys.rgb_to_hsv(*pixel / 255)[0] for pixel in image.reshape(-1, 3)])


@pytest.mark.parametrize("function", NEUTRAL, ids=lambda function: function.__name__)
def test_neutral_parameters_change_nothing(images, function):
    got = function(images[0].astype("uint8"), NEUTRAL[function])
    assert got.dtype == "float32"
    np.testing.assert_allclose(got, images[0].astype("uint8"), atol=1e-4)


def test_brightness_by_hand():
    np.testing.assert_array_equal(
        colour.adjust_brightness([[250.0, 3.0, 0.0]], 32.0), [[282, 35, 32]]
    )


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.5])
def test_contrast_keeps_the_mean_and_scales_the_spread(images, factor):
    got = colour.adjust_contrast(images[0], factor).numpy()
    luma = [0.299, 0.587, 0.114]
    np.testing.assert_allclose((got @ luma).mean(), (images[0] @ luma).mean(), rtol=1e-5)
    np.testing.assert_allclose(got.std(), factor * images[0].std(), rtol=1e-5)


def test_contrast_uses_the_mean_of_each_image(images):
    images[1] /= 4
    got = colour.adjust_contrast(images, 0.5)
    for one, image in zip(got, images, strict=True):
        np.testing.assert_allclose(one, colour.adjust_contrast(image, 0.5), rtol=1e-5)


def test_saturation_of_zero_is_grey(images):
    grey = tf.image.rgb_to_grayscale(images[0]).numpy()
    got = colour.adjust_saturation(images[0], 0.0).numpy()
    np.testing.assert_allclose(got, np.repeat(grey, 3, -1), atol=0.1)


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_saturation_keeps_the_hue_and_the_luma_and_scales_the_chroma(rng, factor):
    image = rng.uniform(90, 160, [5, 7, 3])  # So that nothing leaves [0, 255], which HSV assumes.
    got = colour.adjust_saturation(image, factor).numpy()
    np.testing.assert_allclose(hue_degrees(got), hue_degrees(image), atol=0.01)
    luma = [0.299, 0.587, 0.114]
    np.testing.assert_allclose(got @ luma, image @ luma, rtol=1e-4)
    np.testing.assert_allclose(np.ptp(got, -1), factor * np.ptp(image, -1), rtol=1e-4)


@pytest.mark.parametrize("delta", [-240.0, -120.0, 120.0, 240.0])
def test_hue_by_thirds_of_a_circle_is_that_of_hsv(images, delta):
    by_hsv = 255 * tf.image.adjust_hue(images[0] / 255, (delta / 360 + 1) % 1)
    np.testing.assert_allclose(colour.adjust_hue(images[0], delta), by_hsv, atol=0.01)


@pytest.mark.parametrize("delta", [-36.0, -18.0, 18.0, 90.0])
def test_hue_turns_as_far_as_in_hsv(rng, delta):
    image = rng.uniform(90, 160, [5, 7, 3])
    got = colour.adjust_hue(image, delta).numpy()
    turned = (hue_degrees(got) - hue_degrees(image) - delta + 180) % 360 - 180
    assert np.abs(turned).max() < 2.5
    np.testing.assert_allclose(got.mean(-1), image.mean(-1), rtol=1e-5)


@pytest.mark.parametrize("function", [colour.adjust_saturation, colour.adjust_hue])
def test_greys_stay(function):
    greys = np.repeat(np.linspace(0, 255, 9, dtype="float32")[:, None], 3, -1)
    np.testing.assert_allclose(function(greys, 1.7), greys, atol=1e-3)


def test_parameters_may_be_tensors_in_a_pipeline(images):
    def shake(image, amount):
        image = colour.adjust_contrast(colour.adjust_brightness(image, amount), amount)
        return colour.adjust_hue(colour.adjust_saturation(image, amount), amount)

    dataset = tf.data.Dataset.from_tensors((images[0], 1.25)).map(shake)
    np.testing.assert_allclose(next(iter(dataset)), shake(images[0], 1.25), rtol=1e-5)
