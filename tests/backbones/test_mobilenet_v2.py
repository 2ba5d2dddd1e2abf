"""MobileNetV2 against PyTorch's numbers; sizes, counts, fusing and freezing."""

import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.goldens.mobilenet_v2_torch import convolution_weights, image
from tfvision.backbones import MobileNetV2
from tfvision.weights import load_torch
from tfvision.weights.names.qfgaohao_mb2 import BACKBONE_MAP

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/mobilenet_v2_torch.npz"


def tiny(**options):
    return MobileNetV2(**{"alpha": 0.1, "divisible": False, **options})


def convolutions(model):
    for layer in model.stages:
        inner = (
            (layer.expand, layer.depthwise, layer.project) if layer in model.blocks else (layer,)
        )
        yield from (convolution for convolution in inner if convolution is not None)


def randomize(model, rng):
    for variable in model.variables:
        low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.2
        if "kernel" not in variable.path:
            variable.assign(rng.uniform(low, low + 1, variable.shape))


def torch_file(model):
    """The golden's weights, as a file of qfgaohao holds them: five tensors a convolution."""
    rows, arrays = BACKBONE_MAP.rows(model), {}
    for index, layer in enumerate(convolutions(model)):
        shape = tuple(layer.convolution.kernel.shape)
        values = convolution_weights(index, shape, layer.depthwise)
        for row, value in zip(rows[5 * index :][:5], values, strict=True):
            arrays[row.keys[0]] = row.transform.theirs(value)[0]
    return arrays


def test_equals_the_same_network_in_torch():
    model = tiny(padding="torch", normalization="mb2-lite")
    load_torch(model, torch_file(model), "qfgaohao")
    features = model(image())
    with np.load(GOLDEN) as golden:
        assert len(golden) == 2
        for name, expected in golden.items():
            assert expected.std() > 0.01
            np.testing.assert_allclose(features[name], expected, atol=2e-6)
            np.testing.assert_allclose(model.fuse()(image())[name], expected, atol=2e-6)


def test_strides_and_channels_of_the_maps():
    features = MobileNetV2()(keras.Input([None, None, 3]))
    assert {name: map.shape[-1] for name, map in features.items()} == {
        "block_1_expand": 96,
        "block_3_expand": 144,
        "block_6_expand": 192,
        "block_12": 96,
        "block_13_expand": 576,
        "Conv_1": 1280,
    }


@pytest.mark.parametrize("padding", ["keras", "torch"])
@pytest.mark.parametrize("size_hw", [(64, 96), (65, 97), (37, 54)])
def test_sizes_are_rounded_up(padding, size_hw):
    model = tiny(padding=padding)
    features = model(np.zeros([1, *size_hw, 3], "uint8"))
    assert list(features) == model.feature_names
    for name, stride in model.strides.items():
        assert features[name].shape[1:3] == tuple(-(-side // stride) for side in size_hw)


def test_parameter_counts():
    # keras.applications.MobileNetV2 without its classifier
    assert MobileNetV2().count_params() == 2_257_984
    # 2,206,816 convolution weights and biases: what is left of 2,223,872 trained ones
    assert MobileNetV2(fused=True).count_params() == 2_206_816
    # SSDLite reads Conv_1 and adds 3,388,228 - 2,223,872 trained ones of its own
    assert sum(np.prod(v.shape) for v in MobileNetV2().trainable_variables) == 2_223_872


def test_the_last_layer_keeps_its_width_below_one():
    assert tiny(alpha=0.5).last.filters == 1280
    assert tiny(alpha=1.3, divisible=True).last.filters == 1664


@pytest.mark.parametrize("padding", ["keras", "torch"])
def test_fused_it_gives_the_same(rng, images, padding):
    model = tiny(padding=padding)
    randomize(model, rng)
    fused = model.fuse()
    assert type(fused) is MobileNetV2 and fused.fused and not model.fused
    assert not [v for v in fused.variables if "norm" in v.path.split("/")]
    features, others = model(images), fused(images)
    for name in model.feature_names:
        np.testing.assert_allclose(others[name], features[name], rtol=1e-4, atol=1e-4)


def test_a_frozen_stage_does_not_move(rng, images):
    model = tiny(frozen="block_2")
    before = {v.path: v.numpy() for v in model.variables}
    with tf.GradientTape() as tape:
        total = tf.add_n([tf.reduce_sum(map) for map in model(images, training=True).values()])
    trained = [v.value for v in model.trainable_variables]
    keras.optimizers.SGD(0.1).apply(tape.gradient(total, trained), model.trainable_variables)
    frozen = ("Conv1", "expanded_conv", "block_1", "block_2")
    for variable in model.variables:
        moved = np.any(variable.numpy() != before[variable.path])
        is_statistic = "moving" in variable.path
        if variable.path.split("/")[1] in frozen:
            assert not moved, variable.path
        elif is_statistic:
            assert moved, variable.path


def test_freezing_again_starts_anew():
    model = tiny(frozen="block_2")
    count = len(model.trainable_variables)
    model.freeze("all")
    assert not model.trainable_variables
    model.freeze("Conv1")
    assert len(model.trainable_variables) > count
    assert not model.first.normalization.trainable
    model.freeze(None)
    assert len(model.trainable_variables) == len(tiny().trainable_variables)


def test_a_copy_is_frozen_as_deep(tmp_path):
    model = tiny()
    model.freeze("block_3")
    again = MobileNetV2.from_config(model.get_config())
    assert again.frozen == "block_3"
    assert len(again.trainable_variables) == len(model.trainable_variables)
    model.trainable = False
    again = MobileNetV2.from_config(model.get_config())
    assert not again.trainable_variables and not again.last.normalization.trainable


def test_half_precision_keeps_the_pixels_until_the_mean_is_gone(images):
    model = tiny(dtype="mixed_bfloat16", name="tiny")
    features = model(images)
    assert {map.dtype for map in features.values()} == {tf.bfloat16}
    full = tiny(name="tiny")
    full.set_weights(model.get_weights())
    for name, expected in full(images).items():
        error = np.abs(tf.cast(features[name], "float32") - expected).mean()
        assert error < 0.05 * np.abs(expected).max()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": "same"}, 'padding must be "keras" or "torch", got \'same\''),
        ({"frozen": "block_17"}, "stage must be None.*block_16, Conv_1, got 'block_17'"),
        ({"normalization": "keras"}, "mode must be one of.*got 'keras'"),
    ],
)
def test_says_which_argument_is_wrong(options, message):
    with pytest.raises(ValueError, match=message):
        tiny(**options)
