"""Weights of trained VGGs in CRAFT's slices: outputs equal to the network that they come from."""

import keras
import numpy as np
import pytest

from tfvision.backbones import VGG, GhostVGG
from tfvision.checkpoint import CheckpointError
from tfvision.classification import Classifier
from tfvision.text.architectures import craft
from tfvision.text.pretrained import load_pretrained
from tfvision.text.slices import Slices


def randomized(model, rng):
    for variable in model.weights:
        low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.1
        if "kernel" not in variable.path:
            variable.assign(rng.uniform(low, low + 0.5, variable.shape))
    return model


def assert_same_features(got, expected):
    for name in ("conv2_2", "conv3_2", "conv4_2"):
        other = expected[name]
        assert np.std(other) > 1e-3
        np.testing.assert_allclose(got[name], other, atol=1e-4 * np.abs(other).max())


def inner(vgg, images):
    """The maps of a VGG where `Slices` has its features."""
    x, features = vgg.normalize(images), {}
    for stage, layers in enumerate(vgg.convolutions[:4]):
        x = vgg.pools[stage - 1](x) if stage else x
        for layer in layers:
            x = features[layer.name] = layer(x)
    return features


@pytest.mark.slow
def test_of_keras_applications(rng, images, tmp_path):
    theirs = keras.applications.VGG16(weights=None, include_top=False)
    randomized(theirs, rng).save_weights(tmp_path / "vgg16.weights.h5")
    model = craft(1, weights=tmp_path / "vgg16.weights.h5", freeze="conv2_2")
    assert model.backbone.normalization == "keras-vgg" and model.backbone.frozen == "conv2_2"
    names = ("block2_conv2", "block3_conv2", "block4_conv2")
    reader = keras.Model(theirs.input, [theirs.get_layer(name).output for name in names])
    outputs = reader(keras.applications.vgg16.preprocess_input(images.copy()))
    expected = dict(zip(("conv2_2", "conv3_2", "conv4_2"), outputs, strict=True))
    assert_same_features(model.backbone(images), expected)
    assert_same_features(model.backbone.fuse()(images), expected)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["plain", "ghost", "doubled"])
def test_of_a_classifier_of_ours(rng, images, tmp_path, kind):
    if kind == "plain":
        vgg = VGG("16", batch_norm=True, normalization="torch")
    else:
        vgg = GhostVGG("16", faithful=kind == "doubled")
    randomized(vgg, rng)
    Classifier(vgg, 3).save(tmp_path / "trained.keras")
    backbone = load_pretrained(Slices(kind), tmp_path / "trained.keras")
    assert_same_features(backbone(images), inner(vgg, images))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A CRAFT on disk, narrow enough to be made often."""
    path = tmp_path_factory.mktemp("craft") / "narrow.keras"
    model = craft(1, width=0.0625)
    randomized(model, np.random.default_rng(3)).save(path)
    return path, model


def test_of_another_craft(images, narrow):
    path, source = narrow
    model = craft(2, width=0.0625, weights=path)
    features = model.backbone(images)
    assert_same_features(features, source.backbone(images))
    np.testing.assert_array_equal(features["conv5_2"], source.backbone(images)["conv5_2"])
    # Those after it are left to training.
    assert np.abs(features["fc7"] - source.backbone(images)["fc7"]).max() > 0.01


def test_offsets_come_along_or_are_missed(images, narrow, tmp_path):
    model = craft(1, width=0.0625, weights=narrow[0], deformable="conv3_2")
    assert_same_features(model.backbone(images), narrow[1].backbone(images))
    moved = model.backbone.stages[5].convolution
    moved.offset_bias.assign(moved.offset_bias + 9)
    model.save(tmp_path / "moved.keras")
    again = craft(1, width=0.0625, weights=tmp_path / "moved.keras", deformable="conv3_2")
    assert_same_features(again.backbone(images), model.backbone(images))
    with pytest.raises(ValueError, match=r"no conv3_2 like .* a plain convolution has no offsets"):
        craft(1, width=0.0625, weights=tmp_path / "moved.keras")


@pytest.mark.parametrize(("kind", "width"), [("plain", 0.125), ("ghost", 0.0625)])
def test_layers_that_do_not_fit(narrow, kind, width):
    path, _ = narrow
    with pytest.raises(ValueError, match=rf"no conv\d_\d like that of kind='{kind}', width="):
        load_pretrained(Slices(kind, width), path)


def test_files_that_do_not_fit(tmp_path, narrow):
    path, source = narrow
    backbone = source.backbone
    with pytest.raises(FileNotFoundError, match=r"nowhere\.weights\.h5"):
        load_pretrained(backbone, "nowhere.weights.h5")
    with pytest.raises(CheckpointError, match=r"nowhere\.keras: no such file"):
        load_pretrained(backbone, tmp_path / "nowhere.keras")
    (tmp_path / "not.txt").touch()
    with pytest.raises(CheckpointError, match=r"expected a run's folder or .* of a keras\.Model"):
        load_pretrained(backbone, tmp_path / "not.txt")
    keras.Sequential([keras.Input([3]), keras.layers.Dense(1)]).save(tmp_path / "other.keras")
    with pytest.raises(ValueError, match="no conv1_1 like that of"):
        load_pretrained(backbone, tmp_path / "other.keras")
    with pytest.raises(ValueError, match="normalization must be 'torch' as that of"):
        load_pretrained(Slices(width=0.0625, normalization="tf"), path)
    with pytest.raises(ValueError, match="must not be fused"):
        load_pretrained(backbone.fuse(), path)
