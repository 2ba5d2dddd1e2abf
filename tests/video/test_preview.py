"""Outlines of what would be covered."""

import fractions

import numpy as np
import pytest

from tests.video import striped
from tfvision.images.read import read
from tfvision.video import Film, Plan, VideoError
from tfvision.video.preview import outlined, preview_film, preview_frames
from tfvision.video.tracks import Track


def plan(**options):
    boxes = np.tile([[20.0, 30, 60, 50]], (4, 1))
    tracks = [
        Track(0, 2, boxes, np.array([np.nan, 0.9, np.nan, 0.8])),
        Track(0, 3, boxes[:1] + (80, 20, 80, 20), np.array([0.7])),
    ]
    given = {"names": ("plate",), "covered": [True, False], **options}
    return Plan("drive.mp4", 24, fractions.Fraction(25), striped.SIZE_HW, tracks, **given)


def test_colours_say_what_was_seen():
    image = np.full([*striped.SIZE_HW, 3], 120, "uint8")
    assert outlined(image, plan(), 0) is image
    at = (40, 20)
    assert outlined(image, plan(), 2)[at].tolist() == [255, 170, 0]
    both = outlined(image, plan(), 3)
    assert both[at].tolist() == [0, 230, 0] and both[60, 100].tolist() == [150, 150, 150]
    assert (image == 120).all() and (both[35:45, 25:55] == 120).all()


def test_a_film_of_outlines(tmp_path):
    source = striped.write_film(tmp_path / "drive.mp4")
    assert preview_film(source, tmp_path / "out.mp4", plan()) == 24
    with Film(source) as one, Film(tmp_path / "out.mp4") as other:
        pairs = list(zip(one, other, strict=True))
        changed = [np.abs(a.image.astype(int) - b.image)[34:46, 18:23].max() > 60 for a, b in pairs]
    assert np.flatnonzero(changed).tolist() == [2, 3, 4, 5]
    with pytest.raises(VideoError, match=r"drive\.mp4: is 160 x 90, but its plan is for 10 x 9$"):
        preview_film(
            source, tmp_path / "out.mp4", Plan("a", 24, fractions.Fraction(25), (9, 10), [])
        )


def test_some_frames_as_pictures(tmp_path):
    source = striped.write_film(tmp_path / "drive.mp4")
    for count, names in ((2, [2, 5]), (9, [2, 3, 4, 5])):
        with Film(source) as film:
            assert len(list(preview_frames(film, tmp_path / str(count), plan(), count))) == 24
        written = sorted(child.name for child in (tmp_path / str(count)).iterdir())
        assert written == [f"drive_{index:06}.png" for index in names]
    assert read(tmp_path / "9" / "drive_000002.png")[40, 20].tolist() == [255, 170, 0]
    with pytest.raises(ValueError, match=r"^count must be at least 1, got 0$"):
        list(preview_frames([], tmp_path, plan(), 0))
