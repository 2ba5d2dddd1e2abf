"""L2 normalization: lengths, factors, zeros and half precision."""

import numpy as np
import tensorflow as tf

from tfvision.layers import L2Normalization


def test_every_pixel_gets_the_length_gamma(rng):
    x = rng.normal(size=[2, 3, 5, 8]).astype("float32") * 100
    layer = L2Normalization()
    y = layer(x)
    np.testing.assert_allclose(np.linalg.norm(y, axis=-1), np.full([2, 3, 5], 20), rtol=1e-5)
    np.testing.assert_allclose(y, 20 * x / np.linalg.norm(x, axis=-1, keepdims=True), rtol=1e-4)


def test_double_precision_stays(rng):
    x = rng.normal(size=[2, 3, 5, 8])
    expected = 20 * x / np.sqrt((x**2).sum(-1, keepdims=True) + 1e-10)
    np.testing.assert_allclose(L2Normalization(dtype="float64")(x), expected, rtol=1e-12)


def test_each_channel_has_a_factor_of_its_own(rng):
    x = rng.normal(size=[2, 3, 5, 4]).astype("float32")
    layer = L2Normalization(gamma=1.0)
    unit = layer(x).numpy()
    layer.scale.assign([1, 2, 3, 4])
    np.testing.assert_allclose(layer(x), unit * (1, 2, 3, 4), rtol=1e-5)


def test_epsilon_bounds_what_a_dark_pixel_becomes():
    x = np.full([1, 2, 3, 4], 1e-5, "float32")
    expected = 20 * 1e-5 / np.sqrt(4e-10 + 1e-10)
    np.testing.assert_allclose(L2Normalization()(x), np.full(x.shape, expected), rtol=1e-5)


def test_a_pixel_of_zeros_stays_zero_with_a_finite_gradient():
    x = tf.zeros([1, 2, 3, 4])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = L2Normalization()(x)
    assert not np.any(y)
    assert np.isfinite(tape.gradient(y, x)).all()


def test_half_precision_holds_squares_beyond_its_range(rng):
    x = rng.uniform(100, 900, size=[1, 2, 3, 512]).astype("float32")
    y = L2Normalization(dtype="mixed_float16")(x)
    assert y.dtype == tf.float16
    np.testing.assert_allclose(y, L2Normalization()(x), rtol=1e-2)
