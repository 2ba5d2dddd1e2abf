"""Reading a folder of pages, and what one does with them."""

import shutil

import numpy as np
import pytest
import tensorflow as tf

from tests.text.character_files import row, write_csv, write_image, write_json
from tfvision.images.problems import DataError, DataWarning, Problem
from tfvision.text.dataset import read


@pytest.fixture
def folder(tmp_path):
    """Three pages: one character, nothing, two characters."""
    for name in ("b.png", "c.png"):
        write_image(tmp_path / name)
    rows = [row(), row(file="c.png"), row(file="c.png", box_xyxy=[21, 5, 30, 18])]
    return write_json(tmp_path, rows, images=["a.png", "b.png", "c.png"])


def names(data):
    return [sample.path[-5:] for sample in data.samples]


def test_the_protocol_of_data(folder):
    data = read(folder)
    assert len(data) == 3 == sum(1 for _ in data.examples())
    assert repr(data) == "Pages(3 images, 3 characters)"
    assert data.path_of(tf.constant(2, tf.int64)) == str(folder / "c.png")
    assert names(data.subset([2, 0])) == ["c.png", "a.png"]
    assert names(data.subset([1]) + data.subset([0])) == ["b.png", "a.png"]


def test_whether_characters_stand_in_lines(tmp_path):
    for lines, known in [((0, 0), True), ((0, 1), False), ((-1, -1), False)]:
        place = tmp_path / str(lines)
        place.mkdir()
        rows = [
            row(box_xyxy=[x, 5, x + 9, 18], line=line)
            for x, line in zip((2, 21), lines, strict=True)
        ]
        assert read(write_json(place, rows)).has_lines is known


def test_splits(folder):
    data = read(folder)
    rest, held_out = data.split(0.34, seed=3)
    assert len(held_out) == 1 and sorted(names(rest) + names(held_out)) == names(data)
    rest, listed = data.split_by_files(["c.png", "a"])
    assert (names(rest), names(listed)) == (["b.png"], ["a.png", "c.png"])
    with pytest.raises(ValueError, match="3 images part into 3 and 0"):
        data.split(0.1)
    assert len(data.split(0.34, by="neighbours")[1]) == 1


def test_which_file_of_a_folder_is_read(folder):
    write_csv(folder)
    assert len(read(folder)) == 3
    assert len(read(folder, format="csv")) == len(read(folder / "characters.csv")) == 1
    shutil.move(folder / "characters.csv", folder / "others.txt")
    assert len(read(folder / "others.txt", format="csv")) == 1
    with pytest.raises(DataError, match=r"others\.txt: must end in \.json, \.csv or \.mat"):
        read(folder / "others.txt")


def test_one_file_of_any_name_will_do(folder):
    shutil.move(folder / "characters.json", folder / "page.json")
    assert len(read(folder)) == 3
    shutil.copy(folder / "page.json", folder / "more.json")
    with pytest.raises(DataError, match=r": holds more\.json, page\.json; read one of them"):
        read(folder)


def test_an_unknown_format(folder):
    with pytest.raises(ValueError, match="format must be one of 'auto', 'json', 'csv', 'synth"):
        read(folder, format="coco")


def test_skip_leaves_out_and_says_so_once(folder):
    rows = [row(), row(box_xyxy=[4, 5, 4, 9]), row(box_xyxy=[4, 5, 4, 10]), row(file="d.png")]
    write_json(folder, rows)
    with pytest.warns(DataWarning) as caught:
        data = read(folder, on_error="skip")
    (warning,) = caught
    assert warning.filename == __file__
    assert "2 x empty_box (first: " in str(warning.message)
    assert "1 x missing_image" in str(warning.message)
    assert repr(data) == "Pages(1 images, 1 characters)"
    assert {problem.kind for problem in data.problems} == {"empty_box", "missing_image"}


def test_collect_says_nothing_and_keeps_everything(folder):
    write_json(folder, [row(), row(box_xyxy=[35, 1, 44, 9])])
    problems = [Problem("elsewhere", None, "older", "of another folder")]
    data = read(folder, on_error="collect", problems=problems)
    assert [problem.kind for problem in problems[1:]] == ["clipped_box"]
    assert data.problems == tuple(problems[1:])
    np.testing.assert_array_equal(data.samples[0].boxes_px[1], [35, 1, 40, 9])


def test_images_that_are_broken_or_odd(folder):
    data = read(folder)
    (folder / "c.png").write_bytes(b"")
    (problem,) = data.check_images()
    assert (problem.kind, str(problem)) == ("bad_image", f"{folder / 'c.png'}: the file is empty")
