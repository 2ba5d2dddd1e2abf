"""JSON and CSV of what was answered."""

import csv
import json
import pathlib

import numpy as np
import pytest

from tfvision.classification.records import CSV_COLUMNS, write_csv, write_json
from tfvision.images.predictor import Record


def record(path):
    found = {
        "score": np.array([0.75, 0.25], "float32"),
        "label": np.array([1, 0], "int32"),
        "name": np.array(["fox, red", "Hündin"], object),
    }
    return Record(pathlib.Path(path), (60, 90), found)


def test_csv_has_a_row_an_answer(tmp_path):
    path = tmp_path / "new" / "found.csv"
    write_csv(path, [record("a/ü.jpg"), record("b.png")])
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert rows[:3] == [
        list(CSV_COLUMNS),
        ["a/ü.jpg", "1", "0.75", "1", "fox, red"],
        ["a/ü.jpg", "2", "0.25", "0", "Hündin"],
    ]
    assert len(rows) == 5 and rows[3][0] == "b.png"
    assert [child.name for child in path.parent.iterdir()] == ["found.csv"]


def test_json_has_the_answers_of_each_image(tmp_path):
    path = tmp_path / "new" / "found.json"
    write_json(path, [record("a/ü.jpg")], ("Hündin", "fox, red"))
    answers = [{"name": "fox, red", "score": 0.75}, {"name": "Hündin", "score": 0.25}]
    assert json.loads(path.read_text("utf-8")) == {
        "classes": ["Hündin", "fox, red"],
        "images": [{"file": "a/ü.jpg", "answers": answers}],
    }


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "found.csv"
    path.write_text("old")
    with pytest.raises(AttributeError):
        write_csv(path, [record("a.jpg"), None])
    assert path.read_text() == "old"
