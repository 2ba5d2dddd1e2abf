"""What a detector saw in films, as a file that other programs read."""

import csv
import json

import numpy as np
import pytest

from tfvision.video.detections_file import write_detections

FOUND = {
    "日本.mp4": [
        (0, 0.0, np.array([[1.234, 2, 30, 40]], "float32"), np.array([0.91236]), np.array([1])),
        (2, 0.08, np.zeros([0, 4]), np.zeros([0]), np.zeros([0], int)),
    ],
    "empty.mp4": [],
    "shot.png": [(0, None, np.array([[5.0, 6, 7, 8]]), np.array([0.5]), np.array([0]))],
}


def test_csv(tmp_path):
    write_detections(tmp_path / "a.csv", FOUND, ["car", "plate"])
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8").splitlines()))
    assert rows[0][:4] == ["path", "frame", "seconds", "x_min"]
    assert rows[1] == [
        *("日本.mp4", "0", "0.0", "1.23", "2.0", "30.0", "40.0", "0.9124", "1", "plate")
    ]
    assert rows[2] == ["shot.png", "0", "", "5.0", "6.0", "7.0", "8.0", "0.5", "0", "car"]
    assert len(rows) == 3


def test_json(tmp_path):
    write_detections(tmp_path / "a.JSON", FOUND, ["car", "plate"])
    text = (tmp_path / "a.JSON").read_text("utf-8")
    content = json.loads(text)
    assert content["classes"] == ["car", "plate"] and len(text.splitlines()) == 4
    assert content["films"][0] == {"path": "日本.mp4", "looked": 2}
    assert content["detections"][0] == {
        "path": "日本.mp4",
        "frame": 0,
        "seconds": 0.0,
        "name": "plate",
        "score": 0.9124,
        "box_xyxy": [1.23, 2.0, 30.0, 40.0],
    }
    assert content["detections"][1]["seconds"] is None


def test_nothing_at_all_and_another_suffix(tmp_path):
    write_detections(tmp_path / "a.json", {}, [])
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["detections"] == []
    with pytest.raises(ValueError, match=r"go to a \.csv or \.json file, got a\.xml$"):
        write_detections("a.xml", {}, [])
