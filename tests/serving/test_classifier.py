"""An exported classifier answers as in memory; what all exports do is `test_saved_model`'s."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_classifier import LABELS, tiny_classifier, tiny_model
from tfvision import serving
from tfvision.classification.predictor import ClassPredictor
from tfvision.serving import verify, warm_up


def pixels(height=30, width=50, seed=0):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3], "uint8")


@pytest.fixture(scope="module")
def folder(classifier_folder):
    return classifier_folder


@pytest.fixture(scope="module")
def loaded(folder):
    return serving.load(folder.parent)


def test_the_folder_and_its_settings(folder, loaded):
    extra = {path.name for path in (folder / "assets.extra").iterdir()}
    assert extra == {"tf_serving_warmup_requests", "tfvision.json"}
    settings = json.loads((folder / "assets.extra" / "tfvision.json").read_text("utf-8"))
    assert settings == loaded.settings and loaded.task == "classification"
    expected = {"task": "classification", "image_size": [48, 64], "top": 2}
    expected |= {"crop_fraction": 0.875, "interpolation": "bilinear", "fused": True}
    assert expected.items() <= settings.items()
    assert loaded.labels == LABELS
    requests = tf.data.TFRecordDataset(str(folder / warm_up.PATH))
    assert len(list(requests)) == 3


def test_the_signatures_take_and_give_what_they_promise(loaded):
    for name in ("serving_default", "serving_bytes"):
        outputs = loaded.signatures[name].structured_outputs
        assert {key: (spec.dtype, list(spec.shape)) for key, spec in outputs.items()} == {
            "scores": (tf.float32, [None, 2]),
            "labels": (tf.int32, [None, 2]),
            "names": (tf.string, [None, 2]),
        }
    assert list(loaded.signatures["raw"].structured_outputs) == ["logits"]


@pytest.mark.parametrize("size_hw", [(1, 1), (30, 50), (48, 64), (7, 300)])
def test_it_answers_as_in_memory(classifier, loaded, size_hw):
    images = np.stack([pixels(*size_hw), pixels(*size_hw, 1)])
    expected, found = classifier.predict(images), loaded.predict(images)
    assert expected.keys() == found.keys()
    np.testing.assert_array_equal(found["names"], expected["names"])
    np.testing.assert_allclose(found["scores"], expected["scores"], atol=1e-4)
    floats = loaded.predict(np.minimum(images[0] + 0.4, 255))  # Pixels are rounded.
    np.testing.assert_array_equal(floats["score"], loaded.predict(images[0])["score"])


def test_raw_is_the_model(classifier, loaded):
    images = pixels(48, 64)[None].astype("float32")
    found = loaded.signatures["raw"](images=images)["logits"]
    expected = classifier.model(images).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


def test_files_of_mixed_kind_and_size(loaded):
    images = [pixels(30, 50), pixels(1, 1, 1), pixels(91, 20, 2)]
    encoded = [*map(tf.io.encode_png, images[:2]), tf.io.encode_jpeg(images[2])]
    images[2] = tf.io.decode_jpeg(encoded[2], dct_method="INTEGER_ACCURATE").numpy()
    together = loaded.signatures["serving_bytes"](image_bytes=tf.stack(encoded))
    for row, image in enumerate(images):
        alone = loaded.signatures["serving_default"](images=image[None])
        assert together["names"][row].numpy().tolist() == alone["names"][0].numpy().tolist()
        np.testing.assert_allclose(together["scores"][row], alone["scores"][0], atol=1e-5)


def test_more_answers_than_classes_are_all_classes(tmp_path):
    predictor = ClassPredictor(tiny_model(classes=2), top=5, crop_fraction=1.0)
    serving.export(predictor, tmp_path / "two", fuse=False, image=pixels(1, 1))
    loaded = serving.load(tmp_path / "two")
    assert loaded.settings["top"] == 2 and not loaded.settings["fused"]
    expected, found = predictor.predict(pixels()), loaded.predict(pixels())
    np.testing.assert_array_equal(found["score"], expected["score"])
    assert sorted(found["name"]) == ["class_0", "class_1"]


def test_a_model_that_answers_differently_is_found(folder, classifier):
    verify.verify(folder, classifier, pixels())
    with pytest.raises(serving.ExportError, match="raw: logits differs by"):
        verify.verify(folder, ClassPredictor(tiny_model(seed=4), LABELS, 2), pixels())
    with pytest.raises(serving.ExportError, match="serving_default: "):
        verify.verify(folder, ClassPredictor(classifier.model, LABELS, 3), pixels())
    with pytest.raises(serving.ExportError, match="serving_default: names differs"):
        verify.verify(folder, ClassPredictor(classifier.model, ["a", "b", "c"], 2), pixels())
    narrow = tiny_classifier(crop_fraction=0.3)
    with pytest.raises(serving.ExportError, match="serving_default: scores differs"):
        verify.verify(folder, narrow, pixels())


def test_it_has_no_boxes_to_decode(loaded):
    with pytest.raises(ValueError, match="holds no default boxes"):
        serving.RawDetector(loaded)
