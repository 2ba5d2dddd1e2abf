"""The window against a plain loop over the tries, and its limits for every shape of image."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.random_resized_crop import TRIES, choose_window, draws_needed

SCALE, RATIO = (0.08, 1.0), (3 / 4, 4 / 3)


def by_loop(draws, height, width):
    area, aspect, top, left = np.reshape(draws, [4, TRIES])
    for i in range(TRIES):
        wanted = height * width * (SCALE[0] + area[i] * (SCALE[1] - SCALE[0]))
        low, high = math.log(RATIO[0]), math.log(RATIO[1])
        ratio = math.exp(low + aspect[i] * (high - low))
        h, w = round(math.sqrt(wanted / ratio)), round(math.sqrt(wanted * ratio))
        if 0 < h <= height and 0 < w <= width:
            return (
                math.floor(top[i] * (height - h + 1)),
                math.floor(left[i] * (width - w + 1)),
                h,
                w,
            )
    if width / height < RATIO[0]:
        h, w = round(width / RATIO[0]), width
    elif width / height > RATIO[1]:
        h, w = height, round(height * RATIO[1])
    else:
        h, w = height, width
    return (height - h) // 2, (width - w) // 2, h, w


@pytest.mark.parametrize("shape", [(375, 500), (500, 333), (40, 400), (400, 41), (1, 7), (1, 1)])
def test_agrees_with_a_plain_loop(rng, shape):
    choose = tf.function(lambda draws: choose_window(draws, shape, SCALE, RATIO))
    for _ in range(60):
        draws = rng.uniform(0, 1, draws_needed()).astype("float32")
        got = choose(draws).numpy()
        np.testing.assert_array_equal(got, by_loop(draws, *shape))
        assert (got[:2] >= 0).all() and (got[2:] >= 1).all()
        assert (got[:2] + got[2:] <= shape).all()


@pytest.mark.parametrize("draw", [0.0, np.nextafter(np.float32(1), np.float32(0))])
def test_the_extreme_draws_stay_inside(draw):
    y, x, height, width = choose_window(tf.fill([draws_needed()], draw), (375, 500), SCALE, RATIO)
    assert y >= 0 and x >= 0 and y + height <= 375 and x + width <= 500


def test_the_whole_image_where_nothing_else_is_allowed(rng):
    draws = rng.uniform(0, 1, draws_needed()).astype("float32")
    got = choose_window(draws, (60, 60), (1.0, 1.0), (1.0, 1.0))
    assert got.numpy().tolist() == [0, 0, 60, 60]
