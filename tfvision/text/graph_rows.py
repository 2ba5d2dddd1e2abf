"""Rows of tensors sorted, numbered and grouped inside a graph, as NumPy would do it."""

import tensorflow as tf


def lexsort(*keys):
    """`[N]` int32, the order by the last key, equal ones by the one before it, and so on."""
    order = tf.argsort(keys[0], stable=True)
    for key in keys[1:]:
        order = tf.gather(order, tf.argsort(tf.gather(key, order), stable=True))
    return order


def lowest(values, groups, count, kept):
    """Of each group the row of the least of the values `kept`, the first of equal ones.

    Returns: `[count]` int32, as many as there are rows for a group without any.
    """
    rows = tf.range(tf.size(groups))
    values = tf.where(kept, values, tf.constant(float("inf"), values.dtype))
    least = tf.math.unsorted_segment_min(values, groups, count)
    kept &= values == tf.gather(least, groups)
    first = tf.math.unsorted_segment_min(tf.where(kept, rows, tf.size(rows)), groups, count)
    return tf.minimum(first, tf.size(rows))


def numbered(used):
    """`[N]` int32: of what is used, 0, 1, …; elsewhere anything."""
    return tf.cumsum(tf.cast(used, tf.int32)) - 1


def connected(count, a, b):
    """`[count]` int32 as `neighbours.connected`: groups that hang together through pairs."""

    def step(root, _):
        one, other = tf.gather(root, a), tf.gather(root, b)
        ends, least = tf.concat([one, other], 0), tf.minimum(one, other)
        least = tf.math.unsorted_segment_min(tf.concat([least, least], 0), ends, count)
        new = tf.minimum(root, least)
        new = tf.gather(new, new)
        return new, tf.reduce_any(new != root)

    root = tf.range(count)
    root, _ = tf.while_loop(lambda _, changed: changed, step, [root, tf.constant(True)])
    return tf.gather(numbered(root == tf.range(count)), root)


def level(values, groups, count, part):
    """`[count]` as `lines.level`: of each group the value above `part` of its values."""
    order = lexsort(values, groups)
    members = tf.math.bincount(groups, minlength=count, maxlength=count)
    place = tf.round(part * tf.cast(members - 1, tf.float64))
    place = tf.cumsum(members, exclusive=True) + tf.cast(place, tf.int32)
    return tf.gather(tf.gather(values, order), place)


def extents(boxes, groups, count):
    """`[count, 4]`, the box around each group's boxes."""
    low = tf.math.unsorted_segment_min(boxes[:, :2], groups, count)
    return tf.concat([low, tf.math.unsorted_segment_max(boxes[:, 2:], groups, count)], 1)


def median(values):
    """The middle of `[N]` values, of an even number the mean of both; NaN of none."""
    values, count = tf.sort(values), tf.size(values)
    middle = tf.gather(values, tf.clip_by_value([(count - 1) // 2, count // 2], 0, count - 1))
    return tf.reduce_mean(middle)


def in_parts(function, count, most, kinds):
    """Concatenated answers of a function that is called with a few rows at a time.

    Args:
        function: Takes the first row and the one after the last, answers a tuple of tensors.
        count: Number of rows.
        most: Rows of a part, at least 1.
        kinds: A `tf.TensorSpec` of each tensor of an answer, its first axis open.
    """
    most = tf.maximum(most, 1)
    parts = tf.maximum((count + most - 1) // most, 1)  # One without rows answers the kinds.
    arrays = [
        tf.TensorArray(kind.dtype, parts, element_shape=kind.shape, infer_shape=False)
        for kind in kinds
    ]

    def step(i, arrays):
        answer = function(i * most, tf.minimum((i + 1) * most, count))
        return i + 1, [array.write(i, part) for array, part in zip(arrays, answer, strict=True)]

    _, arrays = tf.while_loop(lambda i, _: i < parts, step, [0, arrays], parallel_iterations=1)
    return [array.concat() for array in arrays]
