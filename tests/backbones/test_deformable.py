"""Backbones with deformable layers: new ones equal plain ones of the same weights."""

import keras
import numpy as np
import pytest

from tests.layers.test_deformed import move
from tfvision.backbones import VGG, EfficientNet, GhostVGG, MobileNetV2
from tfvision.backbones.application_weights import copy_application
from tfvision.layers import fold
from tfvision.layers.recorded_sampling import deformable_layers
from tfvision.text import Slices


@pytest.mark.parametrize(
    ("kind", "arguments", "names"),
    [
        (VGG, {"variant": "11", "reduced": True, "width": 0.125}, ("conv5_2", "fc6", "fc7")),
        (GhostVGG, {"variant": "11", "faithful": False, "width": 0.125}, ("conv1_1", "conv5_1")),
        # Strides on maps of odd and even sizes, in either padding
        (MobileNetV2, {"alpha": 0.1}, ("Conv1", "block_3", "block_13", "block_16", "Conv_1")),
        (MobileNetV2, {"alpha": 0.1, "padding": "torch"}, ("block_6", "block_13")),
        (EfficientNet, {"width": 0.25, "depth": 0.4}, ("stem", "block6a", "block7a", "top")),
        (Slices, {"width": 0.0625}, ("conv4_1", "conv5_2", "fc6")),
        (Slices, {"width": 0.0625, "kind": "doubled"}, ("conv5_1", "fc7")),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_new_one_equals_the_plain_one(images, kind, arguments, names):
    plain, model = kind(**arguments), kind(**arguments, deformable=names)
    assert len(deformable_layers(model)) == len(names) and not deformable_layers(plain)
    fold(plain, model)
    images = images[:, :45]
    expected = plain(images)
    for name, features in model(images).items():
        np.testing.assert_allclose(features, expected[name], rtol=1e-3, atol=1e-4)


def test_takes_the_weights_of_keras(rng):
    network = keras.applications.MobileNetV2(
        alpha=0.35, weights=None, include_top=False, input_shape=(None, None, 3)
    )
    for variable in network.weights:
        if "variance" not in variable.path and "kernel" not in variable.path:
            variable.assign(rng.normal(size=variable.shape))
    model = copy_application(MobileNetV2(0.35, deformable=("block_13", "block_16")), network)
    # Keras, made for any size, pads every map as an even one.
    images = rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32")
    expected = network(images / 127.5 - 1)
    error = np.linalg.norm(model(images)["Conv_1"] - expected) / np.linalg.norm(expected)
    assert error < 1e-5


def test_the_options_of_a_layer_and_fusing(rng, images):
    options = {"block_16": {"modulated": False, "max_offset": 1.5}, "Conv1": True}
    model = MobileNetV2(0.1, deformable=options)
    last = model.blocks[-1].depthwise.convolution
    assert (last.modulated, last.max_offset) == (False, 1.5)
    move(model, rng)
    fused = model.fuse()
    assert fused.deformable == options and len(deformable_layers(fused)) == 2
    expected = model(images)["Conv_1"]
    np.testing.assert_allclose(fused(images)["Conv_1"], expected, rtol=1e-3, atol=1e-3)


def test_frozen_layers_keep_their_offsets():
    model = VGG("11", width=0.125, deformable=("conv1_1", "conv5_2"), frozen="conv4_2")
    names = [variable.path for variable in model.trainable_variables if "offset" in variable.path]
    assert {name.split("/")[1] for name in names} == {"conv5_2"}


@pytest.mark.parametrize("deformable", ["conv5_3", ("conv5_1", "conv5_3"), {"conv5_3": True}])
def test_names_that_there_are_not(deformable):
    sentence = r"deformable must be among conv1_1, .*conv5_2, got \['conv5_3'\]"
    with pytest.raises(ValueError, match=sentence):
        VGG("11", deformable=deformable)


@pytest.mark.parametrize(
    ("deformable", "message"),
    [
        (None, "deformable must be names of layers, or a dict, got None"),
        (True, "deformable must be names of layers, or a dict, got True"),
        ({"conv5_1": "v2"}, r"deformable\['conv5_1'\] must be True, False or a dict .*got 'v2'"),
        ({"conv5_1": None}, r"deformable\['conv5_1'\] must be True, False or a dict .*got None"),
    ],
)
def test_what_says_nothing_of_a_layer_is_refused(deformable, message):
    with pytest.raises(ValueError, match=message):
        VGG("11", width=0.125, deformable=deformable)
