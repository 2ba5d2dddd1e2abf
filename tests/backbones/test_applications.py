"""Networks of keras.applications as backbones."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.backbones import Application

SMALL = "MobileNetV3Small"


@pytest.fixture
def images(rng):
    # Multiples of 32: built for any size, these networks round odd ones down.
    return rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32")


def randomize(model, rng):
    for layer in model.network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            for variable in layer.variables:
                low = 0.5 if variable.name in ("gamma", "moving_variance") else -0.2
                variable.assign(rng.uniform(low, low + 1, variable.shape))


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        (SMALL, {"stride_8": 96, "stride_16": 288, "stride_32": 576}),
        pytest.param(
            "EfficientNetB0",
            {"stride_8": 240, "stride_16": 672, "stride_32": 1280},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "ResNet50",
            {"stride_8": 512, "stride_16": 1024, "stride_32": 2048},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_maps_and_their_fused_equals(rng, images, name, channels):
    model = Application(name)
    randomize(model, rng)
    features = model(images)
    assert {name: map.shape[-1] for name, map in features.items()} == channels
    for feature, stride in model.strides.items():
        assert feature == f"stride_{stride}"
        assert features[feature].shape[1:3] == (64 // stride, 96 // stride)
    fused = model.fuse()
    assert fused.count_params() < model.count_params()
    assert not [x for x in fused.network.layers if isinstance(x, keras.layers.BatchNormalization)]
    for feature, map in fused(images).items():
        expected = features[feature].numpy()
        np.testing.assert_allclose(map, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_the_pixels_are_prepared_as_the_network_expects(images):
    model = Application("MobileNetV2", taps=(32,))
    expected = keras.applications.MobileNetV2(
        include_top=False, weights=None, input_shape=(64, 96, 3)
    )
    expected.set_weights(model.get_weights())
    np.testing.assert_allclose(
        model(images)["stride_32"], expected(images / 127.5 - 1), rtol=1e-4, atol=1e-5
    )
    np.testing.assert_allclose(
        model(images.astype("uint8"))["stride_32"],
        model(np.floor(images))["stride_32"],
        rtol=1e-5,
        atol=1e-6,
    )


def test_a_stage_is_frozen_up_to_its_map(images):
    model = Application(SMALL, taps=(8, 16), frozen="stride_8")
    moving = {v.path: v.numpy() for v in model.non_trainable_variables if "moving" in v.path}
    model(images, training=True)
    moved = [np.any(v.numpy() != moving[v.path]) for v in model.variables if v.path in moving]
    assert True in moved and moved.index(True) > 2
    assert moved == sorted(moved), "every frozen normalization comes before every trained one"
    again = Application.from_config(model.get_config())
    assert len(again.trainable_variables) == len(model.trainable_variables)
    assert Application(SMALL, taps=(8,), frozen="all").trainable_variables == []


def test_a_copy_has_the_precision_of_the_first(images):
    model = Application(SMALL, taps=(8,), dtype="mixed_bfloat16")
    assert keras.config.dtype_policy().name == "float32"
    assert model(images)["stride_8"].dtype == tf.bfloat16
    again = Application.from_config(model.get_config())
    assert again(images)["stride_8"].dtype == tf.bfloat16


def test_names_the_networks():
    with pytest.raises(ValueError, match=r"application must be one of ConvNeXt.*got 'ResNet51'"):
        Application("ResNet51")


@pytest.mark.slow
def test_a_network_of_fixed_size_is_refused():
    with pytest.raises(ValueError, match="nasnet_mobile does not take images of any size"):
        Application("NASNetMobile")
