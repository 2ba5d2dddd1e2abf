"""Convolution, normalization and activation against a loop over the pixels."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import ConvNormAct, fold


def randomize(layer, rng):
    for variable in layer.variables:
        low = 0.5 if "variance" in variable.path else -1
        variable.assign(rng.uniform(low, 1, variable.shape))


def loop(layer, x, zeros):
    """Convolution, normalization and ReLU6, a pixel and a channel at a time."""
    kernel = layer.convolution.kernel.numpy()
    bias = layer.convolution.bias.numpy() if layer.convolution.use_bias else 0
    x = np.pad(x, [(0, 0), zeros, zeros, (0, 0)])
    step, gap, size = layer.strides, layer.dilation_rate, layer.kernel_size
    reach = gap * (size - 1) + 1
    h, w = ((side - reach) // step + 1 for side in x.shape[1:3])
    channels = x.shape[3] if layer.depthwise else layer.filters
    out = np.zeros([len(x), h, w, channels])
    for i, j, c in np.ndindex(h, w, channels):
        patch = x[:, i * step : i * step + reach : gap, j * step : j * step + reach : gap]
        if layer.depthwise:
            out[:, i, j, c] = (patch[..., c] * kernel[..., c, 0]).sum(axis=(1, 2))
        else:
            out[:, i, j, c] = (patch * kernel[..., c]).sum(axis=(1, 2, 3))
    out += bias
    if layer.norm:
        gamma, beta, mean, variance = layer.normalization.get_weights()
        out = gamma * (out - mean) / np.sqrt(variance + layer.epsilon) + beta
    return out.clip(0, 6)


@pytest.mark.parametrize("depthwise", [False, True])
@pytest.mark.parametrize(
    ("options", "zeros"),
    [
        ({}, (1, 1)),
        ({"strides": 2, "padding": "torch"}, (1, 1)),
        ({"strides": 2, "padding": "torch", "kernel_size": 5, "norm": False}, (2, 2)),
        ({"padding": "torch", "dilation_rate": 2}, (2, 2)),
        ({"padding": 0}, (0, 0)),
        ({"padding": 3, "use_bias": True}, (3, 3)),
        ({"padding": 1, "strides": 3, "kernel_size": 2}, (1, 1)),
    ],
)
def test_equals_a_loop_over_the_pixels(rng, depthwise, options, zeros):
    layer = ConvNormAct(
        None if depthwise else 4, depthwise=depthwise, activation="relu6", epsilon=0.1, **options
    )
    x = rng.normal(size=[2, 8, 11, 3]).astype("float32")
    layer(x)
    randomize(layer, rng)
    expected = loop(layer, x, zeros)
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-5)
    assert layer.compute_output_shape(x.shape) == expected.shape


def test_same_pads_an_even_side_after_it_and_an_odd_one_on_both_sides(rng):
    layer = ConvNormAct(4, strides=2, activation="relu6")
    x = rng.normal(size=[2, 8, 11, 3]).astype("float32")
    layer(x)
    np.testing.assert_allclose(
        layer(x),
        loop(layer, np.pad(x, [(0, 0), (0, 1), (1, 1), (0, 0)]), (0, 0)),
        rtol=1e-4,
        atol=1e-5,
    )


def test_the_first_values_keep_the_scale_whatever_the_kind(rng):
    x = rng.normal(size=[1, 40, 60, 32]).astype("float32")
    for options in (
        {"depthwise": True, "filters": None},
        {"filters": 64},
        {"filters": 64, "groups": 2},
    ):
        layer = ConvNormAct(**options, norm=False, activation="relu")
        # ReLU halves the mean square, which He's initialization doubles.
        assert np.square(layer(x)).mean() == pytest.approx(1, abs=0.3), options


def test_a_bias_only_where_no_normalization_follows():
    assert not ConvNormAct(2).convolution.use_bias
    assert ConvNormAct(2, norm=False).convolution.use_bias
    assert ConvNormAct(2, use_bias=True).convolution.use_bias
    assert not ConvNormAct(2, norm=False, use_bias=False).convolution.use_bias


@pytest.mark.parametrize("use_bias", [None, True])
@pytest.mark.parametrize(
    "options", [{"filters": 6}, {"filters": 6, "groups": 2}, {"depthwise": True}]
)
def test_folded_it_gives_the_same(rng, use_bias, options):
    options = {"filters": None, "use_bias": use_bias, "epsilon": 1e-2, **options}
    x = rng.normal(size=[2, 5, 7, 4]).astype("float32")
    layer, folded = ConvNormAct(**options), ConvNormAct(**options, norm=False)
    layer(x), folded(x)
    randomize(layer, rng)
    fold(layer, folded)
    assert len(folded.variables) == 2
    np.testing.assert_allclose(folded(x), layer(x), rtol=1e-4, atol=1e-5)


def test_groups_learn(rng):
    layer = ConvNormAct(6, groups=2)
    x = tf.constant(rng.normal(size=[2, 5, 7, 4]).astype("float32"))
    weights = rng.normal(size=[2, 5, 7, 6]).astype("float32")
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(x, training=True) * weights)
    assert np.abs(tape.gradient(total, layer.convolution.kernel.value)).min(axis=(0, 1)).all()


def test_half_precision_reaches_the_layers_inside():
    layer = ConvNormAct(4, dtype="mixed_bfloat16")
    assert layer(np.ones([1, 4, 6, 3], "float32")).dtype == tf.bfloat16
    assert {variable.dtype for variable in layer.variables} == {"float32"}
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.normalization.compute_dtype == again.convolution.compute_dtype == "bfloat16"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filters": 3, "padding": "valid"}, "padding must be .*got 'valid'"),
        ({"filters": 3, "padding": -1}, "padding must be .*got -1"),
        ({"filters": None}, "filters may be None only with depthwise"),
    ],
)
def test_says_which_argument_is_wrong(options, message):
    with pytest.raises(ValueError, match=message):
        ConvNormAct(**options)


def test_a_depthwise_convolution_keeps_the_number_of_channels():
    with pytest.raises(ValueError, match=r"input's channels \(3\).*got 5"):
        ConvNormAct(5, depthwise=True)(np.ones([1, 4, 6, 3], "float32"))
