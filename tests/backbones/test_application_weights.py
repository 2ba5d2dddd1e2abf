"""Copying the weights of a Keras network that is there, and what is said where it does not fit."""

import keras
import numpy as np
import pytest

from tests.keras_efficientnet import theirs
from tfvision.backbones import VGG, Application, EfficientNet, MobileNetV2
from tfvision.backbones.application_weights import copy_application


@pytest.fixture(scope="module")
def b0():
    return theirs("b0", (32, 64), np.random.default_rng(1))


@pytest.fixture(scope="module")
def mobilenet():
    return keras.applications.MobileNetV2(alpha=0.35, weights=None, input_shape=(96, 96, 3))


def test_a_network_with_its_classifier_gives_the_rest(mobilenet):
    ours = copy_application(MobileNetV2(alpha=0.35), mobilenet)
    kernel = ours.last.convolution.kernel
    np.testing.assert_array_equal(kernel, mobilenet.get_layer("Conv_1").kernel)


@pytest.mark.parametrize("variant", ["16", "19"])
def test_every_stage_of_vgg_equals_keras(rng, variant):
    module = getattr(keras.applications, f"vgg{variant}")
    function = getattr(module, f"VGG{variant}")
    network = function(include_top=False, weights=None, input_shape=(None, None, 3))
    for layer in network.layers:
        if layer.weights:
            layer.bias.assign(rng.uniform(-0.2, 0.8, layer.bias.shape))
    ours = copy_application(VGG(variant, normalization="keras-vgg", pooled=True), network)
    names = [f"block{name[4]}_conv{name[6]}" for name in ours.feature_names[:-1]] + ["block5_pool"]
    reader = keras.Model(network.input, [network.get_layer(name).output for name in names])
    images = rng.uniform(0, 255, [2, 70, 51, 3]).astype("float32")
    features = ours(images)
    prepared = module.preprocess_input(images.copy())
    for name, expected in zip(ours.feature_names, reader(prepared), strict=True):
        assert np.std(expected) > 0.1
        assert features[name].shape == expected.shape
        error = np.linalg.norm(features[name] - expected) / np.linalg.norm(expected)
        assert error < 1e-5, f"{name}: {error}"


def test_another_epsilon_is_made_up_for(b0):
    ours = copy_application(EfficientNet("b0", epsilon=1e-5), b0)
    (*_, variance) = ours.top.normalization.get_weights()
    expected = b0.get_layer("top_bn").moving_variance + 1e-3 - 1e-5
    np.testing.assert_allclose(variance, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EfficientNet("b0", fused=True), "must not be fused"),
        (lambda: Application("MobileNet"), "one of EfficientNet, MobileNetV2, VGG, got Appl"),
        (lambda: EfficientNet("b0", normalization="tf"), "\"torch\".*made with.*'tf'"),
        (lambda: EfficientNet("b1"), "has no layer block1b_dwconv for .*'s depthwise"),
        (lambda: EfficientNet("lite0"), "has no layers for efficientnetb0's block1a_se_reduce, "),
        (
            lambda: MobileNetV2(alpha=0.1, normalization="torch"),
            "efficientnetb0 has no layer Conv1 for .*'s Conv1",
        ),
        (lambda: VGG("11", normalization="torch"), "VGG 16 and 19.*got variant='11'"),
    ],
)
def test_says_what_does_not_fit(b0, make, message):
    with pytest.raises(ValueError, match=message):
        copy_application(make(), b0)


def test_says_which_kernel_does_not_fit(mobilenet):
    with pytest.raises(ValueError, match=r"Conv1 has a kernel of shape \(3, 3, 3, 24\).*3, 16\)"):
        copy_application(MobileNetV2(alpha=0.75), mobilenet)
