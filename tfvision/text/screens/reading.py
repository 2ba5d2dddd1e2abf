"""Puts what was written on a page into the order in which it is read."""

import numpy as np


def in_order(characters):
    """Characters of a page by groups, as they are read; lines are numbered anew.

    Within a group they stay as they were written. A group is read before those below it, and
    before those beside it that are to its right, or to its left if both are columns.

    Args:
        characters: List of `Character`.

    Returns: `(characters, lines)`: the list in order and the number of the line of each.
    """
    groups = {}
    for character in characters:
        groups.setdefault(character.group, []).append(character)
    found = list(groups.values())
    rects = np.array([_around(group) for group in found]).reshape(-1, 4)
    columns = np.array([all(c.vertical for c in group) for group in found], bool)
    read = [c for i in _sorted(rects, columns) for c in found[i]]
    numbers = {}
    lines = [numbers.setdefault(c.line, len(numbers)) for c in read]
    return read, lines


def _around(group):
    boxes = np.array([c.box_px for c in group])
    return (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))


def _sorted(rects, columns):
    """Positions of oblongs, each after all that come before it."""
    x0, y0, x1, y1 = rects.T
    beside = (np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0)) > 0.3 * np.minimum(
        (y1 - y0)[:, None], y1 - y0
    )
    middle = (x0 + x1) / 2
    rightward = columns[:, None] & columns
    ahead = np.where(rightward, middle[:, None] > middle, middle[:, None] < middle)
    before = np.where(beside, ahead, (y0 + y1)[:, None] < y0 + y1)  # [i, j]: i is read before j
    left = list(np.lexsort((x0, y0)))
    while left:
        waiting = before[np.ix_(left, left)].sum(0)
        yield left.pop(int(np.argmin(waiting)))
