"""Bilinear samples of feature maps as the product of a sparse matrix with them, for speed on CPU.

Maps are `[N, H, W, C]` and places `y` and `x`, `[N, M]`, as in `deformable_sampling`; all float32.
The matrix has a row for each place, with the weights of the four pixels around it. Its transposed
takes gradients back to the maps, several times faster than sums of segments, and in the same order
on every run. A ring of zeros around the maps stands for all that lies outside of them.
"""

import tensorflow as tf

RING = 2  # Pixels: from two outside on, neither samples nor their derivatives change.


def index_tables(count, size_hw, reads):
    """Returns what the matrices of maps of one size share: corners and rows.

    Args:
        count: Maps of a batch: N.
        size_hw: Their height and width.
        reads: Places in each one: M.

    Returns: for each pixel of the maps with their rings `[pixels, 8]`, and for each place
        `[N * M, 8]`, int64: summed, (row, pixel) of its four corners, were the pixel the first.
    """
    H, W = (side + 2 * RING for side in size_hw)
    steps = tf.cast(tf.stack([0, 0, 0, 1, 0, W, 0, W + 1]), "int64")
    pixel = tf.range(tf.cast(count * H * W, "int64"))
    row = tf.range(tf.cast(count * reads, "int64"))
    corners = tf.expand_dims(pixel, -1) * tf.constant([0, 1] * 4, "int64") + steps
    return corners, tf.expand_dims(row, -1) * tf.constant([1, 0] * 4, "int64")


def with_ring(maps):
    """Returns the pixels of the maps and of the rings around them, `[pixels, C]`."""
    ring = [RING, RING]
    return tf.reshape(tf.pad(maps, [[0, 0], ring, ring, [0, 0]]), [-1, maps.shape[3]])


def without_ring(pixels, shape):
    """Undoes `with_ring`: maps of the `shape` `[N, H, W, C]`."""
    N, H, W, _ = shape
    maps = tf.reshape(pixels, [N, H + 2 * RING, W + 2 * RING, pixels.shape[1]])
    return maps[:, RING : RING + H, RING : RING + W]


def first_pixels(shape, y, x):
    """Returns, for each of the N * M places, the pixel at the top left and how far it is from it.

    Args:
        shape: `[N, H, W, C]` of the maps.
        y: `[N, M]`, no NaN.
        x: Likewise.

    Returns: `first`, int32, of the pixels with the rings, and `part_y`, `part_x` in [0, 1).
    """
    N, H, W, _ = shape
    y, x = (
        tf.clip_by_value(place, -float(RING), tf.cast(side, place.dtype))
        for place, side in ((y, H), (x, W))
    )
    top, left = tf.floor(y), tf.floor(x)
    row, column = tf.cast(top, "int32") + RING, tf.cast(left, "int32") + RING
    above = tf.expand_dims(tf.range(N) * (H + 2 * RING), 1)
    first = (above + row) * (W + 2 * RING) + column
    return [tf.reshape(value, [-1]) for value in (first, y - top, x - left)]


def sampling_matrix(tables, first, part_y, part_x, factors=None):
    """Returns the sparse matrix `[N * M, pixels]` whose product with the pixels are the samples.

    Args:
        tables: What `index_tables` returned.
        first: As of `first_pixels`; so are the next two.
        part_y: See there.
        part_x: See there.
        factors: `[N * M]` on the samples, or None: 1.
    """
    corners, rows = tables
    low, right = part_y, part_x
    high, left = 1 - low, 1 - right
    if factors is not None:
        high, low = high * factors, low * factors
    values = tf.stack([high * left, high * right, low * left, low * right], axis=-1)
    return tf.raw_ops.SparseTensorToCSRSparseMatrix(
        indices=tf.reshape(tf.gather(corners, first) + rows, [-1, 2]),
        values=tf.reshape(values, [-1]),
        dense_shape=tf.stack([tf.shape(x, out_type="int64")[0] for x in (rows, corners)]),
    )


def multiplied(matrix, dense, transposed=False):
    """Returns the product of a sparse matrix, or of its transposed, with a dense one."""
    if transposed:
        # First that: `transpose_a` would add what threads find in the order they finish.
        matrix = tf.raw_ops.SparseMatrixTranspose(input=matrix, type=dense.dtype)
    return tf.raw_ops.SparseMatrixMatMul(a=matrix, b=dense)


def place_gradients(pixels, width, first, part_y, part_x, upstream, factors=None):
    """Returns the gradients by y, x and the factors, `[N * M]` each; the last None without any.

    Args:
        pixels: What `with_ring` returned.
        width: Pixels of a row of the maps, without the ring.
        first: As of `first_pixels`; so are the next two.
        part_y: See there.
        part_x: See there.
        upstream: `[N * M, C]`, the gradient by the samples times the factors.
        factors: As in `sampling_matrix`.
    """
    width += 2 * RING
    top_left, top_right, low_left, low_right = (
        tf.reduce_sum(tf.gather(pixels, first + step) * upstream, axis=-1)
        for step in (0, 1, width, width + 1)
    )
    down_left, down_right = low_left - top_left, low_right - top_right
    by_y = down_left + part_x * (down_right - down_left)
    along_top, along_low = top_right - top_left, low_right - low_left
    by_x = along_top + part_y * (along_low - along_top)
    if factors is None:
        return by_y, by_x, None
    by_factors = top_left + part_x * along_top + part_y * by_y
    return by_y * factors, by_x * factors, by_factors
