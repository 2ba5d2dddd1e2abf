"""The erased rectangle: as large, as often and as placed as its options say."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.erasing import TRIES, draws_needed, erase

SCALE, RATIO, FILL = (0.02, 0.33), (0.3, 3.3), (124, 116, 104)


def by_loop(image, draws, probability):
    height, width, _ = image.shape
    area, aspect, top, left = np.reshape(draws[1:], [4, TRIES])
    for i in range(TRIES if draws[0] < probability else 0):
        wanted = height * width * (SCALE[0] + area[i] * (SCALE[1] - SCALE[0]))
        low, high = math.log(RATIO[0]), math.log(RATIO[1])
        ratio = math.exp(low + aspect[i] * (high - low))
        h, w = round(math.sqrt(wanted * ratio)), round(math.sqrt(wanted / ratio))
        if h < height and w < width:
            y, x = math.floor(top[i] * (height - h + 1)), math.floor(left[i] * (width - w + 1))
            image = image.copy()
            image[y : y + h, x : x + w] = FILL
            return image
    return image


@pytest.mark.parametrize("shape", [(40, 57), (70, 9), (3, 4), (1, 1)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_agrees_with_a_plain_loop(rng, shape, dtype):
    image = rng.integers(0, 256, [*shape, 3]).astype(dtype)
    change = tf.function(lambda draws: erase(tf.constant(image), draws, 0.7, SCALE, RATIO, FILL))
    for _ in range(20):
        draws = rng.uniform(0, 1, draws_needed()).astype("float32")
        np.testing.assert_array_equal(change(draws), by_loop(image, draws, 0.7))


@pytest.mark.parametrize("probability, changed", [(0.0, 0), (1.0, 1)])
def test_never_and_always(rng, images, probability, changed):
    image = tf.constant(images[0])
    for _ in range(5):
        draws = rng.uniform(0, 1, draws_needed()).astype("float32")
        got = erase(image, draws, probability, SCALE, RATIO, FILL)
        assert (got.numpy() != images[0]).any() == changed


def test_no_rectangle_where_none_fits(rng, images):
    draws = rng.uniform(0, 1, draws_needed()).astype("float32")
    got = erase(tf.constant(images[0]), draws, 1.0, (1.0, 1.0), (1.0, 1.0), FILL)
    np.testing.assert_array_equal(got, images[0])
