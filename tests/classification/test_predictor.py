"""The predictor of classes on what a person may hand it; what all predictors do is detection's."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_classifier import LABELS, tiny_classifier, tiny_model
from tests.tiny_detector import tiny_ssd
from tfvision.classification.crop import evaluation_crop
from tfvision.classification.predictor import ClassPredictor


@pytest.fixture(scope="module")
def predictor():
    return tiny_classifier(batch_size=3)


def pixels(height=30, width=50, seed=0):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3], "uint8")


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def test_scores_are_those_of_the_parts(predictor):
    image = pixels(60, 50)
    cropped = tf.cast(evaluation_crop(image, (48, 64), 0.875), tf.float32)
    logits = predictor.model(cropped[None]).numpy()[0]
    shares = np.exp(logits) / np.exp(logits).sum()
    found = predictor.predict(image)
    assert sorted(found) == ["label", "name", "score"]
    order = np.argsort(-shares)[:2]
    np.testing.assert_array_equal(found["label"], order)
    np.testing.assert_allclose(found["score"], shares[order], rtol=1e-5)
    assert found["name"].tolist() == [LABELS[label] for label in order]
    assert found["score"].dtype == "float32" and found["label"].dtype == "int32"


def test_the_crop_and_its_interpolation_count(predictor):
    image = pixels(200, 260)
    answers = [
        predictor,
        tiny_classifier(crop_fraction=0.5),
        tiny_classifier(interpolation="bicubic"),
    ]
    scores = {round(float(one.predict(image)["score"][0]), 5) for one in answers}
    assert len(scores) == 3


def test_one_image_a_list_and_a_batch_agree(predictor):
    images = [pixels(30, 50, 0), pixels(41, 23, 1), pixels(30, 50, 2), pixels(30, 50, 3)]
    listed = predictor.predict(images)
    for image, answer in zip(images, listed, strict=True):
        assert_same(predictor.predict(image), answer)
    batch = predictor.predict(np.stack([images[0], images[2], images[3], images[0]]))  # 4 of 3
    assert batch["scores"].shape == batch["labels"].shape == batch["names"].shape == (4, 2)
    for row, answer in ((0, listed[0]), (1, listed[2]), (2, listed[3]), (3, listed[0])):
        for plural, name in (("scores", "score"), ("labels", "label"), ("names", "name")):
            np.testing.assert_array_equal(batch[plural][row], answer[name])


def test_no_image_has_an_answer_of_its_shape(predictor):
    assert predictor.predict([]) == []
    empty = predictor.predict(np.zeros([0, 30, 50, 3], "uint8"))
    assert empty["scores"].shape == empty["names"].shape == (0, 2)
    assert list(predictor.predict_files([])) == []


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 900), (300, 2), (48, 64)])
def test_any_size_answers(predictor, size_hw):
    for image in (pixels(*size_hw), pixels(*size_hw).astype("float32")):
        found = predictor.predict(image)
        assert np.isfinite(found["score"]).all() and found["score"].sum() <= 1.00001


def test_more_answers_than_classes_are_all_classes():
    predictor = ClassPredictor(tiny_model())  # top=5
    found = predictor.predict(pixels())
    assert sorted(found["label"]) == [0, 1, 2] and found["score"].sum() == pytest.approx(1)
    assert set(found["name"]) == {"class_0", "class_1", "class_2"}


def test_new_sizes_do_not_trace_again(predictor):
    predictor.predict(pixels())
    count = predictor._traced[tf.uint8].experimental_get_tracing_count()
    predictor.predict([pixels(20 + i, 31 + i) for i in range(4)])
    assert predictor._traced[tf.uint8].experimental_get_tracing_count() == count == 1


def test_files_answer_as_their_pixels(predictor, tmp_path):
    for name in ("b.png", "ü 汉.png", "a.png"):
        path = tmp_path / name
        path.write_bytes(cv2.imencode(".png", pixels(seed=len(name))[..., ::-1])[1].tobytes())
    records = list(predictor.predict_files(tmp_path, progress=False))
    assert [record.path.name for record in records] == ["a.png", "b.png", "ü 汉.png"]
    for record in records:
        assert_same(record.prediction, predictor.predict(pixels(seed=len(record.path.name))))


def test_the_constructor_refuses_what_does_not_fit():
    model = tiny_model()
    for wrong in ("model", tiny_ssd()):
        with pytest.raises(TypeError, match=r"model must be a classification.Classifier, got"):
            ClassPredictor(wrong)
    for labels in (["cat"], "cat"):
        with pytest.raises(ValueError, match="labels must name the 3 classes"):
            ClassPredictor(model, labels)
    for options, words in (
        ({"top": 0}, "top must be at least 1, got 0"),
        ({"crop_fraction": 1.5}, r"crop_fraction must be in \(0, 1\], got 1.5"),
        ({"interpolation": "cubic"}, "cubic"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
    ):
        with pytest.raises(ValueError, match=words):
            ClassPredictor(model, **options)
