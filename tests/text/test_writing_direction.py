"""Rows and columns told apart by their gaps, and what goes with its surroundings."""

import numpy as np
import pytest

from tests.text.set_pages import columns, line, page, rows
from tfvision.text.neighbours import neighbours
from tfvision.text.writing_direction import is_vertical


def vertical(*lines):
    boxes, _ = page(*lines)
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    near = neighbours(boxes, 1.8 * np.maximum(sizes, np.median(sizes) / 2))
    return is_vertical(boxes, sizes, near).tolist()


@pytest.mark.parametrize("tracking", [-0.05, 0.0, 0.15])
@pytest.mark.parametrize("leading", [1.3, 2.0])
def test_the_closer_neighbours_are_those_of_the_line(leading, tracking):
    texts = ["いろはにほ、", "へとちり。", "ぬるを"]
    assert not any(vertical(*rows(texts, 0, 0, 20, leading, tracking=tracking)))
    assert all(vertical(*columns(texts, 300, 0, 20, leading, tracking=tracking)))


def test_short_words():
    assert not any(vertical(*rows(["はい", "いや"], 0, 0, 20, 1.5)))
    assert all(vertical(*columns(["はい", "いや"], 300, 0, 20, 1.5)))
    assert vertical(line("あ", 0, 0)) == [False]


def test_a_row_at_the_foot_of_a_column_stays_a_row():
    column, row = columns(["たてがきです"], 20, 0), line("よこがき", 0, 128)
    assert vertical(*column, row) == [True] * 6 + [False] * 4


def test_a_single_reading_goes_with_its_column():
    assert all(vertical(*columns(["木と草"], 100, 0), line("き", 100, 5, 10)))
