"""Frames: whole, small and in part, of any form in which they are stored."""

import numpy as np
import pytest

from tests.video import films
from tfvision.video import Film, Frame

RNG = np.random.default_rng(0)
PICTURES = [np.kron(RNG.integers(0, 256, (8, 12, 3), "uint8"), np.ones([8, 8, 1], "uint8"))] * 2


def first(path):
    with Film(path) as film:
        return next(iter(film))


@pytest.mark.parametrize("turned", [0, 90])
def test_a_thumbnail_shows_what_the_whole_shows(tmp_path, turned):
    ramp = np.add.outer(np.arange(64), np.arange(96)).astype("uint8")
    pictures = [np.stack([ramp, ramp[::-1], ramp[:, ::-1]], -1)] * 2
    frame = first(films.write(tmp_path / "a.mp4", images=pictures, turned=turned))
    small, sides = frame.thumbnail((8, 12)[:: -1 if turned else 1]), frame.size_hw
    means = frame.image.reshape(sides[0] // 8, 8, sides[1] // 8, 8, 3).mean((1, 3))
    assert small.shape == means.shape and np.abs(small - means).mean() < 5


def test_an_image_alone_is_a_frame():
    frame = Frame(PICTURES[0], 3, 0.1)
    assert frame.size_hw == (64, 96) and not frame.can_be_patched
    np.testing.assert_array_equal(frame.thumbnail((8, 12)), PICTURES[0][::8, ::8])
    assert frame.resized((10, 20)).shape == (10, 20, 3)


def test_a_part_is_that_of_the_whole(tmp_path):
    frame = first(films.write(tmp_path / "a.mp4", images=PICTURES))
    assert frame.can_be_patched
    for x1, y1, x2, y2 in ((10, 8, 30, 20), (0, 0, 96, 64), (94, 62, 96, 64)):
        np.testing.assert_array_equal(frame.part((x1, y1, x2, y2)), frame.image[y1:y2, x1:x2])


@pytest.mark.parametrize(
    "options",
    [{"turned": 90}, {"pixels": "yuv444p"}, {"pixels": "yuv444p", "size_hw": (33, 51)}],
    ids=str,
)
def test_what_has_no_parts(tmp_path, options):
    frame = first(films.write(tmp_path / "a.mp4", (512,), sound=False, **options))
    assert not frame.can_be_patched


def test_a_frame_of_another_size_has_no_parts(tmp_path):
    with Film(films.write_two_sizes(tmp_path / "a.mkv", (64, 96), (32, 40))) as film:
        assert [frame.can_be_patched for frame in film] == [True, False]
