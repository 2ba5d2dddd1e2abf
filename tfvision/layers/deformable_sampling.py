"""Bilinear samples of feature maps at any place, in two ways, and their gradient.

Maps are `[N, H, W, C]`; places are `y` and `x`, `[N, M]` each, in pixels of them, and no NaN. What
lies outside of a map is 0, so that samples fade to 0 within one pixel of its border.
"""

import tensorflow as tf

# Numbers of pixels for which n / size * size is n again, for each integer n up to it.
EXACT_SIZES = sorted({2**i + 2**j for i in range(24) for j in range(i + 1)})


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


def crop_samples(maps, y, x):
    """Samples as crops of one pixel: the fastest way on CPU, for float32.

    TensorFlow's own gradient of it must not be used: it is 0 at integers, and a race between
    threads. `sample_gradients` is in its place.
    """
    shape = tf.shape(maps)
    size_y, size_x = (tf.gather(EXACT_SIZES, _first_at_least(shape[i] + 1)) for i in (1, 2))
    # A ring of zeros, and more below and right up to a size that loses no digits.
    maps = tf.pad(
        maps, [[0, 0], [1, size_y - shape[1]], [1, size_x - shape[2]], [0, 0]]
    )  # [N, size_y + 1, size_x + 1, C]
    y, x = (
        (tf.clip_by_value(place, -1.0, tf.cast(length, place.dtype)) + 1)
        / tf.cast(size, place.dtype)
        for place, length, size in ((y, shape[1], size_y), (x, shape[2], size_x))
    )
    boxes = tf.reshape(tf.stack([y, x, y, x], axis=-1), [-1, 4])  # [N * M, 4]
    owners = tf.repeat(tf.range(shape[0]), tf.shape(y)[1])  # [N * M]
    samples = tf.image.crop_and_resize(maps, boxes, owners, [1, 1])  # [N * M, 1, 1, C]
    return tf.reshape(samples, [shape[0], tf.shape(y)[1], maps.shape[3]])  # [N, M, C]


def sample_gradients(maps, y, x, upstream, factors=None):
    """Returns the gradients of `factors * samples` by the maps, y, x and the factors.

    Args:
        maps: `[N, H, W, C]`, float32 or float64.
        y: `[N, M]`.
        x: `[N, M]`.
        upstream: `[N, M, C]`, the gradient by the product.
        factors: `[N, M]`, or None for ones.
    """
    pixels = _pixels(maps)
    indices, inside, (part_y, part_x) = _corners(maps, y, x)
    weights = _weights(inside, part_y, part_x)
    dots = [
        tf.reduce_sum(tf.gather(pixels, index) * upstream, axis=-1) * within  # [N, M]
        for index, within in zip(indices, inside, strict=True)
    ]
    by_factors = tf.add_n([w * dot for w, dot in zip(weights, dots, strict=True)])
    top_left, top_right, low_left, low_right = dots
    by_y = (1 - part_x) * (low_left - top_left) + part_x * (low_right - top_right)
    by_x = (1 - part_y) * (top_right - top_left) + part_y * (low_right - low_left)
    if factors is not None:
        by_y, by_x = by_y * factors, by_x * factors
        weights = [weight * factors for weight in weights]
    by_pixels = _scattered(indices, weights, upstream, tf.shape(pixels)[0])
    return tf.reshape(by_pixels, tf.shape(maps)), by_y, by_x, by_factors


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


def _scattered(indices, weights, upstream, pixels):
    """Adds each upstream row, weighted, to its four pixels; in the same order on every run.

    A sparse matrix `[pixels, rows]` times the rows: several times faster than sums of segments on
    CPU. It is transposed first: `transpose_a` adds what threads find in the order they finish.
    """
    upstream = tf.reshape(upstream, [-1, upstream.shape[-1]])  # [rows, C]
    columns, values = (tf.reshape(tf.stack(all_, axis=-1), [-1, 4]) for all_ in (indices, weights))
    # TensorFlow crashes on a matrix without rows: an empty batch gets one, of zeros.
    missing = tf.cast(tf.equal(tf.shape(upstream)[0], 0), "int32")
    upstream, columns, values = (
        tf.pad(tensor, [[0, missing], [0, 0]]) for tensor in (upstream, columns, values)
    )
    rows = tf.shape(upstream)[0]
    places = tf.stack([tf.repeat(tf.range(rows), 4), tf.reshape(columns, [-1])], axis=-1)
    matrix = tf.raw_ops.SparseTensorToCSRSparseMatrix(
        indices=tf.cast(places, "int64"),  # [rows * 4, 2]
        values=tf.reshape(values, [-1]),
        dense_shape=tf.cast([rows, pixels + missing], "int64"),
    )
    matrix = tf.raw_ops.SparseMatrixTranspose(input=matrix, type=upstream.dtype)
    sums = tf.raw_ops.SparseMatrixMatMul(a=matrix, b=upstream)
    return sums[:pixels]  # [pixels, C]


def _first_at_least(length):
    return tf.searchsorted(tf.constant(EXACT_SIZES), length[None])[0]
