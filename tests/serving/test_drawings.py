"""Where drawings go, and what they never overwrite."""

import pathlib

import cv2
import numpy as np
import pytest

from tfvision.images.predictor import Record
from tfvision.images.read import read
from tfvision.serving.drawings import Drawings


def record(path):
    return Record(pathlib.Path(path), (60, 90), {}, np.full([60, 90, 3], 99, "uint8"))


def darker(record):
    return record.image // 2


def test_drawings_keep_name_size_and_kind(tmp_path):
    drawings = Drawings(tmp_path / "out", darker)
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
    written = Drawings(tmp_path, darker).write(record(str(source)))
    assert written.name == "a_2.png" and source.read_bytes() == before
    # Among photos no drawing is known from a photo.
    assert Drawings(tmp_path, darker).write(record(str(source))).name == "a_3.png"
    assert Drawings(tmp_path / "out", darker).write(record(str(source))).name == "a.png"
    assert Drawings(tmp_path / "out", darker).write(record(str(source))).name == "a.png"


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
    drawings = Drawings(tmp_path, darker, sources)
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
    assert Drawings(photo.parent, darker, sources).write(record(str(sources[0]))).name == "a_2.png"
    assert photo.read_text() == "the photo"
