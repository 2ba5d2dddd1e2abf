"""The order of the lines of a page inside a graph: what `page_order` finds in NumPy."""

import tensorflow as tf

from tfvision.text.graph_rows import median
from tfvision.text.page_order import FACED, FILLED, GUTTER, LEVEL, SECTION, SHORT, SLACK


def page_order(boxes_xyxy, em, counts, vertical):
    """`[L]` int32, the lines in the order in which they are read, as `page_order.page_order`.

    The place of a line is the part of the page that it is in; the first part with several lines is
    cut again, and moves those after it on, until each line is a part.
    """

    def several(place):
        members = tf.math.bincount(place, minlength=count, maxlength=count)
        return tf.where(members > 1)[:, 0]

    def step(place):
        part = tf.cast(several(place)[0], tf.int32)
        rows = tf.where(place == part)
        within = _cut(*(tf.gather_nd(values, rows) for values in columns))
        place += tf.where(place > part, tf.reduce_max(within), 0)
        return (tf.tensor_scatter_nd_add(place, rows, within),)

    columns, count = (boxes_xyxy, em, counts, vertical), tf.size(em)
    (place,) = tf.while_loop(
        lambda place: tf.size(several(place)) > 0, step, [tf.zeros([count], tf.int32)]
    )
    return tf.argsort(place)


def _cut(boxes, em, counts, vertical):
    """The part of each of several lines, `[n]` int32: 0, 1, … as they are read."""
    upright = 2 * tf.reduce_sum(tf.where(vertical, counts, 0)) > tf.reduce_sum(counts)
    size = median(tf.repeat(em, counts))
    thickness = tf.reduce_min(boxes[:, 2:] - boxes[:, :2], axis=1, keepdims=True)
    low, high = boxes[:, :2] + SLACK * thickness, boxes[:, 2:] - SLACK * thickness

    def stripes(axis, least):
        part = _stripes(low[:, axis], high[:, axis], least * size)
        return tf.where(upright, tf.reduce_max(part) - part, part) if axis == 0 else part

    def gutters():
        part = stripes(0, GUTTER)
        return tf.cond(upright, lambda: part, lambda: _apart(part, boxes, low, high, counts))

    def narrow(first):
        return lambda: tf.cond(upright, lambda: stripes(first, 0), lambda: stripes(1 - first, 0))

    def by_middle():
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        order = tf.argsort(tf.where(upright, -middle[:, 0], middle[:, 1]), stable=True)
        return tf.math.invert_permutation(order)

    part = stripes(1, SECTION)
    for finer in (gutters, narrow(0), narrow(1), by_middle):
        part = tf.cond(tf.reduce_max(part) > 0, lambda part=part: part, finer)
    return part


def _stripes(low, high, least):
    """Parts between which at least `least` is empty, `[n]` int32 by rising coordinate."""
    order = tf.argsort(low, stable=True)
    start = tf.gather(low, order)[1:] - tf.maximum(tf.cast(least, low.dtype), 1e-6)
    # Nothing of what began before reaches a start that as many ends lie before as began.
    before = tf.searchsorted(tf.sort(high), start)
    cuts = before > tf.range(tf.size(start))
    part = tf.concat([[0], tf.cumsum(tf.cast(cuts, tf.int32))], 0)
    return tf.gather(part, tf.math.invert_permutation(order))


def _apart(part, boxes, low, high, counts):
    """Joins neighbouring parts that are no columns of text, as `page_order._apart`."""
    joints = tf.reduce_max(part)

    def joined(i):
        a, b = tf.where(part == i)[:, 0], tf.where(part == i + 1)[:, 0]
        starts = (tf.gather(low[:, 1], rows) for rows in (a, b))
        stops = (tf.gather(high[:, 1], rows) for rows in (a, b))
        (a_low, b_low), (a_high, b_high) = starts, stops
        beside = (a_low[:, None] < b_high) & (b_low < a_high[:, None])
        faced = (tf.math.count_nonzero(tf.reduce_any(beside, axis)) for axis in (0, 1))
        fewest = tf.cast(tf.minimum(tf.size(a), tf.size(b)), tf.float64)
        hardly = tf.cast(tf.minimum(*faced), tf.float64) < FACED * fewest
        row = _stripes(tf.concat([a_low, b_low], 0), tf.concat([a_high, b_high], 0), 0.0)
        return hardly | _is_table(a, b, row, boxes, counts)

    together = tf.map_fn(joined, tf.range(joints), fn_output_signature=tf.bool)
    place = tf.concat([[0], tf.cumsum(tf.cast(~together, tf.int32))], 0)
    return tf.gather(place, part)


def _is_table(a, b, row, boxes, counts):
    """Whether short entries of two parts stand level, as `page_order._is_table`.

    `row` says of all lines of part `a`, then of `b`, in which row of the table they are.
    """
    lengths, sides = boxes[:, 2] - boxes[:, 0], (a, b)
    filled, means = [], []
    for side in sides:
        own = tf.gather(lengths, side)
        filled.append(median(own) >= FILLED * tf.reduce_max(own))
        means.append(tf.reduce_mean(tf.cast(tf.gather(counts, side), tf.float64)))
    long = tf.maximum(*means) > SHORT[1]
    long |= filled[0] & filled[1] & (tf.minimum(*means) > SHORT[0])
    rows, both = tf.reduce_max(row) + 1, tf.concat(sides, 0)
    members = [
        tf.math.bincount(part, minlength=rows, maxlength=rows)
        for part in tf.split(row, [tf.size(a), tf.size(b)])
    ]
    single = tf.add_n([tf.math.count_nonzero(part <= 1) for part in members])
    shared = (members[0] > 0) & (members[1] > 0)
    middle = tf.gather((boxes[:, 1] + boxes[:, 3]) / 2, both)
    spread = tf.math.unsorted_segment_max(middle, row, rows)
    spread -= tf.math.unsorted_segment_min(middle, row, rows)
    flat = shared & (spread <= LEVEL * tf.reduce_min(boxes[:, 3] - boxes[:, 1]))
    fewest = tf.minimum(tf.size(a), tf.size(b))
    level, single, total, fewest, rows = (
        tf.cast(number, tf.float64)
        for number in (
            tf.math.count_nonzero(flat),
            single,
            tf.math.count_nonzero(shared),
            fewest,
            rows,
        )
    )
    return ~long & (level >= 0.5 * fewest) & (level >= 0.8 * total) & (single >= 1.6 * rows)
