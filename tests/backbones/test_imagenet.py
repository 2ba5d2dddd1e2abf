"""Weights of keras.applications in our backbones: outputs equal to Keras's."""

import os
import pathlib

import keras
import numpy as np
import pytest

from tfvision.backbones import VGG, Application, EfficientNet, MobileNetV2, load_imagenet
from tfvision.backbones.application_weights import decimated
from tfvision.backbones.pixel_layers import DEVIATIONS

# Files that are too large for the project; what is not there is skipped.
DATA = pathlib.Path(
    os.environ.get("TFVISION_DATA", pathlib.Path(__file__).parents[3] / "shared/data")
)


def randomized(model, rng):
    """Random weights and statistics that keep the signal in range."""
    for variable in model.variables:
        if "kernel" not in variable.path:
            low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.2
            variable.assign(rng.uniform(low, low + 1, variable.shape))
    return model


@pytest.fixture(scope="module")
def mobilenet(tmp_path_factory):
    """A weight file with random weights and statistics, and its network at any static size."""
    path = tmp_path_factory.mktemp("weights") / "random.weights.h5"
    source = keras.applications.MobileNetV2(
        alpha=0.35, include_top=False, weights=None, input_shape=(None, None, 3)
    )
    randomized(source, np.random.default_rng(1)).save_weights(path)

    def network(size_hw):
        # Its padding follows the size that it is built for.
        return keras.applications.MobileNetV2(
            alpha=0.35, include_top=False, weights=str(path), input_shape=(*size_hw, 3)
        )

    return path, network


@pytest.mark.parametrize("size_hw", [pytest.param((64, 96), marks=pytest.mark.slow), (75, 106)])
def test_mobilenet_v2_equals_keras(rng, mobilenet, size_hw):
    path, network = mobilenet
    images = rng.uniform(0, 255, [2, *size_hw, 3]).astype("float32")
    ours = load_imagenet(MobileNetV2(alpha=0.35), path)
    theirs = network(size_hw)
    names = ["block_6_expand_relu", "block_13_expand_relu", "out_relu"]
    reader = keras.Model(theirs.input, [theirs.get_layer(name).output for name in names])
    for model in (ours, ours.fuse()):
        features = model(images)
        ends = [features[name] for name in ("block_6_expand", "block_13_expand", "Conv_1")]
        for got, expected in zip(ends, reader(images / 127.5 - 1), strict=True):
            assert np.std(expected) > 0.1
            np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-4)


def test_torch_padding_makes_up_for_the_other_epsilon(rng, mobilenet):
    # Where every size on the way down is odd, the two paddings are one.
    path, network = mobilenet
    images = rng.uniform(0, 255, [2, 65, 97, 3]).astype("float32")
    ours = load_imagenet(MobileNetV2(alpha=0.35, padding="torch"), path)
    expected = network((65, 97))(images / 127.5 - 1)
    np.testing.assert_allclose(ours(images)["Conv_1"], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(not DATA.is_dir(), reason="TFVISION_DATA names no folder")
@pytest.mark.parametrize("name", [pytest.param("", marks=pytest.mark.slow), "_no_top"])
def test_real_weights_equal_keras(rng, name):
    path = DATA / f"mobilenet_v2_1.0_224{name}.weights.h5"
    images = rng.uniform(0, 255, [1, 66, 98, 3]).astype("float32")
    source = keras.applications.MobileNetV2(
        include_top=False,
        weights=str(DATA / "mobilenet_v2_1.0_224_no_top.weights.h5"),
        input_shape=(66, 98, 3),
    )
    got = load_imagenet(MobileNetV2(), path)(images)["Conv_1"]
    np.testing.assert_allclose(got, source(images / 127.5 - 1), rtol=1e-4, atol=1e-4)


@pytest.fixture(scope="module")
def vgg(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "vgg.weights.h5"
    source = keras.applications.VGG16(include_top=False, weights=None, input_shape=(None, None, 3))
    randomized(source, np.random.default_rng(1)).save_weights(path)
    return path, source


@pytest.mark.parametrize("normalization", ["vgg", "caffe"])
def test_vgg_equals_keras_in_either_order_of_channels(rng, vgg, normalization):
    path, source = vgg
    images = rng.uniform(0, 255, [2, 35, 50, 3]).astype("float32")
    ours = load_imagenet(VGG("16", normalization=normalization), path)
    reader = keras.Model(source.input, source.get_layer("block5_conv3").output)
    expected = reader((images - (123, 117, 104))[..., ::-1])
    np.testing.assert_allclose(ours(images)["conv5_3"], expected, rtol=1e-4, atol=1e-4)


def test_a_file_without_fully_connected_layers_leaves_fc6_and_fc7_as_they_are(vgg):
    path, _ = vgg
    model = VGG("16", reduced=True)
    before = model.fc6.get_weights()[0]
    load_imagenet(model, path)
    np.testing.assert_array_equal(model.fc6.get_weights()[0], before)
    assert model.fc7.get_weights()[0].any()


def test_dense_weights_become_a_convolution_of_every_third_tap(rng):
    first, second = rng.normal(size=[7 * 7 * 5, 8]), rng.normal(size=[8, 12])
    fc6 = decimated(first.reshape(7, 7, 5, 8))
    fc7 = decimated(second.reshape(1, 1, 8, 12))
    assert fc6.shape == (3, 3, 5, 2) and fc7.shape == (1, 1, 2, 3)
    for i, j, c, f in np.ndindex(fc6.shape):
        assert fc6[i, j, c, f] == first[(3 * i * 7 + 3 * j) * 5 + c, 4 * f]
    for c, f in np.ndindex(2, 3):
        assert fc7[0, 0, c, f] == second[4 * c, 4 * f]


@pytest.mark.slow
def test_reduced_vgg_takes_the_fully_connected_layers(tmp_path):
    source = keras.applications.VGG16(weights=None)
    source.save_weights(tmp_path / "vgg.weights.h5")
    model = load_imagenet(VGG("16", reduced=True), tmp_path / "vgg.weights.h5")
    kernel = source.get_layer("fc1").get_weights()[0].reshape(7, 7, 512, 4096)
    np.testing.assert_array_equal(model.fc6.get_weights()[0][1, 2], kernel[3, 6, :, ::4])


def test_an_application_takes_its_file(rng, tmp_path):
    images = rng.uniform(0, 255, [1, 64, 96, 3]).astype("float32")
    source = keras.applications.MobileNetV3Small(
        include_top=False, weights=None, input_shape=(None, None, 3)
    )
    randomized(source, rng).save_weights(tmp_path / "mobilenet.weights.h5")
    ours = load_imagenet(Application("MobileNetV3Small"), tmp_path / "mobilenet.weights.h5")
    expected = source(images)
    assert np.std(expected) > 0.01
    np.testing.assert_allclose(ours(images)["stride_32"], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
def test_efficientnet_by_path_equals_efficientnet_by_name(rng, tmp_path, monkeypatch):
    path = str(tmp_path / "efficientnet.weights.h5")
    function = keras.applications.EfficientNetB0
    published = randomized(function(weights=None, include_top=False), rng)
    (layer,) = (x for x in published.layers if isinstance(x, keras.layers.Normalization))
    layer.set_weights([np.array([0.485, 0.456, 0.406]), np.array(DEVIATIONS), np.array(0)])
    published.save_weights(path)
    monkeypatch.setattr(keras.src.utils.file_utils, "get_file", lambda *args, **keywords: path)
    images = rng.uniform(0, 255, [1, 64, 96, 3]).astype("float32")
    by_name = function(weights="imagenet", include_top=False)(images)
    by_path = function(weights=path, include_top=False)(images)
    assert np.abs(by_name - by_path).max() > 0.01, "Keras has mended the files or the function"
    for weights in ("imagenet", path):
        for backbone in (Application("EfficientNetB0"), EfficientNet("b0")):
            features = load_imagenet(backbone, weights)(images)
            got = features[backbone.feature_names[-1]]
            np.testing.assert_allclose(got, by_name, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("make", "weights", "error", "message"),
    [
        (lambda: MobileNetV2(alpha=0.1, fused=True), "imagenet", ValueError, "must not be fused"),
        (lambda: MobileNetV2(alpha=0.1), "nowhere.h5", FileNotFoundError, "got nowhere.h5"),
        (lambda: VGG("11"), __file__, ValueError, "VGG 16 and 19.*got variant='11'"),
        (lambda: VGG(batch_norm=True), __file__, ValueError, "batch_norm=True"),
        (lambda: MobileNetV2(alpha=0.1), __file__, ValueError, "does not fit MobileNetV2"),
    ],
)
def test_says_what_does_not_fit(make, weights, error, message):
    with pytest.raises(error, match=message):
        load_imagenet(make(), weights)


def test_says_what_it_was_read_as(mobilenet):
    with pytest.raises(ValueError, match=r"does not fit MobileNetV2 .*'alpha': 0.5"):
        load_imagenet(MobileNetV2(alpha=0.5), mobilenet[0])


def test_widths_that_are_not_rounded_have_no_weights(mobilenet):
    with pytest.raises(ValueError, match=r"kernel of shape \(3, 3, 3, 11\).*\(3, 3, 3, 16\)"):
        load_imagenet(MobileNetV2(alpha=0.35, divisible=False), mobilenet[0])


def test_a_failed_download_is_a_sentence(monkeypatch):
    def offline(**options):
        raise Exception("URL fetch failure on https://host/file.h5: None -- no network")

    offline.__name__ = "MobileNetV2"
    monkeypatch.setattr(keras.applications, "MobileNetV2", offline)
    sentence = "MobileNetV2 could not be downloaded: URL fetch .* path of a weight file can be"
    with pytest.raises(ConnectionError, match=sentence):
        load_imagenet(MobileNetV2(alpha=0.1))
