"""Reading a folder, and what one does with the annotations that come of it."""

import os
import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.detection.annotation_files import box, write_image, write_pair, xml
from tfvision.detection.dataset import Annotations, Sample, read
from tfvision.images.problems import DataError, DataWarning, Problem

# Dashcam frames that are not part of the project; without them their test is skipped.
DATA = pathlib.Path(
    os.environ.get("TFVISION_DATA", pathlib.Path(__file__).parents[3] / "shared/data")
)
PLATES = DATA / "plates"


@pytest.fixture
def folder(tmp_path):
    """Three images: one car and a plate, nothing, one plate."""
    write_pair(tmp_path, "a", xml(box("plate"), box("car"), filename="a.jpg"))
    write_pair(tmp_path, "b", xml(filename="b.jpg"))
    write_pair(tmp_path, "c", xml(box("plate"), filename="c.jpg"))
    return tmp_path


def names(data):
    return [pathlib.Path(sample.path).name for sample in data.samples]


def test_the_protocol_of_data(folder):
    data = read(folder)
    assert data.classes == ("car", "plate")
    assert len(data) == 3 == sum(1 for _ in data.examples())
    assert data.path_of(tf.constant(2, tf.int64)) == str(folder / "c.jpg")
    assert repr(data) == "Annotations(3 images, 3 objects, classes=('car', 'plate'))"
    assert [sample.labels.tolist() for sample in data.samples] == [[1, 0], [], [1]]
    assert data.samples[0].source == str(folder / "a.xml")


@pytest.mark.parametrize("by_file", [False, True])
def test_classes_in_a_given_order(folder, tmp_path, by_file):
    classes = ["plate", "bus", "car"]
    if by_file:
        classes = tmp_path / "order.txt"
        classes.write_text("plate\nbus \n\ncar\n\n")  # A blank line is no class.
    data = read(folder, classes)
    assert data.classes == ("plate", "bus", "car")
    assert data.samples[0].labels.tolist() == [0, 2]


def test_classes_file_of_the_folder(folder):
    (folder / "classes.txt").write_text("plate\ncar\n")
    assert read(folder).classes == ("plate", "car")


def test_subset_and_sum(folder):
    data = read(folder)
    assert names(data.subset([2, 0])) == ["c.jpg", "a.jpg"]
    assert names(data.subset([1]) + data.subset([0])) == ["b.jpg", "a.jpg"]
    with pytest.raises(ValueError, match=r"need the same classes, but \('car', 'plate'\) and \(\)"):
        data + Annotations((), ())


def test_split_by_files(folder, tmp_path):
    data = read(folder)
    rest, listed = data.split_by_files(["c.jpg", "a"])
    assert (names(rest), names(listed)) == (["b.jpg"], ["a.jpg", "c.jpg"])
    (tmp_path / "held_out.txt").write_text("b.jpg\n")
    assert names(data.split_by_files(tmp_path / "held_out.txt")[1]) == ["b.jpg"]
    with pytest.raises(ValueError, match=r"files has 1 names that no image has, as \['d.jpg'\]"):
        data.split_by_files(["a.jpg", "d.jpg"])


def test_a_split_needs_both_sides(folder):
    with pytest.raises(ValueError, match="3 images part into 3 and 0"):
        read(folder).split(0.1)


def test_skip_leaves_out_and_says_so_once(folder):
    wrong = box(corners=(9, 6, 9, 18))
    write_pair(folder, "d", xml(wrong, box("car"), wrong, filename="d.jpg"))
    (folder / "e.xml").write_text("<annotation>")
    with pytest.warns(DataWarning) as caught:
        data = read(folder, on_error="skip")
    (warning,) = caught
    assert warning.filename == __file__
    assert "2 x empty_box (first: " in str(warning.message)
    assert "d.xml:9: box (xmin=9, ymin=6, xmax=9, ymax=18) has no area" in str(warning.message)
    assert "1 x bad_xml" in str(warning.message)
    assert [len(sample.labels) for sample in data.samples] == [2, 0, 1, 1]
    assert [problem.kind for problem in data.problems] == ["empty_box", "empty_box", "bad_xml"]


def test_collect_says_nothing_and_keeps_everything(folder):
    write_pair(folder, "d", xml(box("Car "), box(corners=(35, 1, 44, 9)), filename="d.jpg"))
    write_image(folder / "e.jpg")
    problems = [Problem("elsewhere", None, "older", "of another folder")]
    data = read(folder, on_error="collect", problems=problems)
    kinds = [(problem.kind, problem.severity) for problem in problems[1:]]
    assert kinds == [("clipped_box", "warning"), ("unlabelled", "warning"), ("class_typo", "error")]
    assert data.problems == tuple(problems[1:])
    assert len(data) == 4


def test_collect_of_nothing_good_is_empty(tmp_path):
    (tmp_path / "a.xml").write_text("<annotation>")
    problems = []
    data = read(tmp_path, on_error="collect", problems=problems)
    assert (len(data), data.classes, len(problems)) == (0, (), 1)
    assert list(data.examples()) == []


def test_background_alone_needs_named_classes(tmp_path):
    write_pair(tmp_path, content=xml())
    assert len(read(tmp_path, classes=["car"])) == 1
    with pytest.raises(DataError, match="not one object in 1 images"):
        read(tmp_path)


def test_a_sample_without_objects():
    nothing = np.zeros([0, 4], "float32"), np.zeros([0], "int32"), np.zeros([0], bool)
    data = Annotations(["car"], [Sample("a.jpg", (30, 40), *nothing)])
    assert repr(data) == "Annotations(1 images, 0 objects, classes=('car',))"


@pytest.mark.skipif(not PLATES.is_dir(), reason="TFVISION_DATA holds no plates")
def test_real_frames_part_without_neighbours():
    data = read(PLATES)
    assert repr(data) == "Annotations(427 images, 521 objects, classes=('license-plate',))"
    for seed in range(5):
        rest, held_out = data.split(0.2, seed, by="neighbours")
        assert 0.18 < len(held_out) / len(data) < 0.22
        night = sum("night" in name for name in names(held_out))
        assert 0.1 < night / 63 < 0.3
        assert 0.1 < (len(held_out) - night) / 364 < 0.3
        assert sorted(names(rest) + names(held_out)) == names(data)
