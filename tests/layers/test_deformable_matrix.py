"""Samples by a sparse matrix, and their gradients, against those by gathers."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers.deformable_matrix import (
    first_pixels,
    index_tables,
    multiplied,
    place_gradients,
    sampling_matrix,
    with_ring,
    without_ring,
)
from tfvision.layers.deformable_sampling import gather_samples

SHAPE = (2, 5, 7, 3)


@pytest.fixture
def places(rng):
    """y and x inside, outside, at the border and far away, and at integers."""
    y = rng.uniform(-4, 9, [2, 40])
    y[:, :9] = [-2, -1.5, -1, 0, 4, 4.5, 5, 1e9, -np.inf]
    x = rng.uniform(-4, 11, [2, 40])
    x[:, 5:14] = [-2, -1.5, -1, 0, 6, 6.5, 7, -1e9, np.inf]
    x[:, 20:25], y[:, 23:28] = np.arange(5), 2
    return tf.constant(y, "float32"), tf.constant(x, "float32")


def test_the_ring_comes_and_goes(rng):
    maps = rng.normal(size=SHAPE).astype("float32")
    np.testing.assert_array_equal(without_ring(with_ring(maps), SHAPE), maps)


@pytest.mark.parametrize("weighted", [True, False])
def test_samples_and_gradients_equal_those_of_gathers(rng, places, weighted):
    maps = tf.constant(rng.normal(size=SHAPE), "float32")
    factors = tf.constant(rng.uniform(size=[2, 40]), "float32")
    upstream = tf.constant(rng.normal(size=[2, 40, 3]), "float32")
    with tf.GradientTape() as tape:
        tape.watch([maps, *places, factors])
        expected = gather_samples(maps, *places)
        if weighted:
            expected *= factors[..., None]
    wanted = tape.gradient(expected, [maps, *places, factors], upstream)
    flat = tf.reshape(factors, [-1]) if weighted else None
    pixels, found = with_ring(maps), first_pixels(SHAPE, *places)
    matrix = sampling_matrix(index_tables(2, SHAPE[1:3], 40), *found, flat)
    samples = multiplied(matrix, pixels)
    np.testing.assert_allclose(samples, tf.reshape(expected, [-1, 3]), rtol=0, atol=2e-6)
    rows = tf.reshape(upstream, [-1, 3])
    by_maps = without_ring(multiplied(matrix, rows, transposed=True), SHAPE)
    got = [by_maps, *place_gradients(pixels, SHAPE[2], *found, rows, flat)]
    assert (got[3] is None) == (wanted[3] is None) == (not weighted)
    for one, other in zip(got[: 4 if weighted else 3], wanted, strict=False):
        np.testing.assert_allclose(tf.reshape(one, other.shape), other, rtol=0, atol=1e-5)
