"""What `ConfusionMatrix` counts, against a plain loop, and what it refuses."""

import json

import keras
import numpy as np
import pytest

from tfvision.classification.metric import ConfusionMatrix, accuracies

NAMES = ["cat", "dog", "fox"]


def loop(batches, classes, top):
    matrix, right, images = np.zeros([classes, classes], int), 0, 0
    for found, true in batches:
        for answers, label in zip(found, true, strict=True):
            if label == -1:
                continue
            matrix[label, answers[0]] += 1
            right += label in answers[:top]
            images += 1
    return matrix, right / images


def random_batch(rng, images=40, classes=6):
    found = np.array([rng.permutation(classes) for _ in range(images)])
    return found, rng.integers(-1, classes - 1, images)  # The last class has no image.


def test_it_equals_the_loop(rng):
    batches = [random_batch(rng) for _ in range(3)]
    for top in (1, 2, 5, 9):
        metric = ConfusionMatrix(list("abcdef"), top)
        for found, true in batches:
            metric.update({"labels": found}, {"label": true})
        matrix, share = loop(batches, 6, top)
        result = metric.result()
        np.testing.assert_array_equal(metric.matrix, matrix)
        assert result[f"top{top}"] == pytest.approx(share)
        assert result["top1"] == pytest.approx(np.trace(matrix) / matrix.sum())
        for label, name in enumerate("abcde"):
            assert result[f"recall/{name}"] == matrix[label, label] / matrix[label].sum()
            assert result[f"precision/{name}"] == matrix[label, label] / matrix[:, label].sum()
        assert np.isnan(result["recall/f"]) and result["precision/f"] == 0
        recalls = [result[f"recall/{name}"] for name in "abcde"]
        assert result["recall"] == pytest.approx(np.mean(recalls))


def test_one_image_equals_a_batch_of_one():
    one, batch = ConfusionMatrix(NAMES), ConfusionMatrix(NAMES)
    one.update({"labels": [2, 0, 1]}, {"label": 0})
    batch.update_state({"label": [0]}, {"labels": [[2, 0, 1]]})
    assert one.result() == pytest.approx(batch.result(), nan_ok=True)
    assert one.result()["top1"] == 0 and one.result()["top5"] == 1


def test_without_images_all_is_unknown():
    metric = ConfusionMatrix(NAMES)
    metric.update({"labels": np.zeros([0, 3], int)}, {"label": []})
    metric.update({"labels": [[0, 1, 2]]}, {"label": [-1]})
    result = metric.result()
    assert np.isnan(list(result.values())).all() and metric.confusions() == []
    metric.update({"labels": [[0, 1, 2]]}, {"label": [0]})
    assert metric.result().keys() == result.keys() and metric.result()["top1"] == 1
    metric.reset_state()
    assert np.isnan(metric.result()["top1"])


def test_the_most_frequent_mistakes_come_first():
    metric = ConfusionMatrix(NAMES, top=1)
    metric.update({"labels": [[1], [1], [0], [2], [2]]}, {"label": [0, 0, 1, 2, 1]})
    assert metric.confusions() == [("cat", "dog", 2), ("dog", "cat", 1), ("dog", "fox", 1)]
    assert metric.confusions(1) == [("cat", "dog", 2)]


@pytest.mark.parametrize(
    ("predictions", "truth", "words"),
    [
        ({"labels": [[0, 1, 3]]}, {"label": [0]}, r"\['labels'\] must lie in \[0, 2\], got 3"),
        ({"labels": [[-1, 1, 2]]}, {"label": [0]}, r"\['labels'\] must lie in \[0, 2\], got -1"),
        ({"labels": [[0, 1, 2]]}, {"label": [3]}, r"\['label'\] must lie in \[-1, 2\], got 3"),
        ({"labels": [[0, 1, 2]]}, {"label": [-2]}, r"\['label'\] must lie in \[-1, 2\], got -2"),
        ({"labels": [[0, 1, 2]]}, {"label": [0, 1]}, r"got \(1, 3\) and \(2,\)"),
        ({"labels": [[0, 1]]}, {"label": [0]}, "must hold the best 3 of each image for top=5"),
        ({"labels": [[0.0, 1, 2]]}, {"label": [0]}, "must be whole numbers, got float64"),
        ({"labels": [[0, 1, 2]]}, {"label": [[1, 0, 0]]}, r"got \(1, 3\) and \(1, 3\)"),
        ([0, 1, 2], {"label": 0}, "predictions must be a dict with 'labels', got list"),
        ({"labels": [0, 1, 2]}, {"labels": 0}, r"truth must be a dict with 'label', got \['lab"),
    ],
)
def test_what_does_not_fit_is_refused(predictions, truth, words):
    metric = ConfusionMatrix(NAMES)
    with pytest.raises(ValueError, match=words):
        metric.update(predictions, truth)
    assert metric.matrix.sum() == 0


def test_the_constructor_refuses_what_does_not_fit():
    for options, words in (
        ({"classes": "cat"}, "classes must be a list of names, got 'cat'"),
        ({"classes": []}, "classes must be a list of names"),
        ({"classes": ["a", "a"]}, "classes must have different names"),
        ({"classes": NAMES, "top": 0}, "top must be at least 1, got 0"),
    ):
        with pytest.raises(ValueError, match=words):
            ConfusionMatrix(**options)


def test_the_config_makes_it_again():
    metric = ConfusionMatrix(NAMES, 2, name="mine")
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(metric)))
    assert stored["registered_name"] == "tfvision>ConfusionMatrix"
    assert keras.saving.deserialize_keras_object(stored).get_config() == metric.get_config()


def test_accuracies_are_those_of_the_matrix(rng):
    logits = rng.normal(size=[50, 7]).astype("float32")
    labels = rng.integers(0, 7, 50)
    matrix = ConfusionMatrix(list("abcdefg"), 3)
    matrix.update({"labels": np.argsort(-logits)}, {"label": labels})
    smoothed = 0.9 * np.eye(7, dtype="float32")[labels] + 0.1 / 7
    for metric in accuracies(7, 3):
        metric.update_state(smoothed, logits)
        assert float(metric.result()) == pytest.approx(matrix.result()[metric.name])
    best = accuracies(2)[1]
    best.update_state([[0.0, 1.0]], [[2.0, 1.0]])
    assert best.name == "top5" and float(best.result()) == 1
