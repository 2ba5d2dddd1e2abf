"""Characters into lines inside a graph: what `lines` and `ruby` do in NumPy."""

import tensorflow as tf

from tfvision.text.graph_rows import connected, extents, in_parts, level, lexsort, lowest, numbered
from tfvision.text.lines import ALIKE, BAND, GAP, REACH, ROUNDS, STRAY, THIN, WIDE
from tfvision.text.ruby import DEEP, FAR, SMALLER

_AT_ONCE = 4_000_000


def group(boxes, sizes, vertical, near):
    """`[N]` int32, the number of each character's line, and how many lines there are.

    Args:
        boxes: `[N, 4]`, such that lines run along the first axis, rows and columns alike.
        sizes: `[N]`.
        vertical: bool `[N]`, whether they are columns; `near` has no pairs of both kinds.
        near: `Neighbours`, along and across lines.
    """
    level_with = near.reach[:, 1] >= 0.5
    larger = tf.maximum(tf.gather(sizes, near.a), tf.gather(sizes, near.b))
    hopeful = level_with | (near.gap(1) <= STRAY * 2 * larger)
    near, level_with = near.only(hopeful), tf.boolean_mask(level_with, hopeful)

    def step(turn, lines, _):
        joined, small, large = _joined(boxes, sizes, vertical, near, level_with, lines, turn)
        ends = (tf.boolean_mask(values, joined) for values in (small, large))
        return turn + 1, _together(lines, *ends), tf.reduce_any(joined)

    def goes_on(turn, _, changed):
        return (turn < ROUNDS) & (changed | (turn < 2))

    count = tf.size(sizes)
    _, lines, _ = tf.while_loop(goes_on, step, [0, tf.range(count), tf.constant(True)])
    return lines, tf.reduce_max(tf.concat([lines, [-1]], 0)) + 1


def _joined(boxes, sizes, vertical, near, level_with, lines, turn):
    """Which pairs become of one line, bool `[P]`; the lines of each pair, the smaller one first."""
    count = tf.reduce_max(tf.concat([lines, [-1]], 0)) + 1
    em, bands = level(sizes, lines, count, 0.8), extents(boxes, lines, count)
    small, large = tf.gather(lines, near.a), tf.gather(lines, near.b)
    swap = tf.gather(em, small) > tf.gather(em, large)
    small, large = tf.where(swap, large, small), tf.where(swap, small, large)
    gap, apart, later = near.gap(0), near.gap(1), turn > 0
    size, other = tf.gather(em, large), small != large
    narrow, broad = tf.gather(bands, small), tf.gather(bands, large)
    fits = other & (gap <= GAP * size)
    wide = other & (gap > GAP * size) & (gap <= WIDE * size) & later
    fits |= wide & _no_gutter(boxes, vertical, near, size, wide & level_with)
    alike = size <= ALIKE * tf.gather(em, small)
    inside = _inside(narrow, broad) >= BAND
    joined = fits & alike & level_with & inside
    thin = (narrow[:, 3] - narrow[:, 1] <= THIN * size) & (apart <= STRAY * size)
    thin &= _inside(narrow, broad, STRAY * size) > 0.99
    marks = fits & ~joined & (thin | (~alike & level_with & inside)) & later
    marks &= ~_stacked(small, large, bands, count, marks)
    first = lowest(gap + apart, small, count, marks)
    joined |= marks & (tf.gather(first, small) == tf.range(tf.size(small)))
    return joined, small, large


def _together(lines, one, other):
    """Lines after those of some pairs are joined."""
    count = tf.size(lines)
    first = tf.math.unsorted_segment_min(tf.range(count), lines, count)
    a = tf.concat([tf.range(count), tf.gather(first, one)], 0)
    return connected(count, a, tf.concat([tf.gather(first, lines), tf.gather(first, other)], 0))


def _no_gutter(boxes, vertical, near, em, asked):
    """Whether the gap of a pair is of its line alone, bool `[P]`, where `asked`."""
    rows = tf.where(asked)[:, 0]

    def part(start, stop):
        some = rows[start:stop]
        one, other = (tf.gather(boxes, tf.gather(ends, some)) for ends in (near.a, near.b))
        size = tf.gather(em, some)[:, None]
        middle = tf.minimum(one[:, 2], other[:, 2]) + tf.maximum(one[:, 0], other[:, 0])
        middle = middle[:, None] / 2
        centres = (boxes[:, 1] + boxes[:, 3]) / 2
        far = tf.abs(centres - (one[:, 1, None] + other[:, 3, None]) / 2)  # [P, N]
        beside = (far > 0.6 * size) & (far < 2.2 * size)
        beside &= tf.gather(vertical, tf.gather(near.a, some))[:, None] == vertical
        before, behind = middle - boxes[:, 2], boxes[:, 0] - middle
        over = beside & (before < 0) & (behind < 0)
        sides = [
            tf.reduce_any(beside & (by >= 0) & (by < REACH * size), 1) for by in (before, behind)
        ]
        return [tf.reduce_any(over, 1) | ~(sides[0] & sides[1])]

    kinds = [tf.TensorSpec([None], tf.bool)]
    most = _AT_ONCE // tf.maximum(tf.shape(boxes)[0], 1)
    (answer,) = in_parts(part, tf.size(rows), most, kinds)
    return tf.tensor_scatter_nd_update(tf.zeros_like(asked), rows[:, None], answer)


def _inside(small, large, margin=0.0):
    """The part of the thinner band's thickness that both bands share, `[P]`; below 0: apart."""
    low = tf.maximum(small[:, 1], large[:, 1] - margin)
    high = tf.minimum(small[:, 3], large[:, 3] + margin)
    thinner = tf.minimum(small[:, 3] - small[:, 1], large[:, 3] - large[:, 1])
    return (high - low) / tf.maximum(thinner, 1e-9)


def _stacked(small, large, bands, count, marks):
    """Whether a small line has another one above or below it beside the same large one, `[P]`."""
    keys = tf.cast(large, tf.int64) * tf.cast(count, tf.int64) + tf.cast(small, tf.int64)
    pairs = tf.sort(tf.unique(tf.boolean_mask(keys, marks))[0])
    line, own = (
        tf.cast(part, tf.int32)
        for part in (pairs // tf.cast(count, tf.int64), pairs % tf.cast(count, tf.int64))
    )
    order = lexsort(tf.gather(bands[:, 0], own), line)
    line, own = tf.gather(line, order), tf.gather(bands, tf.gather(own, order))
    length = own[:, 2] - own[:, 0]
    over = own[1:, 0] < own[:-1, 2] - 0.2 * tf.minimum(length[1:], length[:-1])
    over &= line[1:] == line[:-1]
    none = tf.zeros([tf.minimum(tf.size(line), 1)], tf.bool)
    stacked = tf.concat([none, over], 0) | tf.concat([over, none], 0)
    stacked = tf.concat([tf.gather(stacked, tf.math.invert_permutation(order)), [False]], 0)
    return tf.gather(stacked, tf.searchsorted(pairs, keys))


def along(boxes, lines, turned):
    """`[N]` int32, the characters by line and along it, as `lines.along`."""
    order = lexsort((boxes[:, 0] + boxes[:, 2]) / 2, lines)
    low, high = tf.gather(boxes[:, 0], order), tf.gather(boxes[:, 2], order)
    shared = tf.minimum(high[1:], high[:-1]) - tf.maximum(low[1:], low[:-1])
    longer = tf.maximum((high - low)[1:], (high - low)[:-1])
    line = tf.gather(lines, order)
    same = (shared >= 0.6 * longer) & (line[1:] == line[:-1])
    first = tf.ones([tf.minimum(tf.size(line), 1)], tf.bool)
    cell = tf.cumsum(tf.cast(tf.concat([first, ~same], 0), tf.int32))
    across = tf.gather((boxes[:, 1] + boxes[:, 3]) / 2, order)
    return tf.gather(order, lexsort(tf.where(tf.gather(turned, order), -across, across), cell))


def bases(lines, count, em, bands, near):
    """`[count]` int32: the line that each is a reading of, or -1, as `ruby.bases`."""
    near = near.only(near.reach[:, 0] > 0)
    one, other = tf.gather(lines, near.a), tf.gather(lines, near.b)
    swap = tf.gather(em, one) > tf.gather(em, other)
    small, large = tf.where(swap, other, one), tf.where(swap, one, other)
    size, own = tf.gather(em, large), tf.gather(em, small)
    reading, word = tf.gather(bands, small), tf.gather(bands, large)
    gap = word[:, 1] - reading[:, 3]
    fits = (
        (own <= SMALLER * size)
        & (gap <= FAR * size)
        & (gap >= -DEEP * size)
        & (reading[:, 1] < word[:, 1])
        & (reading[:, 0] >= word[:, 0] - size)
        & (reading[:, 2] <= word[:, 2] + size)
    )
    nearest = lowest(tf.abs(gap), small, count, fits)
    base = tf.gather(tf.concat([large, [-1]], 0), nearest)
    explained = (base >= 0) & (tf.gather(base, tf.maximum(base, 0)) >= 0)
    return tf.where(explained, -1, base)


def lines_and_bases(boxes, sizes, vertical, near):
    """Lines, as `group` takes them, and the line that each is a reading of.

    Returns: `[N]` int32, and `[L]` int32 or -1. All readings beside one line are one line.
    """
    lines, count = group(boxes, sizes, vertical, near)
    em, bands = level(sizes, lines, count, 0.8), extents(boxes, lines, count)
    base = bases(lines, count, em, bands, near)
    owner = tf.where(base >= 0, count + base, tf.range(count))
    owner = tf.gather(owner, lines)
    ones = tf.ones_like(owner)
    number = numbered(tf.math.unsorted_segment_max(ones, owner, 2 * count) > 0)
    kept = tf.where(tf.math.unsorted_segment_max(ones, owner, 2 * count) > 0)[:, 0]
    at = tf.gather(number, tf.maximum(tf.cast(kept, tf.int32) - count, 0))
    return tf.gather(number, owner), tf.where(tf.cast(kept, tf.int32) >= count, at, -1)
