"""Digits at scales of their own: the zoom by a plain loop, and who draws what."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.scaled_digits import ScaledDigits, zoom

IMAGES = np.random.default_rng(7).integers(0, 256, [6, 5, 8], "uint8")


def plain_zoom(image, scale, faithful):
    """As SciPy's `affine_transform` of order 0 with mode "nearest", by its documentation."""
    result = np.zeros_like(image)
    for place in np.ndindex(image.shape):
        source = []
        for at, side in zip(place, image.shape, strict=True):
            centre = side / 2 + 0.5 if faithful else (side - 1) / 2
            nearest = math.floor(scale * (at - centre) + centre + 0.5)
            source.append(min(max(nearest, 0), side - 1))
        result[place] = image[tuple(source)]
    return result


@pytest.mark.parametrize("faithful", [False, True])
@pytest.mark.parametrize("scale", [0.31, 0.5137, 1.0, 1.4142, 2.5])
def test_zoom_by_a_plain_loop(scale, faithful):
    for image in (IMAGES[0], IMAGES[1][:, :7]):
        np.testing.assert_array_equal(
            zoom(image, scale, faithful), plain_zoom(image, scale, faithful)
        )


def test_below_1_enlarges():
    image = np.zeros([30, 40], "uint8")
    image[10:20, 15:25] = 1
    assert [zoom(image, scale).numpy().sum() for scale in (0.5, 1.0, 2.0)] == [400, 100, 25]


def data(**options):
    return ScaledDigits(IMAGES, [3, 1, 4, 1, 5, 9], np.linspace(0.5, 1.5, 6), **options)


def test_examples_are_padded_zoomed_and_in_three_channels():
    for i, example in enumerate(data(faithful=True).examples()):
        expected = plain_zoom(np.pad(IMAGES[i], 14), 0.5 + 0.2 * i, True)
        np.testing.assert_array_equal(example["image"], np.stack([expected] * 3, -1))
        assert int(example["image_id"]) == i
        assert int(example["label"]) == [3, 1, 4, 1, 5, 9][i]


def scales(data, seed):
    seed = tf.constant(seed, tf.int64)
    return {int(e["image_id"]): float(e["scale"]) for e in data.examples(seed)}


def test_scales_stay_in_every_order():
    kept = scales(data(), [1, 0])
    assert list(kept) != sorted(kept)
    assert kept == pytest.approx(dict(enumerate(np.linspace(0.5, 1.5, 6))))


def test_redrawn_scales_are_a_function_of_seed_and_image():
    some = data(redrawn=(0.5, 1.5))
    drawn = scales(some, [1, 0])
    assert drawn == scales(some, [1, 0]) != scales(some, [1, 1])
    assert len(set(drawn.values())) == 6
    assert all(0.5 <= scale < 1.5 for scale in drawn.values())
    unseeded = [float(example["scale"]) for example in some.examples()]
    assert unseeded == pytest.approx(np.linspace(0.5, 1.5, 6))


def test_the_first_ones_are_a_data_set():
    first = data(name="digit").first(2)
    assert (len(first), first.path_of(1)) == (2, "digit#1")
    assert [int(example["label"]) for example in first.examples()] == [3, 1]
