"""Squeeze and excitation by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import SqueezeExcite


@pytest.fixture
def x(rng):
    return rng.normal(size=[2, 5, 8, 6]).astype("float32")


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-14)])
def test_weighs_each_channel_by_all_means(rng, x, dtype, tolerance):
    layer, x = SqueezeExcite(3, dtype=dtype), x.astype(dtype)
    outputs = layer(x)
    assert [tuple(v.shape) for v in layer.weights] == [(6, 3), (3,), (3, 6), (6,)]
    layer.set_weights([rng.normal(size=v.shape) for v in layer.weights])
    outputs = layer(x)
    narrow, narrow_bias, wide, wide_bias = layer.get_weights()
    for image, output in zip(x, outputs, strict=True):
        hidden = image.mean((0, 1)) @ narrow + narrow_bias
        hidden = hidden / (1 + np.exp(-hidden))
        weights = 1 / (1 + np.exp(-(hidden @ wide + wide_bias)))
        np.testing.assert_allclose(output, image * weights, rtol=tolerance, atol=tolerance / 10)


def test_swish_and_its_gradient_far_from_zero():
    layer = SqueezeExcite(4, gate="linear")
    layer.build((None, None, None, 4))
    x = tf.Variable(np.float32([-300, -50, -5, 90]))
    with tf.GradientTape() as tape:
        y = layer.activate(x)
    np.testing.assert_allclose(y, tf.nn.silu(x), rtol=1e-6, atol=1e-14)
    np.testing.assert_allclose(tape.gradient(y, x), [0, 0, -0.026547, 1], rtol=1e-4, atol=1e-14)


def test_the_mean_of_many_pixels_survives_half_precision():
    layer = SqueezeExcite(1, activation="linear", gate="linear", dtype="mixed_bfloat16")
    pixels = np.ones([1, 64, 96, 2], "float32")
    layer.build(pixels.shape)
    layer.set_weights([np.ones([2, 1]), np.zeros(1), np.ones([1, 2]), np.zeros(2)])
    outputs = layer(pixels)
    assert outputs.dtype == tf.bfloat16
    # Sums in bfloat16 stay at 256.
    np.testing.assert_array_equal(tf.cast(outputs, "float32"), 2)


def test_takes_maps_of_any_size(x):
    layer = SqueezeExcite(2)
    outputs = layer(keras.Input([None, None, 6]))
    assert outputs.shape == (None, None, None, 6)
    assert layer(x[:, :1, :1]).shape == (2, 1, 1, 6)


def test_needs_a_channel():
    with pytest.raises(ValueError, match="reduced must be at least 1, got 0"):
        SqueezeExcite(0)
