"""Networks of keras.applications in our models: equal answers, and what is said where not."""

import cv2
import keras
import numpy as np
import pytest

from tests.backbones.test_imagenet import DATA
from tests.keras_efficientnet import pixel_layer, theirs
from tfvision import classification
from tfvision.backbones import EfficientNet, MobileNetV2
from tfvision.backbones.pixel_layers import DEVIATIONS
from tfvision.classification import Classifier, ClassPredictor
from tfvision.images.read import read
from tfvision.weights import load_application

LOGITS = {"classifier_activation": None}


def assert_same_classes(model, network, images, prepared):
    """Both give logits."""
    ours, expected = np.asarray(model(images)), np.asarray(network(prepared))
    assert np.std(expected) > 0.01
    assert np.linalg.norm(ours - expected) < 1e-5 * np.linalg.norm(expected)


def spread(network, rng):
    """Random weights and statistics, kernels as they were, and answers that differ."""
    for variable in network.variables:
        if "kernel" not in variable.path and "normalization" not in variable.path:
            low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.2
            variable.assign(rng.uniform(low, low + 1, variable.shape))
    return network


@pytest.mark.slow
def test_efficientnet_without_weights_expects_unit_pixels(rng):
    images = rng.uniform(0, 255, [2, 65, 90, 3]).astype("float32")
    network = theirs("b0", (65, 90), rng, published=False, include_top=True, classes=7, **LOGITS)
    with pytest.raises(ValueError, match=r"normalization=\"unit\" does, .*normalization='torch'"):
        load_application(classification.efficientnet("b0", 7), network)
    model = classification.efficientnet("b0", 7, normalization="unit")
    report = load_application(model, network)
    assert report.network == "keras.applications EfficientNet" and not report.kept
    assert report.parameters == 4_058_531 and not report.left and not report.heads
    assert_same_classes(model, network, images, images)
    assert_same_classes(model.fuse(), network, images, images)


@pytest.mark.parametrize("mended", [True, False])
def test_published_efficientnet_by_name_and_by_path(rng, mended):
    # By name, Keras adds a layer for the published deviations; by path it leaves it out.
    images = rng.uniform(0, 255, [1, 40, 70, 3]).astype("float32")
    network = theirs("b0", (40, 70), rng)
    expected = network(images)
    layer = pixel_layer(network)
    mean, _, count = layer.get_weights()
    layer.set_weights([mean, np.array(DEVIATIONS), count])
    if mended:
        outputs = keras.layers.Rescaling(1 / np.sqrt(DEVIATIONS))(layer.output)
        # Only its layers are read: where the new one stands does not matter.
        network = keras.Model(network.input, [network.output, outputs])
    backbone = EfficientNet("b0")
    load_application(backbone, network)
    np.testing.assert_allclose(backbone(images)["top"], expected, rtol=1e-4, atol=1e-4)


def test_mobilenet_v2(rng):
    images = rng.uniform(0, 255, [2, 66, 98, 3]).astype("float32")
    network = keras.applications.MobileNetV2(
        weights=None, alpha=0.35, classes=5, input_shape=(66, 98, 3), **LOGITS
    )
    model = Classifier(MobileNetV2(alpha=0.35), 5)
    load_application(model, spread(network, rng))
    assert_same_classes(model, network, images, images / 127.5 - 1)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="TFVISION_DATA names no folder")
def test_real_weights_name_the_same_classes_of_the_same_pictures():
    network = keras.applications.MobileNetV2(
        weights=str(DATA / "mobilenet_v2_1.0_224.weights.h5"), **LOGITS
    )
    model = Classifier(MobileNetV2(), 1000)
    report = load_application(model, network)
    assert report.parameters == 3_538_984 and not (report.kept or report.heads or report.left)
    paths = [*sorted(DATA.glob("plates/JPEGImages/*"))[::40]]
    paths += [path for kind in sorted(DATA.glob("cifar10_images/val/*")) for path in _first(kind)]
    pictures = [cv2.resize(read(path), (224, 224), interpolation=cv2.INTER_AREA) for path in paths]
    pictures = np.stack(pictures).astype("float32")
    expected = network.predict(pictures / 127.5 - 1, verbose=0)
    np.testing.assert_allclose(model.predict(pictures, verbose=0), expected, atol=1e-3, rtol=0)
    found = ClassPredictor(model, crop_fraction=1.0).predict(list(pictures.astype("uint8")))
    assert len({row["label"][0] for row in found}) > 10
    for row, logits in zip(found, expected, strict=True):
        np.testing.assert_array_equal(row["label"], np.argsort(-logits)[:5])


def _first(folder):
    return sorted(folder.iterdir())[:3]


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["16", "19"])
def test_vgg_with_its_dense_layers(rng, variant):
    images = rng.uniform(0, 255, [2, 224, 224, 3]).astype("float32")
    module = getattr(keras.applications, f"vgg{variant}")
    network = spread(getattr(module, f"VGG{variant}")(weights=None, classes=5, **LOGITS), rng)
    model = classification.vgg(variant, 5, batch_norm=False, normalization="keras-vgg")
    load_application(model, network)
    assert_same_classes(model, network, images, module.preprocess_input(images.copy()))


@pytest.mark.slow
@pytest.mark.parametrize("variant", [f"b{i}" for i in range(8)])
def test_every_efficientnet_with_its_classes(rng, variant):
    images = rng.uniform(0, 255, [1, 65, 90, 3]).astype("float32")
    network = theirs(variant, (65, 90), rng, published=False, include_top=True, **LOGITS)
    model = classification.efficientnet(variant, normalization="unit")
    load_application(model, network)
    assert_same_classes(model, network, images, images)


@pytest.fixture(scope="module")
def small():
    """A network of theirs with three classes."""
    return keras.applications.MobileNetV2(weights=None, alpha=0.35, classes=3)


def test_other_classes_are_left(small):
    model = Classifier(MobileNetV2(alpha=0.35), 4)
    before = model.logits.get_weights()[0]
    report = load_application(model, small)
    assert report.heads == ["predictions/kernel", "predictions/bias"] and not report.left
    assert report.kept == [variable.path for variable in model.logits.weights]
    assert "class heads left as they were, for other classes: predictions/kernel" in str(report)
    np.testing.assert_array_equal(model.logits.get_weights()[0], before)
    report = load_application(model.backbone, small)
    assert report.left == ["predictions/kernel", "predictions/bias"] and not report.kept


def test_names_the_shapes_of_another_head_and_copies_nothing(small):
    model = Classifier(MobileNetV2(alpha=0.35), 3, hidden=8)
    before = np.array(model.backbone.last.convolution.kernel)
    with pytest.raises(ValueError, match=r"\(1280, 3\)\], model of .*include_top=False"):
        load_application(model, small)
    np.testing.assert_array_equal(model.backbone.last.convolution.kernel, before)


def test_a_network_without_classes_leaves_the_head():
    network = keras.applications.MobileNetV2(weights=None, alpha=0.35, include_top=False)
    model = Classifier(MobileNetV2(alpha=0.35), 3)
    before = model.logits.get_weights()[0]
    load_application(model, network)
    np.testing.assert_array_equal(model.logits.get_weights()[0], before)
    np.testing.assert_array_equal(
        model.backbone.last.convolution.kernel, network.get_layer("Conv_1").kernel
    )
