"""The order in which characters are read, inside a graph: what `reading_order` finds in NumPy."""

import functools

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
    return _traced(direction)(boxes_xyxy, counts)


@functools.cache
def _traced(direction):
    """`reading_orders` as a graph of its own: some thousand operations, made once a process."""
    pages = tf.TensorSpec([None, None, 4], tf.float32), tf.TensorSpec([None], tf.int32)

    def orders(boxes_xyxy, counts):
        most = tf.shape(boxes_xyxy)[1]

        def one(page):
            boxes, count = page
            order = reading_order(boxes[:count], direction)
            return tf.pad(order, [[0, most - count]], constant_values=-1)

        def each():
            kind = tf.TensorSpec([None], tf.int32)
            return tf.map_fn(one, (boxes_xyxy, counts), fn_output_signature=kind)

        return tf.cond(tf.size(counts) > 0, each, lambda: tf.zeros([0, most], tf.int32))

    return tf.function(orders, input_signature=pages, autograph=False)


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
    # Rows first, then columns; turned, these run along the first axis too.
    order = tf.argsort(tf.cast(vertical, tf.int32), stable=True)
    boxes, sizes, vertical = (tf.gather(each, order) for each in (boxes_xyxy, sizes, vertical))
    near = _within(near, tf.math.invert_permutation(order), vertical)
    laid = tf.where(vertical[:, None], _turned(boxes), boxes)
    lines, base = lines_and_bases(laid, sizes, vertical, near)
    place = tf.math.invert_permutation(along(laid, lines, vertical))
    ranks = _ranks(boxes, sizes, vertical, lines, base)
    return tf.gather(order, lexsort(place, tf.gather(ranks, lines)))


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


def _within(near, place, vertical):
    """The pairs of one direction, of characters at other places; along and across their lines."""
    near = Neighbours(tf.gather(place, near.a), tf.gather(place, near.b), *near[2:])
    column = tf.gather(vertical, near.a)
    near = near.only(column == tf.gather(vertical, near.b))
    column = tf.gather(vertical, near.a)[:, None]
    turned = (tf.where(column, tf.gather(values, [1, 0], axis=1), values) for values in near[2:])
    return Neighbours(*near[:2], *turned)
