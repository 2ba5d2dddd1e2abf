"""Covering in parts is covering the whole, and leaves the bits of all around as they were."""

import numpy as np
import pytest

from tests.video import films
from tfvision.video import Cover, Film, Frame, remake
from tfvision.video.covering import apart, covered

RNG = np.random.default_rng(0)
PICTURES = [np.kron(RNG.integers(0, 256, (16, 24, 3), "uint8"), np.ones([4, 4, 1], "uint8"))] * 3
BOXES = np.array([[11.0, 9, 31, 17], [28, 14, 50, 22], [80, 50, 99, 70], [-9, -9, -2, -2]])
NEVER = np.array([[20.0, 10, 24, 40], [-8, -8, 2, -2]])
LOSSLESS = {"options": {"qp": "0", "preset": "ultrafast"}}


def images(path):
    with Film(path) as film:
        return [frame.image for frame in film]


@pytest.mark.parametrize(
    "cover",
    [Cover(), Cover("mosaic", soft=0.5), Cover("solid", shape="ellipse", soft=0.2)],
    ids=["blur", "soft", "ellipse"],
)
def test_in_parts_as_in_the_whole(tmp_path, cover):
    source = films.write(tmp_path / "a.mp4", images=PICTURES)
    remake(source, tmp_path / "b.mp4", lambda f: covered(f, cover, BOXES, NEVER), **LOSSLESS)
    outside = np.ones(films.SIZE_HW, bool)
    for x1, y1, x2, y2 in apart(cover.spans(BOXES), films.SIZE_HW):
        outside[y1:y2, x1:x2] = False
    assert 0.4 < outside.mean() < 0.95
    for before, after in zip(images(source), images(tmp_path / "b.mp4"), strict=True):
        np.testing.assert_array_equal(before[outside], after[outside])
        whole = covered(Frame(before, 0, 0.0), cover, BOXES, NEVER)
        # Colours lose in detail: one for four pixels.
        assert np.abs(whole.astype(int) - after)[~outside].mean() < 9
        grey = np.abs(whole.mean(-1) - after.mean(-1))[~outside]
        assert np.median(grey) < 2


def test_without_a_box_nothing_is_made_anew():
    assert covered(Frame(PICTURES[0], 0, 0.0), Cover(), np.zeros([0, 4]), NEVER) is None


def test_windows_that_join_others_join_all(tmp_path):
    spans = [[0, 0, 4, 4], [8, 0, 12, 4], [3, 2, 9, 3], [20, 20, 22, 22]]
    assert apart(spans, (40, 60)) == [(0, 0, 12, 4), (20, 20, 22, 22)]
    assert apart([], (40, 60)) == []


def test_the_film_that_is_read_is_not_disturbed(tmp_path):
    """Frames are predicted from those before: a cover must not go on in what follows."""
    moved = [np.roll(PICTURES[0], 2 * i, 1) for i in range(12)]
    source = films.write(tmp_path / "a.mp4", images=moved)

    def change(frame):
        return covered(frame, Cover("solid"), BOXES, NEVER) if frame.index % 2 else None

    remake(source, tmp_path / "b.mp4", change, **LOSSLESS)
    before, after = images(source), images(tmp_path / "b.mp4")
    for i in range(0, 12, 2):
        np.testing.assert_array_equal(before[i], after[i])
    assert (after[1][15:21, 32:48] < 40).all()
