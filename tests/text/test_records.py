"""JSON, CSV and pictures of the characters that were found."""

import csv
import dataclasses
import json
import pathlib

import numpy as np

from tests.tiny_text import lattice
from tfvision.images.predictor import Record
from tfvision.text.records import CSV_COLUMNS, draw_characters, drawn, write_csv, write_json


def record(path="a/ü.png", count=3):
    """Three characters of a line and a column, given in another order than they are read."""
    order = np.array([2, 0, 1], "int32")
    found = {
        "box": lattice((60, 200))[:3][:count],
        "score": np.array([0.9, 0.98765, 0.5], "float32")[:count],
        "order": order[order < count],
        "line": np.array([0, 1, 0], "int32")[:count],
        "ruby": np.array([False, True, False])[:count],
        "vertical": np.array([False, True, False])[:count],
    }
    return Record(pathlib.Path(path), (60, 200), found, np.full([60, 200, 3], 99, "uint8"))


def test_csv_has_a_row_a_character_as_they_are_read(tmp_path):
    path = tmp_path / "new" / "found.csv"
    write_csv(path, [record(), record("b.png", count=0)])
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert rows == [
        list(CSV_COLUMNS),
        ["a/ü.png", "80.0", "12.0", "102.0", "34.0", "0.5", "0", "false", "false"],
        ["a/ü.png", "12.0", "12.0", "34.0", "34.0", "0.9", "0", "false", "false"],
        ["a/ü.png", "46.0", "12.0", "68.0", "34.0", "0.9876", "1", "true", "true"],
    ]


def test_json_names_images_without_characters_too(tmp_path):
    write_json(tmp_path / "found.json", [record(), record("b.png", count=0)])
    content = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert content["images"] == ["a/ü.png", "b.png"]
    assert [row["line"] for row in content["characters"]] == [0, 0, 1]
    assert content["characters"][0]["box_xyxy"] == [80, 12, 102, 34]
    assert [row["ruby"] for row in content["characters"]] == [False, False, True]
    assert [row["vertical"] for row in content["characters"]] == [False, False, True]
    assert [row["score"] for row in content["characters"]] == [0.5, 0.9, 0.9876]
    assert not {"word", "quad_xy"} & set(content["characters"][0])


def test_json_and_csv_have_words_and_corners_where_they_are_known(tmp_path):
    one = record()
    quads = np.repeat(one.prediction["box"][:, None, :2], 4, 1)
    found = {**one.prediction, "word": np.array([1, 0, 1], "int32"), "quad": quads}
    records = [dataclasses.replace(one, prediction=found)]
    write_csv(tmp_path / "found.csv", records)
    (header, first, *_) = csv.reader((tmp_path / "found.csv").read_text("utf-8").splitlines())
    assert header[9:] == ["word", "x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4"]
    assert first[9:] == ["1", *["80.0", "12.0"] * 4]
    write_json(tmp_path / "found.json", records)
    rows = json.loads((tmp_path / "found.json").read_text("utf-8"))["characters"]
    assert [row["word"] for row in rows] == [1, 1, 0]
    assert rows[0]["quad_xy"] == [[80, 12]] * 4


def test_lines_have_colours_and_a_thread():
    image = drawn(record())
    assert image.shape == (60, 200, 3) and (record().image == 99).all()
    assert (image[12, 80:102] != 99).any(-1).all()  # The upper edge of a box
    assert (image[23, 35:45] != 99).any(-1).all()  # The thread between the first and the third
    assert (image[12, 12] == image[12, 80]).all() and (image[12, 12] != image[12, 46]).any()
    assert (draw_characters(record().image, record(count=0).prediction) == 99).all()
