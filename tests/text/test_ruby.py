"""Readings are found by their size and place, and small labels are none."""

import numpy as np
import pytest

from tests.text.set_pages import line, page
from tfvision.text.lines import extents, level
from tfvision.text.neighbours import neighbours
from tfvision.text.ruby import bases


def bases_of(*lines):
    boxes, numbers = page(*lines)
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    em, bands = level(sizes, numbers, 0.8), extents(boxes, numbers)
    return bases(numbers, em, bands, neighbours(boxes, 1.8 * sizes)).tolist()


def test_a_reading_belongs_to_the_line_below():
    upper, lower = line("上の行である", 0, 0), line("少女は言う", 0, 34)
    assert bases_of(upper, lower, line("しょうじょ", 0, 25, 9)) == [-1, -1, 1]


def test_a_reading_of_one_kana():
    assert bases_of(line("名の木の下", 0, 20), line("き", 45, 11, 9)) == [-1, 0]


@pytest.mark.parametrize(
    "other",
    [
        line("ちいさい", 0, 6, 9),  # Too far above
        line("ちい", 0, 5, 15),  # Too large
        line("した", 0, 41, 9),  # Below
        line("ことばのはるかそと", 60, 11, 9),  # Mostly beyond the end
    ],
)
def test_no_readings(other):
    assert bases_of(line("言葉など", 0, 20), other) == [-1, -1]


def test_nothing():
    boxes = np.zeros([0, 4])
    near = neighbours(boxes, np.zeros(0))
    assert bases(np.zeros(0, int), np.zeros(0), boxes, near).tolist() == []
