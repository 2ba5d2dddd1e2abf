"""JSON, CSV and pictures of what was found."""

import csv
import pathlib

import numpy as np
import pytest

from tfvision.detection.predictions_file import load_predictions
from tfvision.detection.records import CSV_COLUMNS, drawn, write_csv, write_json
from tfvision.images.predictor import Record


def record(path="a/ü.jpg", count=2, size_hw=(60, 90)):
    found = {
        "box": np.array([[1.004, 2, 30.5, 40], [50, 10, 80, 30]], "float32")[:count],
        "score": np.array([0.98765, 0.5], "float32")[:count],
        "label": np.array([1, 0], "int32")[:count],
        "name": np.array(["plate", "car, red"], object)[:count],
    }
    image = np.full([*size_hw, 3], 99, "uint8")
    return Record(pathlib.Path(path), size_hw, found, image)


def test_csv_has_a_row_a_detection(tmp_path):
    path = tmp_path / "new" / "found.csv"
    write_csv(path, [record(), record("b.png", count=0)])
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert rows == [
        list(CSV_COLUMNS),
        ["a/ü.jpg", "1.0", "2.0", "30.5", "40.0", "0.9876", "1", "plate"],
        ["a/ü.jpg", "50.0", "10.0", "80.0", "30.0", "0.5", "0", "car, red"],
    ]
    assert [child.name for child in path.parent.iterdir()] == ["found.csv"]


def test_json_is_read_again_with_images_without_detections(tmp_path):
    path = tmp_path / "new" / "found.json"
    write_json(path, [record(), record("b.png", count=0)], ["car, red", "plate"])
    predictions, labels = load_predictions(path)
    assert labels == ("car, red", "plate") and list(predictions) == ["a/ü.jpg", "b.png"]
    np.testing.assert_allclose(predictions["a/ü.jpg"]["boxes"], record().prediction["box"])
    assert predictions["a/ü.jpg"]["labels"].tolist() == [1, 0]
    assert len(predictions["b.png"]["boxes"]) == 0


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "found.csv"
    path.write_text("old")
    with pytest.raises(AttributeError):
        write_csv(path, [record(), None])
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["found.csv"]


def test_boxes_are_drawn_with_their_names():
    image = drawn(record())
    assert image.shape == (60, 90, 3) and (image != 99).any() and (record().image == 99).all()
    assert (drawn(record(count=0)) == 99).all()
