"""Rows of CSV files: columns that are needed, may be there, and must be filled."""

import pytest

from tfvision.images import csv_rows
from tfvision.images.problems import DataError, Problems


def listed(tmp_path, text, filled=None):
    file, found = tmp_path / "a.csv", []
    file.write_text(text, encoding="utf-8-sig")
    rows = csv_rows.read(file, ("a", "b"), ("c",), Problems("collect", found), filled)
    return rows, [(problem.kind, problem.line) for problem in found]


@pytest.mark.parametrize(
    "text", ["a,b,c\n1, x,\n\n2,y,z\n", "C;x;B;A\n;;x;1\nz;3;y;2", "a\tb\tc\r\n1\tx\r\n2\ty\tz"]
)
def test_rows_by_column(tmp_path, text):
    (first, second), problems = listed(tmp_path, text)
    assert [row for _, row in (first, second)] == [
        {"a": "1", "b": "x", "c": ""},
        {"a": "2", "b": "y", "c": "z"},
    ]
    assert problems == []


def test_quotes_hold_any_character(tmp_path):
    ((line, row),), _ = listed(tmp_path, 'a,b\n1,""""\n')
    assert (line, row) == (2, {"a": "1", "b": '"', "c": ""})
    assert listed(tmp_path, 'a,b\n1,","\n')[0][0][1]["b"] == ","


def test_rows_that_are_wrong(tmp_path):
    rows, problems = listed(tmp_path, "a,b\n1\n1,2,3\n1,2\n,2\n")
    assert [line for line, _ in rows] == [4]
    assert problems == [("missing_value", 2), ("extra_value", 3), ("missing_value", 5)]
    rows, problems = listed(tmp_path, "a,b\n1\n,2\n", filled=("a",))
    assert [line for line, _ in rows] == [2] and problems == [("missing_value", 3)]


def test_columns_that_are_not_there(tmp_path):
    with pytest.raises(DataError, match=r"a\.csv:1: .* the columns a and b, got '.*a,c'$"):
        listed(tmp_path, "a,c\n1,2\n")
