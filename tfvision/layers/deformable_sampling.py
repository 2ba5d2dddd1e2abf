"""Bilinear samples of feature maps at any place, by gathers.

Maps are `[N, H, W, C]`; places are `y` and `x`, `[N, M]` each, in pixels of them, and no NaN. What
lies outside of a map is 0, so that samples fade to 0 within one pixel of its border.
"""

import tensorflow as tf


def gather_samples(maps, y, x):
    """Samples by four gathers of pixels: everywhere, in every precision, differentiable.

    Args:
        maps: `[N, H, W, C]` of any float.
        y: `[N, M]`, float32 or float64.
        x: Likewise.

    Returns: `[N, M, C]`. The derivatives by `y` and `x` are those to the right, at integers too.

    Example:
        >>> maps = tf.reshape([0.0, 1.0, 2.0, 3.0], [1, 2, 2, 1])
        >>> y, x = tf.constant([[0.5, 1.5]]), tf.constant([[0.5, 1.0]])
        >>> gather_samples(maps, y, x).numpy()[0, :, 0]
        array([1.5, 1.5], dtype=float32)
    """
    pixels = _pixels(maps)
    indices, inside, (part_y, part_x) = _corners(maps, y, x)
    weights = _weights(inside, part_y, part_x)
    return tf.add_n(
        [
            tf.gather(pixels, index) * tf.expand_dims(tf.cast(weight, maps.dtype), -1)  # [N, M, C]
            for index, weight in zip(indices, weights, strict=True)
        ]
    )


def _pixels(maps):
    return tf.reshape(maps, [-1, maps.shape[3]])  # [N * H * W, C]


def _corners(maps, y, x):
    """Returns the four pixels around each place: top left, top right, low left, low right.

    Returns: their indices among the pixels of all maps; 1 for those inside of the map and 0 for
        others, whose index is one of some other pixel; the place's distances from the top left.
    """
    N, H, W, _ = tf.unstack(tf.shape(maps))
    # From there on nothing changes, and the integers of larger numbers would overflow.
    y, x = (
        tf.clip_by_value(place, -2.0, tf.cast(length + 1, place.dtype))
        for place, length in ((y, H), (x, W))
    )
    top, left = tf.floor(y), tf.floor(x)
    first = tf.expand_dims(tf.range(N), 1) * (H * W)
    indices, inside = [], []
    for down in (0, 1):
        for right in (0, 1):
            row, column = tf.cast(top, "int32") + down, tf.cast(left, "int32") + right
            within = (row >= 0) & (row < H) & (column >= 0) & (column < W)
            row, column = tf.clip_by_value(row, 0, H - 1), tf.clip_by_value(column, 0, W - 1)
            indices.append(first + row * W + column)
            inside.append(tf.cast(within, y.dtype))
    return indices, inside, (y - top, x - left)


def _weights(inside, part_y, part_x):
    shares = [y * x for y in (1 - part_y, part_y) for x in (1 - part_x, part_x)]
    return [within * share for within, share in zip(inside, shares, strict=True)]
