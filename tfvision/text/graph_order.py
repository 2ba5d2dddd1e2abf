"""The order in which characters are read, inside a graph: what `reading_order` finds in NumPy."""

import tensorflow as tf

from tfvision.text.graph_direction import is_vertical
from tfvision.text.graph_lines import along, lines_and_bases
from tfvision.text.graph_neighbours import Neighbours, neighbours
from tfvision.text.graph_page import page_order
from tfvision.text.graph_rows import extents, level, lexsort, median
from tfvision.text.reading_order import NEAR


def reading_orders(boxes_xyxy, counts, direction="auto"):
    """The order of each page of a batch.

    Args:
        boxes_xyxy: `[B, N, 4]` float, padded.
        counts: `[B]` int32, characters of each page.
        direction: As below.

    Returns: `[B, N]` int32, padded with -1.
    """
    most = tf.shape(boxes_xyxy)[1]

    def one(page):
        boxes, count = page
        order = reading_order(boxes[:count], direction)
        return tf.pad(order, [[0, most - count]], constant_values=-1)

    def each():
        kind = tf.TensorSpec([None], tf.int32)
        return tf.map_fn(one, (boxes_xyxy, counts), fn_output_signature=kind)

    return tf.cond(tf.size(counts) > 0, each, lambda: tf.zeros([0, most], tf.int32))


def reading_order(boxes_xyxy, direction="auto"):
    """`[N]` int32: the characters of one page in the order of `reading_order.reading_order`.

    Args:
        boxes_xyxy: `[N, 4]` float, finite.
        direction: "auto", "horizontal" or "vertical".
    """
    boxes = tf.cast(boxes_xyxy, tf.float64)
    return tf.cond(
        tf.shape(boxes)[0] > 0, lambda: _read(boxes, direction), lambda: tf.zeros([0], tf.int32)
    )


def _read(boxes_xyxy, direction):
    sizes = tf.maximum(tf.reduce_max(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1), 1e-6)
    near = neighbours(boxes_xyxy, NEAR * tf.maximum(sizes, median(sizes) / 2))
    if direction == "auto":
        vertical = is_vertical(boxes_xyxy, sizes, near)
    else:
        vertical = tf.fill(tf.shape(sizes), direction == "vertical")
    place = lines = tf.zeros_like(sizes, tf.int32)  # [N]; places along the lines
    base = tf.zeros([0], tf.int32)  # Of each line: the line that it is a reading of, or -1.
    for column in (False, True):
        at = tf.where(vertical == column)
        rows = tf.cast(at[:, 0], tf.int32)
        boxes = tf.gather(_turned(boxes_xyxy) if column else boxes_xyxy, rows)
        own = _among(near, rows, tf.size(sizes), column)
        found, base_of_found = lines_and_bases(boxes, tf.gather(sizes, rows), own)
        order = tf.gather(at, along(boxes, found, column))
        place = tf.tensor_scatter_nd_update(place, order, tf.range(tf.size(rows)))
        lines = tf.tensor_scatter_nd_update(lines, at, found + tf.size(base))
        moved = tf.where(base_of_found >= 0, base_of_found + tf.size(base), -1)
        base = tf.concat([base, moved], 0)
    return lexsort(place, tf.gather(_ranks(boxes_xyxy, sizes, vertical, lines, base), lines))


def _ranks(boxes_xyxy, sizes, vertical, lines, base):
    """The place of each line on the page, `[L]`: a reading comes after what it explains."""
    count = tf.size(base)
    members = tf.math.bincount(lines, minlength=count, maxlength=count)
    upright = tf.math.unsorted_segment_max(tf.cast(vertical, tf.int32), lines, count) > 0
    columns = extents(boxes_xyxy, lines, count), level(sizes, lines, count, 0.8), members, upright
    plain = tf.where(base < 0)
    order = page_order(*(tf.gather_nd(column, plain) for column in columns))
    ranks = tf.zeros([count], tf.int32)
    ranks = tf.tensor_scatter_nd_update(
        ranks, tf.gather(plain, order), 2 * tf.range(tf.size(order))
    )
    return tf.where(base >= 0, tf.gather(ranks, tf.maximum(base, 0)) + 1, ranks)


def _turned(boxes_xyxy):
    """Boxes as rows would have them: columns run along the first axis, from right to left."""
    x1, y1, x2, y2 = tf.unstack(boxes_xyxy, axis=1)
    return tf.stack([y1, -x2, y2, -x1], axis=1)


def _among(near, rows, count, turned):
    """The pairs within some rows, numbered among those."""
    place = tf.tensor_scatter_nd_update(
        tf.fill([count], -1), rows[:, None], tf.range(tf.size(rows))
    )
    near = Neighbours(tf.gather(place, near.a), tf.gather(place, near.b), *near[2:])
    near = near.only((near.a >= 0) & (near.b >= 0))
    axes = [1, 0] if turned else [0, 1]
    return Neighbours(*near[:2], *(tf.gather(values, axes, axis=1) for values in near[2:]))
