"""Shears and turns as PIL does them, but for one pixel around the image; shifts exactly."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import warps
from tfvision.classification.operation_table import OPERATIONS

GOLDENS = np.load(pathlib.Path(__file__).parent.parent / "goldens" / "augment_operations.npz")
CASES = dict(zip(GOLDENS["names"].tolist(), GOLDENS["results"], strict=True))
WARPS = [case for case in CASES if case.startswith(("Shear", "Rotate"))]


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("Translate")])
def test_translations_equal_pil(case):
    name, pixels = case.split()
    got = OPERATIONS[name](tf.constant(GOLDENS["image"]), tf.constant(float(pixels)))
    np.testing.assert_array_equal(got, CASES[case])


@pytest.mark.parametrize("case", WARPS)
def test_warps_are_one_level_from_pil_inside_and_outside(case):
    name, magnitude = case.split()
    image, magnitude = tf.constant(GOLDENS["image"]), tf.constant(float(magnitude))
    got = OPERATIONS[name](image, magnitude).numpy().astype(int)
    # What a white image becomes tells where the edge lies: neither white nor black.
    white = OPERATIONS[name](tf.fill(image.shape, tf.constant(255, tf.uint8)), magnitude).numpy()
    clear = (white >= 254) | (white == 0)
    assert np.abs(got - CASES[case])[clear].max() <= 1
    assert clear.mean() > 0.88  # 27 x 19 pixels are mostly edge; of 224 x 224 it is 1.5 %


@pytest.mark.parametrize("function", [warps.shear_x, warps.shear_y, warps.rotate])
def test_nothing_changes_nothing(function):
    got = function(tf.constant(GOLDENS["image"]), tf.constant(0.0)).numpy().astype(int)
    assert np.abs(got - GOLDENS["image"]).max() <= 1


def test_a_half_turn_is_two_mirrors():
    got = warps.rotate(tf.constant(GOLDENS["image"]), tf.constant(180.0)).numpy().astype(int)
    assert np.abs(got - GOLDENS["image"][::-1, ::-1])[1:-1, 1:-1].max() <= 1


def test_shears_along_both_axes_are_the_same_but_turned():
    image, amount = tf.constant(GOLDENS["image"]), tf.constant(0.27)
    turned = warps.shear_y(tf.transpose(image, [1, 0, 2]), amount)
    np.testing.assert_array_equal(warps.shear_x(image, amount), tf.transpose(turned, [1, 0, 2]))


@pytest.mark.parametrize("function", [warps.translate_x, warps.translate_y])
@pytest.mark.parametrize("pixels", [27.0, -100.0])
def test_a_long_way_leaves_black(function, pixels):
    assert not function(tf.constant(GOLDENS["image"]), tf.constant(pixels)).numpy().any()
