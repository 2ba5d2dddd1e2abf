"""One box against its image."""

import pytest

from tfvision.images.box_checks import checked_box
from tfvision.images.problems import Problems

SIZE_HW = (30, 40)


def check(box_px, **options):
    found = []
    result = checked_box(box_px, SIZE_HW, Problems("collect", found), "a.xml", 3, **options)
    return result, [problem.kind for problem in found], found


def test_a_good_box_is_returned_unchanged():
    assert check((0.0, 0.0, 40.0, 30.0))[:2] == ((0.0, 0.0, 40.0, 30.0), [])


@pytest.mark.parametrize(
    ("box_px", "clipped"),
    [
        ((-1.0, 2.0, 9.0, 8.0), (0.0, 2.0, 9.0, 8.0)),
        ((1.0, -2.0, 9.0, 8.0), (1.0, 0.0, 9.0, 8.0)),
        ((1.0, 2.0, 41.5, 31.0), (1.0, 2.0, 40.0, 30.0)),
    ],
)
def test_a_box_over_the_edge_is_clipped_and_told_of(box_px, clipped):
    assert check(box_px)[:2] == (clipped, ["clipped_box"])


@pytest.mark.parametrize(
    ("box_px", "kind"),
    [
        ((9.0, 2.0, 1.0, 8.0), "reversed_box"),
        ((1.0, 8.0, 9.0, 2.0), "reversed_box"),
        ((9.0, 2.0, 9.0, 8.0), "empty_box"),
        ((1.0, 2.0, 9.0, 2.0), "empty_box"),
        ((40.0, 2.0, 44.0, 8.0), "outside_box"),
        ((1.0, -8.0, 9.0, 0.0), "outside_box"),
    ],
)
def test_a_wrong_box_is_left_out(box_px, kind):
    assert check(box_px)[:2] == (None, [kind])


def test_the_message_shows_the_numbers_of_the_file():
    _, _, (problem,) = check((4.0, 5.0, 5.0, 9.0), shown=(5, 6, 5, 9), about="annotation 8: ")
    assert problem.message == (
        "annotation 8: box (xmin=5, ymin=6, xmax=5, ymax=9) has no area: xmin is not less than xmax"
    )
