"""Predictions written and read back, and files that are no predictions."""

import json

import numpy as np
import pytest

from tfvision.detection.predictions_file import load_predictions, save_predictions

FOUND = {
    "boxes": np.array([[0.1, 0.2, 4, 2], [1, 1, 9, 5.5], [0, 0, 0, 0]], "float32"),
    "scores": np.array([0.9, 0.1, 0], "float32"),
    "labels": np.array([1, 0, -1]),
}
NONE = {"boxes": np.zeros([0, 4]), "scores": [], "labels": []}


def test_round_trip(tmp_path):
    file = tmp_path / "p.json"
    save_predictions(file, {"día 1.jpg": FOUND, "b/none.png": NONE}, ["car", "número"])
    predictions, classes = load_predictions(file)
    assert classes == ("car", "número")
    assert list(predictions) == ["día 1.jpg", "b/none.png"]
    for key, values in predictions["día 1.jpg"].items():
        np.testing.assert_array_equal(values, FOUND[key][:2])  # the padding is gone
    assert predictions["b/none.png"]["boxes"].shape == (0, 4)
    rows = json.loads(file.read_text(encoding="utf-8"))["detections"]
    assert rows[1] | {"score": 0.1} == {
        "file": "día 1.jpg",
        "name": "car",
        "score": 0.1,
        "box_xyxy": [1, 1, 9, 5.5],
    }


def test_no_images(tmp_path):
    save_predictions(tmp_path / "p.json", {}, ["car"])
    assert load_predictions(tmp_path / "p.json") == ({}, ("car",))


def test_a_failed_write_leaves_the_old_file(tmp_path):
    file = tmp_path / "p.json"
    save_predictions(file, {"a.jpg": FOUND}, ["car", "plate"])
    before = file.read_text()
    with pytest.raises(ValueError, match=r"a.jpg: labels must be 0 … 0, got 1"):
        save_predictions(file, {"a.jpg": FOUND}, ["car"])
    with pytest.raises(ValueError, match="JSON"):
        save_predictions(file, {"a.jpg": FOUND | {"scores": [np.nan, 1, 1]}}, ["car", "plate"])
    assert file.read_text() == before
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "p.json:1: not well-formed JSON"),
        ("[]", "must hold an object with classes, images, detections, got list"),
        ('{"images": []}', r"got \['images'\]"),
        ({"name": "bus"}, r"detections\[0\] must have a file of images, a name of classes"),
        ({"file": "b.jpg"}, r"detections\[0\] must"),
        ({"score": None}, r"detections\[0\] must"),
        ({"box_xyxy": [1, 2, 3]}, r"box_xyxy of four numbers, got \{"),
    ],
)
def test_refused_files(tmp_path, content, message):
    if isinstance(content, dict):
        row = {"file": "a.jpg", "name": "car", "score": 0.5, "box_xyxy": [1, 2, 3, 4]} | content
        content = json.dumps({"classes": ["car"], "images": ["a.jpg"], "detections": [row]})
    (tmp_path / "p.json").write_text(content)
    with pytest.raises(ValueError, match=message):
        load_predictions(tmp_path / "p.json")
