"""Tone and colour, pixel for pixel as PIL does them."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import operations
from tfvision.classification.operation_table import OPERATIONS

GOLDENS = np.load(pathlib.Path(__file__).parent.parent / "goldens" / "augment_operations.npz")
CASES = dict(zip(GOLDENS["names"].tolist(), GOLDENS["results"], strict=True))
OF_OPERATIONS = [
    case for case in CASES if OPERATIONS[case.split()[0]].__module__ == operations.__name__
]


@pytest.mark.parametrize("case", OF_OPERATIONS)
def test_equals_pil(case):
    name, magnitude = case.split()
    got = OPERATIONS[name](tf.constant(GOLDENS["image"]), tf.constant(float(magnitude)))
    np.testing.assert_array_equal(got, CASES[case])


@pytest.mark.parametrize("i", range(3))
def test_equals_pil_on_few_pixels_of_few_levels(i):
    function = OPERATIONS[str(GOLDENS["few_names"][i])]
    got = function(tf.constant(GOLDENS["few"]), tf.constant(0.5))
    np.testing.assert_array_equal(got, GOLDENS["few_results"][i])


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 3)])
def test_small_images_keep_their_shape(rng, name, shape):
    image = tf.constant(rng.integers(0, 256, [*shape, 3]), tf.uint8)
    got = OPERATIONS[name](image, tf.constant(0.9))
    assert got.shape == image.shape and got.dtype == tf.uint8


@pytest.mark.parametrize("name", ["Brightness", "Color", "Contrast", "Sharpness"])
def test_no_amount_changes_nothing(name):
    got = OPERATIONS[name](tf.constant(GOLDENS["image"]), tf.constant(0.0))
    np.testing.assert_array_equal(got, GOLDENS["image"])


def test_no_bits_leave_black():
    assert not operations.posterize(tf.constant(GOLDENS["image"]), 0.0).numpy().any()


def test_the_mean_of_a_large_image_is_exact():
    # 800 x 600 pixels of grey 127 and 128 in turn: their sum is beyond float32's whole numbers.
    image = np.full([800, 600, 3], 127, "uint8")
    image[::2] = 128
    got = operations.contrast(tf.constant(image), tf.constant(-1.0))
    assert (got.numpy() == 128).all()  # 127.5, rounded up
