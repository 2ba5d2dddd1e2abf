"""Characters of one direction into lines: chains of neighbours, and small marks in their gaps."""

import numpy as np

from tfvision.text.neighbours import connected

GAP = 1.2  # in sizes: a full-width space, and the room that characters leave beside their ink
WIDE = 1.8  # in sizes: the same after a mark that fills half of its cell
REACH = 5.0  # in sizes: how far from a gap the next lines must come to show that it is a gutter
ALIKE = 1.8  # Largest quotient of the sizes in a line, but for marks, small kana and the like.
BAND = 0.6  # of the thinner line's thickness that both share
THIN = 0.5  # in sizes of the line: commas, dots and strokes
STRAY = 0.25  # in sizes of the line: how far those may lie outside its band, as no ruby does
ROUNDS = 8


def level(values, groups, part):
    """The value of each group that is larger than `part` of its values, `[groups]`."""
    order = np.lexsort((values, groups))
    counts = np.bincount(groups)
    place = np.cumsum(counts) - counts + np.round(part * (counts - 1)).astype(int)
    return values[order][place]


def extents(boxes, groups):
    """Box around the boxes of each group, `[groups, 4]`."""
    count = int(groups.max(initial=-1)) + 1
    low, high = np.full([count, 2], np.inf), np.full([count, 2], -np.inf)
    np.minimum.at(low, groups, boxes[:, :2])
    np.maximum.at(high, groups, boxes[:, 2:])
    return np.concatenate([low, high], axis=1)


def group(boxes, sizes, near):
    """Puts characters into lines.

    First come chains of characters of about one size; then smaller ones (commas, small kana, dots)
    join the line in whose band they stand, unless two of them stand one above the other there, for
    those are lines of their own beside a large character.

    Args:
        boxes: `[N, 4]`, such that lines run along the first axis and follow each other along the
            second.
        sizes: Of the characters, `[N]`.
        near: `Neighbours` of the boxes.

    Returns: `[N]`: the number of each character's line.
    """
    lines = np.arange(len(boxes))
    level_with = near.reach[:, 1] >= 0.5
    hopeful = level_with | (near.gap(1) <= STRAY * 2 * np.maximum(sizes[near.a], sizes[near.b]))
    near, level_with = near.only(hopeful), level_with[hopeful]
    gap, apart = near.gap(0), near.gap(1)
    for turn in range(ROUNDS):
        em, bands = level(sizes, lines, 0.8), extents(boxes, lines)
        small, large = lines[near.a], lines[near.b]
        swap = em[small] > em[large]
        small, large = np.where(swap, large, small), np.where(swap, small, large)
        fits = (small != large) & (gap <= GAP * em[large])
        if turn:
            wide = (small != large) & (gap > GAP * em[large]) & (gap <= WIDE * em[large])
            fits |= wide & _no_gutter(boxes, near, em[large], wide & level_with)
        alike = em[large] <= ALIKE * em[small]
        inside = _inside(bands[small], bands[large])
        joined = fits & alike & level_with & (inside >= BAND)
        if turn:
            thickness = bands[small, 3] - bands[small, 1]
            thin = (thickness <= THIN * em[large]) & (apart <= STRAY * em[large])
            thin &= _inside(bands[small], bands[large], STRAY * em[large]) > 0.99
            marks = fits & ~joined & (thin | (~alike & level_with & (inside >= BAND)))
            marks &= ~_stacked(small, large, bands, marks)
            joined |= _closest(small, gap + apart, marks)
            if not joined.any():
                break
        lines = connected(len(boxes), *_edges(lines, small[joined], large[joined]))
    return lines


def _no_gutter(boxes, near, em, asked):
    """Whether the gap of a pair is of its line alone, `[P]`, where `asked`.

    Between two columns of text the next lines above and below leave it empty, too.
    """
    answer = np.zeros(len(asked), bool)
    for rows in np.array_split(np.flatnonzero(asked), 1 + asked.sum() * len(boxes) // 4_000_000):
        one, other, size = boxes[near.a[rows]], boxes[near.b[rows]], em[rows, None]
        middle = (np.minimum(one[:, 2], other[:, 2]) + np.maximum(one[:, 0], other[:, 0])) / 2
        centres = (boxes[:, 1] + boxes[:, 3]) / 2
        far = np.abs(centres - (one[:, 1, None] + other[:, 3, None]) / 2)  # [P, N]
        beside = (far > 0.6 * size) & (far < 2.2 * size)
        before = middle[:, None] - boxes[:, 2]  # Below 0 for what ends behind the middle.
        behind = boxes[:, 0] - middle[:, None]
        over = beside & (before < 0) & (behind < 0)
        sides = [(beside & (by >= 0) & (by < REACH * size)).any(1) for by in (before, behind)]
        answer[rows] = over.any(1) | ~(sides[0] & sides[1])
    return answer


def _inside(small, large, margin=0.0):
    """The part of the thinner band's thickness that both bands share, `[P]`; below 0: apart."""
    low = np.maximum(small[:, 1], large[:, 1] - margin)
    high = np.minimum(small[:, 3], large[:, 3] + margin)
    thinner = np.minimum(small[:, 3] - small[:, 1], large[:, 3] - large[:, 1])
    return (high - low) / np.maximum(thinner, 1e-9)


def _closest(small, distance, marks):
    """Of the pairs in `marks` the one of least distance of each small line, bool `[P]`."""
    rows = np.flatnonzero(marks)
    rows = rows[np.argsort(distance[rows], kind="stable")]
    chosen = np.zeros(len(small), bool)
    chosen[rows[np.unique(small[rows], return_index=True)[1]]] = True
    return chosen


def _edges(lines, one, other):
    """Pairs of characters that make what was one line stay one, and joined lines one."""
    first = np.unique(lines, return_index=True)[1]
    members = np.arange(len(lines))
    return np.concatenate([members, first[one]]), np.concatenate([first[lines], first[other]])


def _stacked(small, large, bands, marks):
    """Whether a small line has another one above or below it beside the same large one, `[P]`."""
    pairs, inverse = np.unique(np.stack([large, small])[:, marks], axis=1, return_inverse=True)
    order = np.lexsort((bands[pairs[1], 0], pairs[0]))
    line, start, stop = pairs[0][order], bands[pairs[1], 0][order], bands[pairs[1], 2][order]
    over = (line[1:] == line[:-1]) & (
        start[1:] < stop[:-1] - 0.2 * np.minimum(stop - start, np.roll(stop - start, 1))[1:]
    )
    stacked = np.zeros(len(order), bool)
    stacked[order[1:]] |= over
    stacked[order[:-1]] |= over
    answer = np.zeros(len(small), bool)
    answer[marks] = stacked[inverse.reshape(-1)]
    return answer


def along(boxes, lines, turned=False):
    """Sorts characters by line, and along it; what stands side by side across a line, across it.

    Two digits that share one cell of a column are read from left to right.

    Args:
        boxes: `[N, 4]`, as for `group`.
        lines: Number of each character's line, `[N]`.
        turned: Whether they are columns, whose second axis runs from right to left.

    Returns: `[N]`: the characters in that order.
    """
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    order = np.lexsort((middle, lines))
    low, high = boxes[order, 0], boxes[order, 2]
    shared = np.minimum(high[1:], high[:-1]) - np.maximum(low[1:], low[:-1])
    longer = np.maximum(high - low, np.roll(high - low, 1))[1:]
    same = (shared >= 0.6 * longer) & (lines[order][1:] == lines[order][:-1])
    cell = np.cumsum(np.concatenate([[True], ~same])[: len(order)])
    across = (boxes[order, 1] + boxes[order, 3]) / 2
    return order[np.lexsort((-across if turned else across, cell))]
