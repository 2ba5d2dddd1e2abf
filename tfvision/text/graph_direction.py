"""Rows and columns told apart inside a graph: what `writing_direction` does in NumPy."""

import tensorflow as tf

from tfvision.text.graph_rows import connected, lowest
from tfvision.text.writing_direction import ALIKE, APART, CLEAR, DOUBT, TOGETHER


def is_vertical(boxes_xyxy, sizes, near):
    """Whether each character stands in a column, bool `[N]`: `writing_direction.is_vertical`."""
    count = tf.size(sizes)
    of_a, of_b = tf.gather(sizes, near.a), tf.gather(sizes, near.b)
    small, large = tf.minimum(of_a, of_b), tf.maximum(of_a, of_b)
    centres = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    offset = tf.abs(tf.gather(centres, near.a) - tf.gather(centres, near.b))
    members = tf.concat([near.a, near.b], 0)
    costs, nearest = [], []
    for axis in (0, 1):
        beside = (near.reach[:, 1 - axis] >= 0.5) & (near.reach[:, axis] < 0.5)
        beside &= large <= ALIKE * small
        cost = (near.gap(axis) + offset[:, 1 - axis]) / large
        cost = tf.where(beside, cost, tf.constant(float("inf"), cost.dtype))
        least = tf.math.unsorted_segment_min(tf.tile(cost, [2]), members, count)
        costs.append(cost)
        nearest.append(tf.minimum(least, APART))
    votes = tf.math.log((nearest[0] + 0.1) / (nearest[1] + 0.1)) - DOUBT

    cost, best = tf.minimum(*costs), tf.minimum(*nearest)
    wide = cost <= TOGETHER
    best = tf.minimum(tf.gather(best, near.a), tf.gather(best, near.b))
    close = wide & (cost <= 3 * best + 0.2)
    own, mean, alike = _tally(votes, near.only(close))
    around, _, everyone = _tally(votes, near.only(wide))
    total = tf.where((tf.abs(mean) >= CLEAR) & (alike > 1), own, around)
    known = (tf.abs(total) > 1e-9) & (everyone > 1)
    return _spread(known & (total > 0), known, near, tf.reduce_sum(offset, axis=1))


def _tally(votes, near):
    """Of the group of each character: the sum of the votes, their mean, the number of members."""
    count = tf.size(votes)
    groups = connected(count, near.a, near.b)
    sums = (
        tf.math.unsorted_segment_sum(values, groups, count)
        for values in (votes, tf.ones_like(votes))
    )
    total, members = (tf.gather(values, groups) for values in sums)
    return total, total / members, members


def _spread(vertical, known, near, distance):
    """The answers that are known, and elsewhere that of the nearest character that has one."""
    asking, asked = tf.concat([near.a, near.b], 0), tf.concat([near.b, near.a], 0)
    distance, count = tf.tile(distance, [2]), tf.size(known)

    def heard(known):
        return tf.gather(known, asked) & ~tf.gather(known, asking)

    def step(vertical, known):
        row = lowest(distance, asking, count, heard(known))
        learning = row < tf.size(asking)
        teacher = tf.gather(tf.concat([asked, [0]], 0), row)
        return tf.where(learning, tf.gather(vertical, teacher), vertical), known | learning

    return tf.while_loop(lambda _, known: tf.reduce_any(heard(known)), step, [vertical, known])[0]
