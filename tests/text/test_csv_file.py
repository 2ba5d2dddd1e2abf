"""CSV files of characters."""

import numpy as np
import pytest

from tests.text.character_files import write_csv, write_image
from tfvision.images.problems import DataError, Problems
from tfvision.text import csv_file


def read(folder):
    found = []
    return csv_file.read(folder / "characters.csv", Problems("collect", found)), found


def test_rows_become_pages(tmp_path):
    write_image(tmp_path / "b.png")
    lines = ["b.png,,,,,,,", "a.png,4,5,20.5,18,あ,7,true", 'a.png,21,5,30,18,"""",,']
    (b, a), problems = read(write_csv(tmp_path, *lines))
    assert b.boxes_px.shape == (0, 4)
    np.testing.assert_array_equal(a.boxes_px, [[4, 5, 20.5, 18], [21, 5, 30, 18]])
    assert a.characters == ("あ", '"')
    assert a.lines.tolist() == [7, -1]
    assert a.ignored.tolist() == [True, False]
    assert problems == []


def test_boxes_alone_will_do(tmp_path):
    header = "Path;x_min;y_min;x_max;y_max;score\n"
    (sample,), _ = read(write_csv(tmp_path, "a.png;4;5;20;18;0.9", header=header))
    assert sample.characters == ("",)


def test_problems_have_their_line(tmp_path):
    lines = ["a.png,4,5,20,18,a,b,", "a.png,4,,20,18,,,", ",4,5,20,18,,,", "c.png,4,5,20,18,,,"]
    _, problems = read(write_csv(tmp_path, *lines))
    assert sorted((problem.line, problem.kind) for problem in problems) == [
        (2, "bad_number"),
        (3, "bad_number"),
        (4, "missing_value"),
        (5, "missing_image"),
    ]
    messages = {problem.line: problem.message for problem in problems}
    assert messages[2] == "line is 'b', which is not a number"
    assert messages[3] == "y_min is '', which is not a number"


def test_needs_its_columns(tmp_path):
    with pytest.raises(DataError, match="must name the columns path, x_min, y_min, x_max and y_m"):
        read(write_csv(tmp_path, header="path,x,y,w,h\n"))
