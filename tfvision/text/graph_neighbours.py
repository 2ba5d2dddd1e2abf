"""Which boxes are near each other, inside a graph: what `neighbours` finds in NumPy."""

from typing import NamedTuple

import tensorflow as tf

from tfvision.text.graph_rows import in_parts

_PAIRS_AT_ONCE = 2_000_000


class Neighbours(NamedTuple):
    """Pairs of boxes, as `neighbours.Neighbours`: int32 `[P]`, float64 `[P, 2]`."""

    a: tf.Tensor
    b: tf.Tensor
    shared: tf.Tensor
    reach: tf.Tensor

    def gap(self, axis):
        """What lies between them along one axis, at least 0, `[P]`."""
        return tf.maximum(-self.shared[:, axis], 0.0)

    def only(self, kept):
        """Those where `kept`, bool `[P]`, is true."""
        return Neighbours(*(tf.boolean_mask(values, kept) for values in self))


def neighbours(boxes_xyxy, distances):
    """Pairs of `[N, 4]` boxes at most as far apart as the larger of two distances `[N]` says."""
    boxes, reach = tf.cast(boxes_xyxy, tf.float32), tf.cast(distances, tf.float32)
    count = tf.size(reach)
    sweeps = []
    for axis in (0, 1):
        low, high = boxes[:, axis] - reach, boxes[:, axis + 2] + reach
        order = tf.argsort(low, stable=True)
        ends = tf.searchsorted(tf.gather(low, order), tf.gather(high, order), side="right")
        sweeps.append((order, ends - tf.range(count) - 1))
    # Along the axis on which fewer boxes lie side by side.
    down = tf.reduce_sum(sweeps[1][1]) < tf.reduce_sum(sweeps[0][1])
    order, counts = (tf.where(down, y, x) for x, y in zip(*sweeps, strict=True))
    boxes = tf.where(down, tf.gather(boxes, [1, 0, 3, 2], axis=1), boxes)
    boxes, reach = tf.gather(boxes, order), tf.gather(reach, order)
    parts = in_parts(
        lambda start, stop: _near(boxes, reach, counts, start, stop),
        count,
        _PAIRS_AT_ONCE // tf.reduce_max(tf.concat([counts, [1]], 0)),
        [*[tf.TensorSpec([None], tf.int32)] * 2, *[tf.TensorSpec([None, 2], tf.float32)] * 2],
    )
    one, other, shared, least = parts
    a, b = tf.gather(order, one), tf.gather(order, other)
    shared, least = (
        tf.where(down, tf.gather(values, [1, 0], axis=1), values) for values in (shared, least)
    )
    part = shared / tf.maximum(least, 1e-9)
    return Neighbours(
        tf.minimum(a, b), tf.maximum(a, b), tf.cast(shared, tf.float64), tf.cast(part, tf.float64)
    )


def _near(boxes, reach, counts, start, stop):
    """Of the sorted boxes from `start` on, each with the `counts` boxes that come next."""
    counts = counts[start:stop]
    one = tf.repeat(tf.range(start, stop), counts)
    skipped = tf.repeat(tf.cumsum(counts, exclusive=True), counts)
    other = tf.range(1, tf.size(one) + 1) - skipped + one
    low, high = boxes[:, :2], boxes[:, 2:]
    shared = tf.minimum(tf.gather(high, one), tf.gather(high, other))
    shared -= tf.maximum(tf.gather(low, one), tf.gather(low, other))  # [P, 2]
    far = tf.maximum(tf.gather(reach, one), tf.gather(reach, other))[:, None]
    kept = tf.reduce_all(shared >= -far, axis=1)
    one, other, shared = (tf.boolean_mask(values, kept) for values in (one, other, shared))
    sides = high - low
    return one, other, shared, tf.minimum(tf.gather(sides, one), tf.gather(sides, other))
