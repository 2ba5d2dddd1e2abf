"""Initializers by name."""

import keras
import numpy as np
import pytest

from tfvision.layers.initializers import initializer


@pytest.mark.parametrize(
    ("shape", "variance"),
    [((3, 3, 40, 64), 2 / (9 * 64)), ((5, 5, 256, 1), 2 / 25), ((300, 50), 2 / 50)],
)
def test_fan_out_is_a_whole_normal_distribution(shape, variance):
    values = np.asarray(initializer("fan_out")(shape))
    assert values.var() == pytest.approx(variance, rel=0.05)
    # A truncated one ends at twice its own deviation.
    assert np.abs(values).max() > 2.8 * np.sqrt(variance)


def test_torch_is_pytorchs_own():
    values = np.asarray(initializer("torch")((3, 3, 40, 64)))
    assert np.abs(values).max() == pytest.approx(1 / np.sqrt(9 * 40), rel=1e-3)
    assert values.var() == pytest.approx(1 / (3 * 9 * 40), rel=0.05)


def test_knows_the_names_of_keras():
    assert isinstance(initializer("he_normal"), keras.initializers.HeNormal)
    assert initializer(None) is None


def test_each_one_draws_for_itself():
    one, other = initializer("fan_out"), initializer("fan_out")
    assert np.any(np.asarray(one([3, 4])) != np.asarray(other([3, 4])))


def test_small_is_near_zero():
    assert np.asarray(initializer("small")([50, 60])).std() == pytest.approx(0.01, rel=0.1)
