"""The two ways to compute a deformable convolution, each with its gradient, some images at a time.

Everywhere `parts` are the images `[B, H, W, C]`, the places `y` and `x` that the taps read and
maybe a mask, `[B, og, P * K]` each, for `og` groups of channels, `P` outputs and `K` taps of each.
"""

import tensorflow as tf

from tfvision.layers import deformable_matrix
from tfvision.layers.deformable_sampling import gather_samples

LEAST_CHANNELS = 32  # Where there are fewer, the tables of what taps read are the most of it.
# Numbers that taps read at once, if nobody says how many images: what stays near the processor.
READ_AT_ONCE = 2**20


def convolve(kernel, parts, fast, images_at_once=None):
    """Returns the outputs `[B, P, filters]`.

    Args:
        kernel: `[kh, kw, C / groups, filters]`.
        parts: As above.
        fast: Whether a sparse matrix samples and not gathers.
        images_at_once: Images that are convolved together, or None: with gathers all of them, else
            as many as are fastest.
    """
    reads = parts[1].shape[2]
    if (not fast and images_at_once is None) or reads == 0:
        return _gather(kernel, *parts)
    if fast and reads is None:
        return _without_none(kernel, parts, images_at_once)
    return _convolved(kernel, parts, fast, images_at_once)


def _without_none(kernel, parts, images_at_once):
    """Adds an output where there is none: TensorFlow crashes on a sparse matrix without rows."""
    images, *places = parts
    K = kernel.shape[0] * kernel.shape[1]
    reads = tf.shape(places[0])[2]
    missing = tf.where(tf.equal(reads, 0), K, 0)
    places = [tf.pad(place, [[0, 0], [0, 0], [0, missing]]) for place in places]
    outputs = _convolved(kernel, [images, *places], True, images_at_once)
    return outputs[:, : reads // K]


def _convolved(kernel, parts, fast, images_at_once):
    size = images_at_once
    if size is None:
        size = _quick_size(parts[0], parts[1])
    tables = _tables(parts[0], parts[1], size) if fast else ()

    @tf.custom_gradient
    def convolved(kernel, *parts):
        batch = tf.shape(parts[0])[0]

        def backward(upstream):
            def turn(*some):
                if not fast:
                    return _gather_gradients(kernel, *some)
                by_kernel, *by_parts = _sparse_gradients(tables, kernel, *some)
                # Not rounded before the turns are added.
                return tf.cast(by_kernel, "float32"), *by_parts

            dtypes = tf.float32 if fast else kernel.dtype, *(part.dtype for part in parts)
            by_kernel, *by_parts = _in_turns(turn, [*parts, upstream], size, dtypes)
            if size is not None:
                by_kernel = tf.reduce_sum(by_kernel, axis=0)  # Each turn gives one.
            by_parts = (_joined(part, batch, size) for part in by_parts)
            return tf.cast(by_kernel, kernel.dtype), *by_parts

        def turn(*some):
            return _sparse(tables, kernel, *some) if fast else _gather(kernel, *some)

        outputs = _in_turns(turn, parts, size, kernel.dtype)
        return _joined(outputs, batch, size), backward

    return convolved(kernel, *parts)


def _quick_size(images, y):
    """Returns how many images are convolved together, None if that is known to be all."""
    batch, _, reads = y.shape
    known, largest = None not in (batch, reads), max
    if not known:
        (batch, _, reads), largest = tf.unstack(tf.shape(y)), tf.maximum
    if not known:
        reads = tf.cast(reads, tf.int64)  # Times the channels it may be more than int32 holds.
    size = largest(READ_AT_ONCE // largest(reads * max(images.shape[3], LEAST_CHANNELS), 1), 1)
    size = size if known else tf.cast(size, tf.int32)
    batch = largest(batch, 1)
    turns = -(-batch // size)
    if known and turns == 1 and y.shape[0]:
        return None
    return -(-batch // turns)  # The same in each turn, as nearly as can be.


def _tables(images, y, size):
    B, H, W, _ = tf.unstack(tf.shape(images))
    count = (B if size is None else size) * y.shape[1]
    return deformable_matrix.index_tables(count, (H, W), tf.shape(y)[2])


def _in_turns(function, parts, size, dtypes):
    """Applies `function` to `size` images at a time, and stacks its results, of `dtypes`."""
    if size is None:
        return function(*parts)
    batch = tf.shape(parts[0])[0]
    turns = tf.maximum((batch + size - 1) // size, 1)
    waiting = []
    for part in parts:
        part = tf.pad(part, [[0, turns * size - batch]] + [[0, 0]] * (len(part.shape) - 1))
        some = tf.reshape(part, tf.concat([[turns, size], tf.shape(part)[1:]], axis=0))
        known = size if isinstance(size, int) else None
        waiting.append(tf.ensure_shape(some, [None, known, *part.shape[1:]]))

    @tf.autograph.experimental.do_not_convert  # Else `fit` warns that it cannot.
    def turn(some):
        return function(*some)

    # One turn after the other: each is on all cores, and two need twice the memory.
    return tf.map_fn(turn, waiting, fn_output_signature=dtypes, parallel_iterations=1)


def _joined(stacked, batch, size):
    """Undoes the turns: `[turns, size, ...]` to `[batch, ...]`."""
    if size is None:
        return stacked
    shape = tf.concat([[-1], tf.shape(stacked)[2:]], axis=0)
    return tf.reshape(stacked, shape)[:batch]


def _gather(kernel, images, y, x, mask=None):
    og = y.shape[1]
    y, x, mask = _flat(y, x, mask)
    columns = gather_samples(_maps(images, og), y, x)
    if mask is not None:
        columns *= tf.expand_dims(tf.cast(mask, columns.dtype), -1)
    return _multiplied(columns, kernel, og)


def _gather_gradients(kernel, *parts_and_upstream):
    """Returns the gradients by the kernel and by each part."""
    *parts, upstream = parts_and_upstream
    with tf.GradientTape() as tape:
        tape.watch([kernel, *parts])
        outputs = _gather(kernel, *parts)
    return tuple(tape.gradient(outputs, [kernel, *parts], upstream))


def _sparse(tables, kernel, images, *rest):
    return _multiplied(_sampled(tables, kernel, images, *rest)[0], kernel, rest[0].shape[1])


def _sampled(tables, kernel, images, y, x, mask=None):
    """Returns what each tap reads, `[B * og, P * K, C / og]`, and what it was computed from."""
    maps = _maps(tf.cast(images, y.dtype), y.shape[1])
    y, x, mask = _flat(y, x, mask)
    shape, pixels = tf.unstack(tf.shape(maps)), deformable_matrix.with_ring(maps)
    places = deformable_matrix.first_pixels(shape, y, x)
    factors = None if mask is None else tf.reshape(mask, [-1])
    matrix = deformable_matrix.sampling_matrix(tables, *places, factors)
    columns = tf.cast(deformable_matrix.multiplied(matrix, pixels), kernel.dtype)
    columns = tf.reshape(columns, [shape[0], tf.shape(y)[1], maps.shape[3]])
    return columns, shape, pixels, places, factors, matrix


def _sparse_gradients(tables, kernel, *parts_and_upstream):
    """As `_gather_gradients`, and faster; their own derivatives are those of the gathers."""

    @tf.custom_gradient
    def gradients(*inputs):
        def backward(*upstream):
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                results = _gather_gradients(*inputs)
            return tape.gradient(results, inputs, upstream, tf.UnconnectedGradients.ZERO)

        return _sparse_gradients_of(tables, *inputs), backward

    return tuple(gradients(kernel, *parts_and_upstream))


def _sparse_gradients_of(tables, kernel, images, *rest):
    *parts, upstream = rest
    og = parts[0].shape[1]
    # Once more: holding the columns would take kh * kw images.
    columns, shape, pixels, places, factors, matrix = _sampled(tables, kernel, images, *parts)
    with tf.GradientTape() as tape:
        tape.watch([columns, kernel])
        outputs = _multiplied(columns, kernel, og)
    by_columns, by_kernel = tape.gradient(outputs, [columns, kernel], upstream)
    by_columns = tf.cast(tf.reshape(by_columns, [-1, columns.shape[2]]), pixels.dtype)
    by_pixels = deformable_matrix.multiplied(matrix, by_columns, transposed=True)
    by_images = _images(deformable_matrix.without_ring(by_pixels, shape), og)
    by_places = deformable_matrix.place_gradients(pixels, shape[2], *places, by_columns, factors)
    by_parts = [tf.reshape(by, tf.shape(part)) for by, part in zip(by_places, parts, strict=False)]
    return by_kernel, tf.cast(by_images, images.dtype), *by_parts


def _flat(*places):
    return [
        None if place is None else tf.reshape(place, [-1, tf.shape(place)[2]]) for place in places
    ]  # [B * og, P * K]


def _maps(images, og):
    """Lays groups of channels among the images: `[B, H, W, C]` to `[B * og, H, W, C / og]`."""
    if og == 1:
        return images
    _, H, W, _ = tf.unstack(tf.shape(images))
    channels = images.shape[3] // og
    images = tf.transpose(tf.reshape(images, [-1, H, W, og, channels]), [0, 3, 1, 2, 4])
    return tf.reshape(images, [-1, H, W, channels])


def _images(maps, og):
    """Undoes `_maps`."""
    if og == 1:
        return maps
    _, H, W, _ = tf.unstack(tf.shape(maps))
    channels = maps.shape[3]
    maps = tf.transpose(tf.reshape(maps, [-1, og, H, W, channels]), [0, 2, 3, 1, 4])
    return tf.reshape(maps, [-1, H, W, og * channels])


def _multiplied(columns, kernel, og):
    """Multiplies what the taps read with the kernel: `[B, P, filters]`."""
    kh, kw, inputs, filters = kernel.shape
    K, C = kh * kw, columns.shape[2] * og
    groups = C // inputs
    N, M, _ = tf.unstack(tf.shape(columns))
    B, P = N // og, M // K
    if og > 1:
        columns = tf.transpose(tf.reshape(columns, [B, og, P, K, C // og]), [0, 2, 3, 1, 4])
    if groups == 1:
        outputs = tf.reshape(columns, [B * P, K * C]) @ tf.reshape(kernel, [K * C, filters])
        return tf.reshape(outputs, [B, P, filters])
    columns = tf.transpose(tf.reshape(columns, [B * P, K, groups, inputs]), [2, 0, 1, 3])
    kernel = tf.transpose(tf.reshape(kernel, [K, inputs, groups, -1]), [2, 0, 1, 3])
    outputs = tf.reshape(columns, [groups, B * P, K * inputs]) @ tf.reshape(
        kernel, [groups, K * inputs, -1]
    )  # [groups, B * P, filters / groups]
    return tf.reshape(tf.transpose(outputs, [1, 0, 2]), [B, P, filters])
