"""Padding dropped, and values refused that would make a metric wrong without a word."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.images.box_rows import flat_rows

COLUMNS = {"scores": (float, None)}
GOOD = {"boxes": [[0, 0, 4, 2], [1, 1, 9, 5]], "labels": [1, 0], "scores": [0.5, 0.25]}


def test_one_image():
    rows, images = flat_rows("predictions", GOOD, 2, COLUMNS)
    assert images == 1
    assert rows["boxes"].tolist() == GOOD["boxes"]
    assert (rows["labels"].tolist(), rows["images"].tolist()) == ([1, 0], [0, 0])


def test_padding_is_dropped_before_anything_is_checked():
    batch = {
        "boxes": tf.constant([[[0.0, 0, 4, 2], [9, 9, 0, 0]], [[1, 1, 9, 5], [np.nan] * 4]]),
        "labels": tf.constant([[1, -1], [0, 0]]),
        "scores": tf.constant([[0.5, np.nan], [0.25, np.inf]]),
        "num_detections": tf.constant([2, 1]),
    }
    rows, images = flat_rows("predictions", batch, 2, COLUMNS)
    assert (images, rows["images"].tolist()) == (2, [0, 1])
    assert rows["boxes"].tolist() == GOOD["boxes"]
    assert rows["scores"].tolist() == GOOD["scores"]


def test_images_without_boxes():
    rows, images = flat_rows("truth", {"boxes": [], "labels": []}, 2, {"difficult": (bool, False)})
    assert (images, rows["boxes"].shape, rows["difficult"].shape) == (1, (0, 4), (0,))
    empty = {"boxes": np.zeros([3, 0, 4]), "labels": np.zeros([3, 0], int)}
    rows, images = flat_rows("truth", empty, 2, {})
    assert (images, rows["boxes"].shape) == (3, (0, 4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scores": [np.nan, 0.5]}, r"predictions\['scores'\] must be finite, got nan \(image 0"),
        ({"scores": [0.5, np.inf]}, r"predictions\['scores'\] must be finite, got inf"),
        ({"boxes": [[0, 0, 4, 2], [1, np.nan, 9, 5]]}, r"\['boxes'\] must be finite"),
        ({"boxes": [[0, 0, 4, 2], [9, 1, 1, 5]]}, r"x1 <= x2 and y1 <= y2, got \[9.0, 1.0, 1.0"),
        ({"labels": [1, 2]}, r"\['labels'\] must be 0 … 1, or -1 for padding, got 2"),
        ({"labels": [1, -2]}, r"\['labels'\] must be 0 … 1"),
        ({"labels": [1]}, r"\['boxes'\] must have shape \(1, 4\)"),
        ({"scores": [0.5]}, r"\['scores'\] must have shape \(2,\)"),
        ({"labels": 1}, r"must be \[N\] or \[B, N\], got shape \(\)"),
        ({"num_detections": [1, 2]}, r"\['num_detections'\] must hold 1 number"),
    ],
)
def test_refused(change, message):
    with pytest.raises(ValueError, match=message):
        flat_rows("predictions", GOOD | change, 2, COLUMNS)


def test_refused_keys():
    with pytest.raises(ValueError, match="must have the key 'scores', got"):
        flat_rows("predictions", {"boxes": [], "labels": []}, 2, COLUMNS)
    with pytest.raises(ValueError, match="must have the key 'labels', got"):
        flat_rows("predictions", {"boxes": [], "scores": []}, 2, COLUMNS)
    with pytest.raises(ValueError, match="truth must be a dict"):
        flat_rows("truth", [], 2, {})


def test_boxes_without_classes_need_no_labels():
    rows, images = flat_rows("predictions", GOOD, None, COLUMNS)
    assert (images, rows["labels"].tolist()) == (1, [0, 0])
    batch = {"boxes": np.ones([2, 3, 4]), "num_detections": [1, 2]}
    rows, images = flat_rows("truth", batch, None, {})
    assert (images, rows["images"].tolist()) == (2, [0, 1, 1])
    rows, images = flat_rows("truth", {"boxes": []}, None, {})
    assert (images, rows["boxes"].shape) == (1, (0, 4))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([[0, 0, 4, 2]], "predictions must be a dict with 'boxes', got list"),
        ({"scores": [1]}, r"must have the key 'boxes', got \['scores'\]"),
        ({"boxes": [0, 0, 4, 2]}, r"must be \[N, 4\] or \[B, N, 4\], got shape \(4,\)"),
        ({"boxes": [[0, 0, 4, 2]], "scores": [1, 2]}, r"\(1,\) to match its boxes, got \(2,\)"),
    ],
)
def test_refused_without_classes(entries, message):
    with pytest.raises(ValueError, match=message):
        flat_rows("predictions", entries, None, COLUMNS)
