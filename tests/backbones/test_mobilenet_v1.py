"""MobileNetV1: sizes, counts, both paddings, fusing and freezing."""

import keras
import numpy as np
import pytest

from tfvision.backbones import MobileNetV1


@pytest.fixture(scope="module")
def model():
    return MobileNetV1(alpha=0.1)


@pytest.fixture(scope="module")
def whole():
    return MobileNetV1()


def test_strides_and_channels_of_the_maps(whole):
    features = whole(keras.Input([None, None, 3]))
    assert {name: map.shape[-1] for name, map in features.items()} == {
        "block_1": 64,
        "block_3": 128,
        "block_5": 256,
        "block_11": 512,
        "block_13": 1024,
    }
    assert list(whole.strides.values()) == [2, 4, 8, 16, 32]


def test_parameter_counts(whole):
    # keras.applications.MobileNet without its classifier, and what of it is trained
    assert whole.count_params() == 3_228_864
    assert sum(np.prod(v.shape) for v in whole.trainable_variables) == 3_206_976


@pytest.mark.parametrize("size_hw", [(65, 97), (38, 54)])
def test_sizes_are_rounded_up(model, size_hw):
    features = model(np.zeros([1, *size_hw, 3], "uint8"))
    for name, stride in model.strides.items():
        assert features[name].shape[1:3] == tuple(-(-side // stride) for side in size_hw)


def test_equals_keras_with_its_weights_and_padding(rng):
    theirs = keras.applications.MobileNet(
        alpha=0.25, weights=None, include_top=False, input_shape=(64, 96, 3)
    )
    ours = MobileNetV1(0.25, "keras", "tf", activation="relu6")
    values = []
    for variable in theirs.weights:
        low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.5
        value = rng.uniform(low, low + 1, variable.shape)
        # As wide as keeps the size of a signal
        fan_in = np.prod(variable.shape[:2] if "dw" in variable.path else variable.shape[:-1])
        values.append(value * np.sqrt(24 / fan_in) if "kernel" in variable.path else value)
    theirs.set_weights(values)
    for variable, value in zip(_in_order(ours), values, strict=True):
        variable.assign(np.reshape(value, variable.shape))
    images = rng.uniform(0, 255, [1, 64, 96, 3]).astype("float32")
    expected = np.asarray(theirs(images / 127.5 - 1))
    assert expected.std() > 0.1
    np.testing.assert_allclose(ours(images)["block_13"], expected, rtol=1e-3, atol=1e-3)


def _in_order(model):
    parts = [model.first]
    for block in model.blocks:
        parts += [block.depthwise, block.project]
    for part in parts:
        norm = part.normalization
        yield part.convolution.kernel
        yield from (norm.gamma, norm.beta, norm.moving_mean, norm.moving_variance)


def test_every_part_of_a_block_has_its_activation(model, images):
    features = model(images)
    for map in features.values():
        assert np.min(map) == 0


def test_fused_it_gives_the_same(model, images):
    fused = model.fuse()
    assert not [v for v in fused.variables if "norm" in v.path.split("/")]
    for name, expected in model(images).items():
        np.testing.assert_allclose(fused(images)[name], expected, rtol=1e-4, atol=1e-5)


def test_freezing_by_name(model):
    model.freeze("block_5")
    assert not model.blocks[4].trainable_variables and model.blocks[5].trainable_variables
    model.freeze(None)


def test_says_which_argument_is_wrong():
    with pytest.raises(ValueError, match='padding must be "keras" or "torch", got \'same\''):
        MobileNetV1(0.1, padding="same")
