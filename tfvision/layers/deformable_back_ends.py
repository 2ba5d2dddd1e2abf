"""The two ways to compute a deformable convolution, each with its gradient, some images at a time.

Everywhere `parts` are the images `[B, H, W, C]`, the places `y` and `x` that the taps read and
maybe a mask, `[B, og, P * K]` each, for `og` groups of channels, `P` outputs and `K` taps of each.
"""

import tensorflow as tf

from tfvision.layers.deformable_sampling import crop_samples, gather_samples, sample_gradients


def convolve(kernel, parts, fast, images_at_once=None):
    """Returns the outputs `[B, P, filters]`.

    Args:
        kernel: `[kh, kw, C / groups, filters]`.
        parts: As above.
        fast: Whether crops are sampled and not gathers.
        images_at_once: Images that are convolved together, or None: all of them.
    """
    forward, gradients = (_crop, _crop_gradients) if fast else (_gather, _gather_gradients)
    if not fast and images_at_once is None:
        return forward(kernel, *parts)

    @tf.custom_gradient
    def convolved(kernel, *parts):
        batch = tf.shape(parts[0])[0]

        def backward(upstream):
            by_kernel, *by_parts = _in_turns(
                lambda *some: gradients(kernel, *some),
                [*parts, upstream],
                images_at_once,
                tuple(value.dtype for value in (kernel, *parts)),
            )
            if images_at_once is not None:
                by_kernel = tf.reduce_sum(by_kernel, axis=0)  # Each turn gives one.
            return by_kernel, *(_joined(part, batch, images_at_once) for part in by_parts)

        outputs = _in_turns(
            lambda *some: forward(kernel, *some), parts, images_at_once, kernel.dtype
        )
        return _joined(outputs, batch, images_at_once), backward

    return convolved(kernel, *parts)


def _in_turns(function, parts, size, dtypes):
    """Applies `function` to `size` images at a time, and stacks its results, of `dtypes`.

    The next turn waits for the last one: without that TensorFlow would hold all of them at once.
    """
    if size is None:
        return function(*parts)
    batch = tf.shape(parts[0])[0]
    turns = tf.maximum((batch + size - 1) // size, 1)
    waiting = []
    for part in parts:
        part = tf.pad(part, [[0, turns * size - batch]] + [[0, 0]] * (len(part.shape) - 1))
        some = tf.reshape(part, tf.concat([[turns, size], tf.shape(part)[1:]], axis=0))
        waiting.append(tf.ensure_shape(some, [None, size, *part.shape[1:]]))
    return tf.map_fn(
        lambda some: function(*some), waiting, fn_output_signature=dtypes, parallel_iterations=1
    )


def _joined(stacked, batch, size):
    """Undoes the turns: `[turns, size, ...]` to `[batch, ...]`."""
    if size is None:
        return stacked
    shape = tf.concat([[-1], tf.shape(stacked)[2:]], axis=0)
    return tf.reshape(stacked, shape)[:batch]


def _gather(kernel, images, y, x, mask=None):
    return _multiplied(_columns(gather_samples, images, y, x, mask), kernel, y.shape[1])


def _crop(kernel, images, y, x, mask=None):
    return _multiplied(_columns(crop_samples, images, y, x, mask), kernel, y.shape[1])


def _gather_gradients(kernel, *parts_and_upstream):
    """Returns the gradients by the kernel and by each part."""
    *parts, upstream = parts_and_upstream
    with tf.GradientTape() as tape:
        tape.watch([kernel, *parts])
        outputs = _gather(kernel, *parts)
    return tuple(tape.gradient(outputs, [kernel, *parts], upstream))


def _crop_gradients(kernel, *parts_and_upstream):
    """The same gradients, computed faster; their own derivatives are those of the gathers."""

    @tf.custom_gradient
    def gradients(*inputs):
        def backward(*upstream):
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                results = _gather_gradients(*inputs)
            return tape.gradient(results, inputs, upstream, tf.UnconnectedGradients.ZERO)

        return _crop_gradients_of(*inputs), backward

    return tuple(gradients(kernel, *parts_and_upstream))


def _crop_gradients_of(kernel, images, *rest):
    *places, upstream = rest
    y, x, mask = (*places, None)[:3]
    og = y.shape[1]
    maps, (y, x, mask) = _maps(images, og), _flat(y, x, mask)
    samples = crop_samples(maps, y, x)  # Once more: holding them would take kh * kw images.
    with tf.GradientTape() as tape:
        columns = samples if mask is None else samples * tf.expand_dims(mask, -1)
        tape.watch([columns, kernel])
        outputs = _multiplied(columns, kernel, og)
    by_columns, by_kernel = tape.gradient(outputs, [columns, kernel], upstream)
    by_maps, *by_places = sample_gradients(maps, y, x, by_columns, mask)
    by_places = [
        tf.reshape(by, tf.shape(place)) for by, place in zip(by_places, places, strict=False)
    ]
    return by_kernel, _images(by_maps, og), *by_places


def _columns(sample, images, y, x, mask):
    """Returns what each tap reads, `[B * og, P * K, C / og]`."""
    maps, (y, x, mask) = _maps(images, y.shape[1]), _flat(y, x, mask)
    samples = sample(maps, y, x)
    return samples if mask is None else samples * tf.expand_dims(mask, -1)


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
