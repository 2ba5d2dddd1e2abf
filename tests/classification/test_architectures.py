"""The classifiers of the papers: counts of the published networks, and starting from weights."""

import keras
import numpy as np
import pytest

from tfvision import backbones, classification
from tfvision.classification import efficientnet, ghost_vgg, transfer, vgg
from tfvision.classification.architectures import SIDES


def count(model):
    return sum(int(np.prod(v.shape)) for v in model.trainable_variables)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factory", "options", "parameters"),
    [
        (ghost_vgg, {}, 131_033_992),  # The seed's, as torch counts it
        (ghost_vgg, {"faithful": False}, 7_896_264),
        # torchvision's 138,365,992 less the biases before normalization
        (vgg, {}, 138_365_992 - 4224),
        (vgg, {"batch_norm": False}, 138_357_544),  # keras.applications and torchvision
        (vgg, {"variant": "19", "batch_norm": False}, 143_667_240),
    ],
)
def test_parameters_of_the_published_networks(factory, options, parameters):
    assert count(factory(**options)) == parameters


def test_the_dense_layers_are_most_of_vgg():
    """The head of the published networks, at the tenth of their widths."""
    for factory in (vgg, ghost_vgg):
        model = factory("11", 10, hidden=(41, 41))
        dense = sum(layer.count_params() for layer in (*model.hidden_layers, model.logits))
        assert dense == (7 * 7 * 512 + 1) * 41 + 42 * 41 + 42 * 10
        assert model.head == "dense" and model.dropout == 0.5


def test_efficientnet_follows_its_variant():
    model = efficientnet("lite1", 10)
    assert model.image_size == (240, 240) and model.dropout == 0.2
    assert model.backbone.padding == "same"
    model = efficientnet("b0", 7, image_size=(64, 96), momentum=0.9, drop_connect=0.1, dropout=0.4)
    assert model.image_size == (64, 96) and model.dropout == 0.4
    assert model.backbone.momentum == 0.9 and model.backbone.drop_connect == 0.1
    # 5,288,548 with 1000 classes
    assert count(model) == 5_288_548 - 993 * 1281


def test_a_ghost_that_is_not_faithful_has_a_small_head():
    model = ghost_vgg("11", 10, faithful=False)
    assert model.head == "pool" and not model.hidden_layers
    assert count(model.backbone) + 513 * 10 == count(model)
    assert ghost_vgg("11", 10, faithful=False, head="dense", hidden=8).head == "dense"


@pytest.mark.parametrize(
    ("application", "kind", "side"),
    [
        ("EfficientNetB1", backbones.EfficientNet, 240),
        ("MobileNetV2", backbones.MobileNetV2, 224),
        ("VGG16", backbones.VGG, 224),
        ("MobileNetV3Small", backbones.Application, 224),
    ],
)
def test_transfer_prefers_networks_of_our_own(application, kind, side):
    model = transfer(application, 5, weights=None, freeze="all", hidden=16)
    assert type(model.backbone) is kind
    assert model.image_size == (side, side)
    assert model.backbone.strides[model.backbone.feature_names[-1]] == 32
    assert len(model.trainable_variables) == 4
    assert not model.frozen_norm


def test_sizes_that_the_networks_are_made_for():
    assert SIDES["Xception"] == 299 and SIDES["EfficientNetB7"] == 600


def test_transfer_from_a_path_prepares_the_pixels(tmp_path, images):
    theirs = keras.applications.VGG16(weights=None, include_top=False, input_shape=(None, None, 3))
    theirs.save_weights(tmp_path / "their.weights.h5")
    model = transfer("VGG16", 3, weights=tmp_path / "their.weights.h5", freeze="all")
    assert model.frozen_norm and model.backbone.frozen == "all"
    expected = theirs(keras.applications.vgg16.preprocess_input(images.copy()))
    assert np.std(expected) > 0.01
    got = model.backbone(images)["pool5"]
    np.testing.assert_allclose(got, expected, atol=1e-5 * np.abs(expected).max())


def test_half_precision_reaches_the_backbone():
    for factory in (vgg, ghost_vgg):
        model = factory("11", 2, head="pool", dtype="mixed_bfloat16")
        assert model.backbone.stages[0].compute_dtype == "bfloat16"


def test_freezing_by_stage():
    model = transfer("MobileNetV2", 3, weights=None, freeze="block_12", frozen_norm=True)
    blocks = model.backbone.blocks
    assert not blocks[12].trainable_variables and len(blocks[13].trainable_variables) == 3
    with pytest.raises(ValueError, match="stage must be None"):
        vgg("11", 2, head="pool", freeze="block_12")


def test_unknown_names():
    with pytest.raises(ValueError, match=r"application must be one of .*got 'ResNet5000'"):
        transfer("ResNet5000", weights=None)
    with pytest.raises(ValueError, match=r"variant must be one of .*got 'b9'"):
        classification.efficientnet("b9")
    with pytest.raises(ValueError, match=r"variant must be one of .*got 'b9'"):
        transfer("EfficientNetB9", weights=None)
    with pytest.raises(FileNotFoundError, match=r"nowhere\.weights\.h5"):
        vgg("16", 2, batch_norm=False, head="pool", weights="nowhere.weights.h5")


def test_deformable_layers_of_our_own_networks_only():
    model = transfer("MobileNetV2", 3, weights=None, deformable="block_16")
    assert model.backbone.blocks[-1].depthwise.deformable
    assert not model.backbone.blocks[-2].depthwise.deformable
    with pytest.raises(ValueError, match=r"deformable is for .* got conv5 for ResNet50"):
        transfer("ResNet50", weights=None, deformable="conv5")
