"""Lines as oblongs, and the order in which the parts of a page are read."""

import numpy as np
import pytest

from tfvision.text.page_order import page_order


def order(boxes, vertical=False, counts=5):
    boxes = np.array(boxes, float)
    thick = (boxes[:, 2:] - boxes[:, :2]).min(axis=1)
    kinds = np.full(len(boxes), vertical)
    return page_order(boxes, thick, np.full(len(boxes), counts), kinds).tolist()


def shuffled(rng, boxes, **options):
    turn = rng.permutation(len(boxes))
    return turn[order(np.array(boxes)[turn], **options)].tolist() == list(range(len(boxes)))


def test_lines_below_each_other(rng):
    assert shuffled(rng, [[0, y, 90, y + 10] for y in range(0, 75, 15)])


def test_columns_from_the_right(rng):
    assert shuffled(rng, [[x, 0, x + 10, 90] for x in range(75, 0, -15)], vertical=True)


def test_sections_come_before_columns(rng):
    corners = [[0, 0, 50, 10], [200, 0, 250, 10], [0, 300, 50, 310], [200, 300, 250, 310]]
    assert shuffled(rng, corners)
    assert order(corners, vertical=True)[0] == 1


@pytest.mark.parametrize("counts", [4, 20])
def test_tables_by_rows_and_text_by_columns(rng, counts):
    left = [[0, y, 60 + 4 * (y % 3), y + 10] for y in range(0, 75, 15)]
    right = [[150, y, 190, y + 10] for y in range(0, 75, 15)]
    rows = [box for pair in zip(left, right, strict=True) for box in pair]
    assert shuffled(rng, rows if counts == 4 else left + right, counts=counts)


def test_what_cannot_be_cut_is_read_downwards():
    crossing = [[0, 20, 100, 60], [50, 0, 60, 50], [90, 40, 130, 90]]
    assert order(crossing) == [1, 0, 2]
    assert page_order(*(np.zeros(shape) for shape in ([0, 4], 0, 0, 0))).tolist() == []


def test_parts_nested_thousandfold_are_no_matter():
    """Each line leaves the rest beside or below it, so that cutting goes as deep as it can."""
    boxes = [
        [i * 40, i * 40, 10**6, i * 40 + 10] if i % 2 else [i * 40, i * 40, i * 40 + 10, 10**6]
        for i in range(1200)
    ]
    assert sorted(order(boxes)) == list(range(1200))
