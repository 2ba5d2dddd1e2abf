"""Chains of characters, the small marks in their bands, and the order along them."""

import numpy as np

from tests.text.set_pages import line, page, rows
from tfvision.text.lines import along, extents, group, level
from tfvision.text.neighbours import neighbours


def grouped(*lines):
    boxes, _ = page(*lines)
    sizes = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    near = neighbours(boxes, 1.8 * np.maximum(sizes, np.median(sizes) / 2))
    return group(boxes, sizes, near).tolist()


def test_values_of_groups():
    groups, values = np.array([0, 1, 0, 0, 1]), np.array([5.0, 2, 1, 3, 9])
    assert level(values, groups, 0.0).tolist() == [1, 2]
    assert level(values, groups, 0.5).tolist() == [3, 2]
    assert level(values, groups, 1.0).tolist() == [5, 9]
    boxes = np.array([[0, 0, 2, 2], [9, 9, 10, 11], [1, -1, 4, 1], [0, 0, 1, 1], [8, 9, 9, 10]])
    assert extents(boxes, groups).tolist() == [[0, -1, 4, 2], [8, 9, 10, 11]]


def test_marks_and_dots_belong_to_their_line():
    assert grouped(*rows(["あっ、一・二ー。", "「ゃ…」"], 0, 0)) == [0] * 8 + [1] * 4
    assert len(set(grouped(line("12,847.50", 0, 0, 14)))) == 1


def test_two_lines_beside_a_large_character_are_no_marks_of_it():
    assert len(set(grouped(line("春", 0, 0, 60), *rows(["はあけ", "やうや"], 62, 5, 20, 1.4)))) == 3
    assert len(set(grouped(line("春", 0, 0, 60), line("、", 62, 38, 24)))) == 1


def test_far_apart_is_another_line_unless_the_text_around_goes_on():
    assert len(set(grouped(line("あ", 0, 0), line("い", 60, 0)))) == 2
    left, right = rows(["いろ？", "はに。"], 0, 0), rows(["ほへ", "とち"], 80, 0)
    assert len(set(grouped(*left, *right))) == 4  # A gutter
    assert len(set(grouped(line("いろ？", 0, 0), line("ほへ", 80, 0)))) == 1


def test_order_along_a_line():
    boxes = np.array([[20, 0, 30, 9], [0, 0, 9, 9], [10, 0, 19, 9], [50, 0, 60, 9], [0, 50, 9, 60]])
    assert along(boxes, np.array([0, 0, 0, 0, 1])).tolist() == [1, 2, 0, 3, 4]
    pair = np.array([[0.0, -10, 9, -6], [0, -5, 9, -1]])  # Side by side in a column: right, left
    assert along(pair, np.array([0, 0]), turned=True).tolist() == [1, 0]
    assert along(boxes[:0], np.zeros(0, int)).tolist() == []
