"""Drawings, JSON and CSV of what was found."""

import csv
import pathlib

import cv2
import numpy as np
import pytest

from tfvision.detection.predictions_file import load_predictions
from tfvision.detection.records import CSV_COLUMNS, Drawings, write_csv, write_json
from tfvision.images.predictor import Record
from tfvision.images.read import read


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


def test_drawings_keep_name_size_and_kind(tmp_path):
    drawings = Drawings(tmp_path / "out")
    paths = [drawings.write(record(name)) for name in ("a/ü.jpg", "b/ü.JPEG", "c.tif", "ü.png")]
    assert [path.name for path in paths] == ["ü.jpg", "ü_2.jpg", "c.png", "ü.png"]
    for path in paths:
        assert read(path).shape == (60, 90, 3)
    assert (read(paths[2]) != 99).any()
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_a_drawing_never_overwrites_what_it_was_drawn_from(tmp_path):
    source = tmp_path / "a.png"
    cv2.imwrite(str(source), np.zeros([60, 90, 3], "uint8"))
    before = source.read_bytes()
    written = Drawings(tmp_path).write(record(str(source)))
    assert written.name == "a_2.png" and source.read_bytes() == before
    # Among photos no drawing is known from a photo.
    assert Drawings(tmp_path).write(record(str(source))).name == "a_3.png"
    assert Drawings(tmp_path / "out").write(record(str(source))).name == "a.png"
    assert Drawings(tmp_path / "out").write(record(str(source))).name == "a.png"


@pytest.mark.parametrize(
    ("names", "drawn", "written"),
    [
        (["a.jpg", "a_2.jpg"], ["a.jpg", "a_2.jpg"], ["a_3.jpg", "a_2_2.jpg"]),
        (["b.bmp", "b.png"], ["b.bmp", "b.png"], ["b_2.png", "b_3.png"]),
        (["b.bmp", "b.png"], ["b.bmp"], ["b_2.png"]),
    ],
)
def test_photos_beside_the_drawings_stay_as_they_are(tmp_path, names, drawn, written):
    for name in names:
        (tmp_path / name).write_text(f"the photo {name}")
    sources = [tmp_path / name for name in drawn]
    drawings = Drawings(tmp_path, sources)
    assert [drawings.write(record(str(source))).name for source in sources] == written
    for name in names:
        assert (tmp_path / name).read_text() == f"the photo {name}"


def test_a_photo_is_known_behind_a_link(tmp_path):
    photo = tmp_path / "photos" / "a.png"
    photo.parent.mkdir()
    photo.write_text("the photo")
    (tmp_path / "link.png").symlink_to(photo)
    (tmp_path / "a.png").symlink_to(photo)
    sources = [tmp_path / "a.png"]
    assert Drawings(photo.parent, sources).write(record(str(sources[0]))).name == "a_2.png"
    assert photo.read_text() == "the photo"
