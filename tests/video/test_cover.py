"""Covering: nothing of what is in a box is left, and nothing outside of it is touched."""

import functools

import numpy as np
import pytest

from tests import bad_input
from tfvision.video.cover import KINDS, SHAPES, Cover

IMAGE = np.random.default_rng(0).integers(0, 256, (90, 160, 3), dtype="uint8")
PICTURE = np.full([5, 9, 3], (9, 99, 199), "uint8")
BOX = np.array([[40.0, 30.0, 90.0, 50.0]])


def cover(kind="blur", **options):
    return Cover(kind, picture=PICTURE if kind == "picture" else None, **options)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_inside_is_gone_and_what_is_outside_stays(kind, shape):
    before = IMAGE.copy()
    covered = cover(kind, shape=shape, scale=1.0)(IMAGE, BOX)
    np.testing.assert_array_equal(IMAGE, before)
    left, top, right, bottom = BOX[0].astype(int)
    inside = covered[top:bottom, left:right].reshape(-1, 3).astype(float)
    noise = IMAGE[top:bottom, left:right].reshape(-1, 3).astype(float)
    for channel in range(3):
        if inside[:, channel].std():
            assert abs(np.corrcoef(inside[:, channel], noise[:, channel])[0, 1]) < 0.3
    reach = 0 if shape == "box" else 11
    outside = np.ones(IMAGE.shape[:2], bool)
    outside[top - reach : bottom + reach, left - reach : right + reach] = False
    np.testing.assert_array_equal(covered[outside], IMAGE[outside])
    assert (covered != IMAGE)[~outside].any()


@pytest.mark.parametrize("kind", ["blur", "mosaic"])
def test_near_and_far_are_left_as_coarse(kind):
    """A drawing of twice the size, covered, is the covered drawing at twice the size."""
    small = np.kron(IMAGE[:45, :80], np.ones([2, 2, 1], "uint8"))
    large = np.kron(small, np.ones([2, 2, 1], "uint8"))
    one, other = cover(kind)(small, BOX), cover(kind)(large, 2 * BOX)
    difference = np.abs(other[1::2, 1::2].astype(int) - one)
    assert np.median(difference[30:50, 40:90]) <= 6


def test_a_mosaic_has_as_many_pieces_as_are_asked_for():
    part = cover("mosaic", scale=1.0, pieces=2)(IMAGE, BOX)[30:50, 40:90]
    assert len(np.unique(part.reshape(-1, 3), axis=0)) == 2 * 5


def test_the_whole_box_is_under_an_ellipse_and_before_a_soft_edge():
    white = np.full([90, 160, 3], 255, "uint8")
    for options in ({"shape": "ellipse"}, {"soft": 0.5}, {"shape": "ellipse", "soft": 0.5}):
        covered = Cover("solid", scale=1.0, **options)(white, BOX)[..., 0]
        assert not covered[30:50, 40:90].any()
        assert covered[40, :20].min() == 255 == covered[40, 125:].min()
        if "soft" in options:
            fading = covered[40, 85:115].astype(int)
            assert (np.diff(fading) >= 0).all() and len(set(fading)) > 8


def test_the_scale_is_about_the_middle():
    white = np.full([90, 160, 3], 255, "uint8")
    rows, columns = np.nonzero(Cover("solid", scale=1.5)(white, BOX)[..., 0] == 0)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (27, 102, 25, 54)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "box",
    [(-20, -9, 12, 30), (150, 80, 900, 900), (-500, 5, 900, 6), (3.2, 3.2, 3.4, 3.3), (0, 0, 1, 1)],
)
def test_boxes_at_and_over_the_edge(kind, box):
    covered = cover(kind, soft=0.3, shape="ellipse")(IMAGE, [box])
    assert covered.shape == IMAGE.shape and covered.dtype == np.uint8


def test_boxes_that_are_none():
    assert cover()(IMAGE, np.zeros([0, 4])) is IMAGE
    for box in ((9, 9, 9, 20), (20, 5, 10, 9), (900, 5, 950, 9)):
        np.testing.assert_array_equal(cover()(IMAGE, [box]), IMAGE)


Row = functools.partial(bad_input.Row, error=ValueError)


def made(**options):
    return lambda folder: Cover(**options)


BAD = [
    Row("a kind", made(kind="hide"), r"^kind must be one of blur, mosaic, .*, got 'hide'$"),
    Row("a shape", made(shape="star"), r"^shape must be one of box, ellipse, got 'star'$"),
    Row("less than all", made(scale=0.5), r"^scale must be in \[1, 10\], got 0\.5$"),
    Row("a hard edge", made(soft=-1), r"^soft must be in \[0, 2\], got -1$"),
    Row("a readable blur", made(pieces=20), r"^pieces must be at most 4 for a blur that hides"),
    Row("a colour", made(kind="solid", colour=(1, 2)), r"^colour must be three numbers in "),
    Row("no picture", made(kind="picture"), r"^picture must be given for kind 'picture', and "),
    Row("a picture too many", made(picture=PICTURE), r"^picture must be given for kind 'pic"),
    Row(
        "a grey picture",
        made(kind="picture", picture=PICTURE[..., 0]),
        r"^picture must be uint8 \[h, w, 3\], got uint8 \[5, 9\]$",
    ),
    Row(
        "a box at NaN",
        lambda folder: Cover()(IMAGE, [[1, 2, np.nan, 4]]),
        r"^boxes_px must be finite, got ",
    ),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)


@pytest.mark.parametrize("box", [(-40, 10, 40, 30), (60, 40, 110, 90), (10, -30, 30, 60)])
@pytest.mark.parametrize("large", [False, True])
def test_a_picture_at_the_border_is_cut_not_squeezed(box, large):
    steps = np.linspace(0, 255, 300 if large else 40).astype("uint8")
    picture = np.stack(np.broadcast_arrays(steps, steps[:, None], np.uint8(77)), -1)
    image = np.zeros([72, 96, 3], "uint8")
    inner = Cover("picture", scale=1.0, picture=picture)(
        np.zeros([200, 300, 3], "uint8"), whole(box)
    )
    expected = inner[100:172, 100:196]
    covered = Cover("picture", scale=1.0, picture=picture)(image, [box])
    np.testing.assert_array_equal(covered, expected)
    assert (covered[..., 2] > 0).sum() > 300


def whole(box):
    """The same box where the image goes on all around."""
    return np.array([box]) + 100
