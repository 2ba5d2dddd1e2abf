"""A CSV file of paths and labels: its columns, its classes, and rows that are wrong."""

import pathlib

import pytest

from tests.classification.image_folders import write_image
from tfvision.classification import csv_file
from tfvision.images.problems import DataError, Problems


@pytest.fixture
def file(tmp_path):
    for name in ("a.png", "b.png", "deep/c.png"):
        write_image(tmp_path / name)
    return tmp_path / "labels.csv"


def listed(file, text, classes=None, split=None, encoding="utf-8"):
    """`(names, [(path within the folder, label)], problems)`."""
    file.write_text(text, encoding=encoding)
    found = []
    names, rows = csv_file.read(file, classes, split, Problems("collect", found))
    rows = [(pathlib.Path(path).relative_to(file.parent).as_posix(), label) for path, label in rows]
    return names, rows, [(problem.kind, problem.line) for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "path,label\na.png,dog\nb.png,cat\ndeep/c.png,dog\n",
        "Label; Path ;note\ndog;a.png;x\ncat; b.png;\ndog;deep\\c.png;y\n",
        'path\tlabel\r\n"a.png"\tdog\r\n\r\nb.png\tcat\r\ndeep/c.png\tdog',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_programs_write(file, text, encoding):
    names, rows, problems = listed(file, text, encoding=encoding)
    assert names == ("cat", "dog")
    assert rows == [("a.png", 1), ("b.png", 0), ("deep/c.png", 1)]
    assert problems == []


def test_absolute_paths(file):
    assert len(listed(file, f"path,label\n{file.parent / 'a.png'},x\n")[1]) == 1


def test_numbers_as_labels(file):
    text = "path,label\na.png,10\nb.png,9\n"
    assert listed(file, text)[:2] == (("9", "10"), [("a.png", 1), ("b.png", 0)])
    text = "path,label\na.png,1\nb.png,0\n"
    assert listed(file, text, classes=("cat", "dog"))[1] == [("a.png", 1), ("b.png", 0)]
    assert listed(file, text, classes=("1", "0"))[1] == [("a.png", 0), ("b.png", 1)]


def test_classes_file_beside_it(file):
    (file.parent / "classes.txt").write_text("dog\ncat\n")
    assert listed(file, "path,label\na.png,cat\n")[:2] == (("dog", "cat"), [("a.png", 1)])


def test_a_column_of_splits(file):
    text = "path,label,split\na.png,x,train\nb.png,y,val\ndeep/c.png,y,train\n"
    assert len(listed(file, text)[1]) == 3
    # Labels mean the same in every split.
    assert listed(file, text, split="val") == (("x", "y"), [("b.png", 1)], [])
    with pytest.raises(DataError, match="no row says 'test' in a column split"):
        listed(file, text, split="test")


def test_rows_that_are_wrong_are_told_with_their_line(file):
    text = "path,label\na.png,cat\n\ngone.png,cat\nb.png\na.png,dog\nb.png,bird\ndeep/c.png,2\n"
    _, rows, problems = listed(file, text, classes=("cat", "dog"))
    assert rows == [("a.png", 0)]
    assert sorted(problems, key=lambda pair: pair[1]) == [
        ("missing_image", 4),
        ("missing_value", 5),
        ("duplicate_image", 6),
        ("unknown_class", 7),
        ("label_range", 8),
    ]


def test_values_beyond_the_last_column(file):
    text = "path,label\na,b.png,cat\na.png,cat,\nb.png,dog,twice,\n"
    names, rows, problems = listed(file, text)
    assert (names, rows) == (("cat",), [("a.png", 0)])
    assert problems == [("extra_value", 2), ("extra_value", 4)]
    words = r"csv:2: more values .*\['cat'\]; a value with a ',' needs"
    with pytest.raises(DataError, match=words):
        csv_file.read(file, None, None, Problems())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "1: the first row must name the columns path and label, got ''"),
        (b"a.png,cat\n", "1: the first row must name the columns path and label, got 'a.png,cat'"),
        (b"path,label\n\xff\xfe", "no text in UTF-8, and no folder"),
    ],
)
def test_files_that_are_none(file, content, sentence):
    file.write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        csv_file.read(file, None, None, Problems())
