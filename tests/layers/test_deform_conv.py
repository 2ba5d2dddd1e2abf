"""DeformConv2D: a new one is a plain convolution; its offsets, precision, learning rate, errors."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.contracts import features
from tfvision.layers import DeformConv2D, deform_conv2d


def filled(**arguments):
    """A layer whose offsets, masks and biases are not zero any more."""
    layer = DeformConv2D(**{"filters": 6, **arguments})
    layer.build((None, None, None, 4))
    rng = np.random.default_rng(5)
    layer.set_weights([rng.normal(0, 0.2, w.shape) for w in layer.weights])
    return layer


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"padding": "same", "kernel_size": 2},
        {"padding": "valid", "kernel_size": (3, 5)},
        {"groups": 2, "dilation_rate": 2, "use_bias": False},
        {"offset_groups": 2, "modulated": False, "kernel_size": (4, 1)},
        {"max_offset": 3.0, "kernel_size": 1, "strides": 2, "padding": "valid"},
    ],
    ids=str,
)
def test_a_new_one_equals_a_plain_convolution(arguments):
    layer = DeformConv2D(6, **arguments)
    layer.build((None, None, None, 4))
    if layer.bias is not None:
        layer.bias.assign(np.linspace(-1, 1, 6))
    shared = ("kernel_size", "strides", "padding", "dilation_rate", "groups", "use_bias")
    plain = keras.layers.Conv2D(6, **{k: getattr(layer, k) for k in shared})
    plain.build((None, None, None, 4))
    plain.set_weights([layer.kernel] if layer.bias is None else [layer.kernel, layer.bias])
    np.testing.assert_allclose(layer(features()), plain(features()), rtol=0, atol=2e-6)


@pytest.mark.parametrize(
    ("kernel_size", "strides"), [(1, 2), (2, 1), (2, 2), (3, 2), ((4, 5), (3, 1))]
)
def test_sizes_are_rounded_up(kernel_size, strides):
    for size_hw in ((9, 14), (8, 13), (1, 1)):
        layer = DeformConv2D(5, kernel_size, strides)
        steps = strides if isinstance(strides, tuple) else (strides, strides)
        shape = (2, *(-(-side // step) for side, step in zip(size_hw, steps, strict=True)), 5)
        assert tuple(layer(np.zeros([2, *size_hw, 3], "float32")).shape) == shape
        assert layer.compute_output_shape((2, *size_hw, 3)) == shape


def test_paddings_that_say_the_same():
    padded = np.pad(features(), [(0, 0), (1, 2), (0, 3), (0, 0)])
    for dilation_rate in (1, 2):
        layer = filled(padding=((1, 2), (0, 3)), strides=2, dilation_rate=dilation_rate)
        valid = filled(padding="valid", strides=2, dilation_rate=dilation_rate)
        np.testing.assert_allclose(layer(features()), valid(padded), rtol=0, atol=1e-5)


@pytest.mark.parametrize("arguments", [{"strides": 2}, {"padding": "valid", "dilation_rate": 2}])
def test_an_empty_batch(arguments):
    layer = filled(**arguments)
    any_size = tf.function(layer, input_signature=[tf.TensorSpec([None, None, None, 4])])
    for called in (layer, any_size):
        assert called(features()[:0]).shape == (0, *layer(features()).shape[1:])


def test_offsets_and_mask_are_the_functions_arguments():
    layer = filled(offset_groups=2, kernel_size=(3, 5), max_offset=0.5, mask_scale=1.0)
    sampling = layer.sampling(features())
    assert sampling["offsets"].shape == (2, 12, 16, 2 * 2 * 15)
    assert 0.4 < np.abs(sampling["offsets"]).max() <= 0.5
    assert 0 < np.min(sampling["mask"]) < np.max(sampling["mask"]) < 1
    rest = {"padding": (1, 2), "offset_groups": 2, "bias": layer.bias}
    outputs = deform_conv2d(features(), kernel=layer.kernel, **sampling, **rest)
    np.testing.assert_array_equal(layer(features()), outputs)


def test_in_half_precision():
    layer = filled(dtype="mixed_bfloat16")
    outputs = layer(features())
    assert outputs.dtype == "bfloat16"
    assert {v.dtype for v in layer.trainable_variables} == {"float32"}
    assert layer.sampling(tf.cast(features(), "bfloat16"))["offsets"].dtype == "float32"
    exact = filled()(features())
    assert np.abs(tf.cast(outputs, "float32") - exact).mean() < 0.02 * np.std(exact)


def offset_weights_of(weights, multiplier):
    """A layer with these weights, whatever the multiplier."""
    layer = DeformConv2D(6, offset_lr_multiplier=multiplier)
    layer.build((None, None, None, 4))
    layer.kernel.assign(weights[0])
    layer.bias.assign(weights[1])
    layer.set_offset_weights(weights[2:])
    return layer


def moved_by_steps(optimizer, multiplier, steps=1):
    """How far each weight is moved; of the offsets, the weights themselves."""
    weights = filled().get_weights()
    layer = offset_weights_of(weights, multiplier)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            total = tf.reduce_mean(layer(features()) ** 2)
        variables = layer.trainable_variables
        optimizer.apply(tape.gradient(total, [v.value for v in variables]), variables)
    after = [*layer.get_weights()[:2], *layer.get_offset_weights()]
    return [new - old for new, old in zip(after, weights, strict=True)]


OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.01),
    "momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
    "adam": lambda: keras.optimizers.Adam(1e-3),
    "rmsprop": lambda: keras.optimizers.RMSprop(1e-3),
    "lion": lambda: keras.optimizers.Lion(1e-3),
}


@pytest.mark.parametrize("multiplier", [0.1, 3])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_offsets_learn_at_a_rate_of_their_own(optimizer, multiplier):
    whole, scaled = (moved_by_steps(OPTIMIZERS[optimizer](), m) for m in (1, multiplier))
    for i, (one, other) in enumerate(zip(whole, scaled, strict=True)):
        factor = multiplier if i > 1 else 1
        assert np.abs(one).max() > 1e-5
        # Weights near 1 have about 1e-7 of rounding, steps are 1e-3 of them and less.
        np.testing.assert_allclose(
            other, factor * one, rtol=0, atol=4e-3 * np.abs(factor * one).max()
        )


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_offsets_learn_at_their_rate_in_several_steps(optimizer):
    # At 1.1 the other layer's gradients are nearly the same; the whole path is 1.1 times as long.
    whole, scaled = (moved_by_steps(OPTIMIZERS[optimizer](), m, steps=4) for m in (1, 1.1))
    for one, other in zip(whole[2:], scaled[2:], strict=True):
        slope = np.sum(one * other) / np.sum(one * one)
        assert slope == pytest.approx(1.1, abs=0.02)


def test_multiplier_0_freezes_offsets():
    layer = offset_weights_of(filled().get_weights(), 0)
    assert [v.name for v in layer.trainable_variables] == ["kernel", "bias"]
    layer.trainable = False
    layer.trainable = True
    assert len(layer.trainable_variables) == 2
    np.testing.assert_array_equal(layer(features()), filled(offset_lr_multiplier=1)(features()))
    adamw = keras.optimizers.AdamW(0.1, weight_decay=0.5)
    moved = moved_by_steps(adamw, 0)
    assert [bool(step.any()) for step in moved] == [True, True, False, False]


def test_offset_weights_are_stored_divided():
    layer = filled(offset_lr_multiplier=0.1)
    for stored, weight in zip(layer.get_weights()[2:], layer.get_offset_weights(), strict=True):
        np.testing.assert_allclose(0.1 * stored, weight, rtol=1e-6)
    before = layer(features())
    layer.set_offset_weights(layer.get_offset_weights())
    np.testing.assert_allclose(layer(features()), before, rtol=0, atol=1e-5)


def in_model(**arguments):
    model = keras.Sequential([DeformConv2D(6, **arguments)])
    model.build((None, None, None, 4))
    return model


def test_a_weights_file_may_be_of_another_multiplier(tmp_path):
    path = tmp_path / "some.weights.h5"
    model = in_model(offset_lr_multiplier=0.1)
    model.set_weights(filled().get_weights())
    model.save_weights(path)
    again, other = in_model(offset_lr_multiplier=0.1), in_model(offset_lr_multiplier=3)
    for loaded in (again, other):
        loaded.load_weights(path)
        np.testing.assert_allclose(loaded(features()), model(features()), rtol=0, atol=1e-5)
    for weight, expected in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)


@pytest.mark.parametrize("use_bias", [True, False])
def test_a_weights_file_may_be_of_a_plain_convolution(use_bias):
    plain = keras.layers.Conv2D(6, 3, padding="same", use_bias=use_bias)
    plain.build((None, None, None, 4))
    layer = DeformConv2D(6, use_bias=use_bias)
    layer.build((None, None, None, 4))
    layer.offset_bias.assign_add(np.ones(27))
    stored = {str(i): weight for i, weight in enumerate(plain.get_weights())}
    layer.load_own_variables(stored)
    np.testing.assert_allclose(layer(features()), plain(features()), rtol=0, atol=2e-6)
    with pytest.raises(ValueError, match=r"expected [34] variables"):
        layer.load_own_variables({**stored, "a": 0, "b": 0, "c": 0})


def test_the_gradient_that_goes_on_is_whole():
    gradients = []
    for multiplier in (1.0, 0.1):
        layer = offset_weights_of(filled().get_weights(), multiplier)
        images = tf.constant(features())
        with tf.GradientTape() as tape:
            tape.watch(images)
            total = tf.reduce_sum(layer(images) ** 2)
        gradients.append(tape.gradient(total, images))
    np.testing.assert_allclose(*gradients, rtol=1e-5, atol=1e-4)


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
def test_with_litert():
    layer = filled(back_end="gather", offset_groups=2)
    called = tf.function(lambda images: layer(images), autograph=False)
    called = called.get_concrete_function(tf.TensorSpec([1, 12, 16, 4]))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([called])
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], features()[:1])
    interpreter.invoke()
    got = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(got, layer(features()[:1]), rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": 0}, "filters must be a multiple of groups=1, got 0"),
        ({"filters": 5, "groups": 2}, "filters must be a multiple of groups=2, got 5"),
        ({"padding": "torch"}, 'padding must be "same", "valid" or numbers, got \'torch\''),
        ({"max_offset": 0}, "max_offset must be above 0 or None, got 0"),
        ({"offset_lr_multiplier": -1}, "offset_lr_multiplier must be 0 or more, got -1"),
        ({"offset_groups": 3}, "offset_groups must divide the 4 channels, got 3"),
        ({"groups": 3}, "groups must divide the 4 channels, got 3"),
        ({"back_end": "slow"}, "back_end must be one of"),
        ({"groups": 0}, "groups must be a whole number of at least 1, got 0"),
        ({"offset_groups": -2}, "offset_groups must be a whole number of at least 1, got -2"),
        ({"max_offset": np.nan}, "max_offset must be above 0 or None, got nan"),
        ({"offset_lr_multiplier": np.inf}, "offset_lr_multiplier must be 0 or more, got inf"),
        ({"mask_scale": 0}, "mask_scale must be above 0, got 0"),
        ({"images_at_once": 0}, "images_at_once must be a whole number of at least 1, got 0"),
    ],
    ids=str,
)
def test_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        DeformConv2D(**{"filters": 6, **arguments})(features())
