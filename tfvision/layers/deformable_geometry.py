"""Sizes, strides and paddings of a deformable convolution, and where they put its taps."""

import numpy as np
import tensorflow as tf
from keras import ops


def geometry(kernel_size, strides, padding, dilation_rate):
    """Returns all four for (y, x): `pads` as ((top, bottom), (left, right)), the others as pairs.

    Args:
        kernel_size: A number or a pair, as the next ones.
        strides: As above.
        padding: "same", "valid", a number, a pair, or ((top, bottom), (left, right)). "same" pads
            for ceil(size / stride) outputs, whatever the size: the same on both sides and, for an
            even kernel, one more after.
        dilation_rate: As above.

    Raises: ValueError naming what is no whole number, or too small.

    Example:
        >>> geometry(3, 2, "same", (1, 2))["pads"]
        ((1, 1), (2, 2))
    """
    kernel_size = _whole_pair("kernel_size", kernel_size)
    dilation_rate = _whole_pair("dilation_rate", dilation_rate)
    if isinstance(padding, str) and padding not in ("same", "valid"):
        raise ValueError(f'padding must be "same", "valid" or numbers, got {padding!r}')
    if padding == "valid":
        padding = 0
    if padding == "same":
        reach = [rate * (side - 1) for rate, side in zip(dilation_rate, kernel_size, strict=True)]
        padding = tuple((extent // 2, extent - extent // 2) for extent in reach)
    return {
        "kernel_size": kernel_size,
        "strides": _whole_pair("strides", strides),
        "pads": tuple(
            _whole_pair("padding", side, 0) for side in _two("padding", padding, padding)
        ),
        "dilation_rate": dilation_rate,
    }


def output_size(size, kernel_size, stride, pads, dilation_rate):
    """Returns the number of outputs along one side of `size` pixels, `pads` (before, after)."""
    return (size + sum(pads) - dilation_rate * (kernel_size - 1) - 1) // stride + 1


def tap_places(offsets, sides, offset_groups=1):
    """Returns y and x of what each tap reads, in pixels of the map: `[B, h * w, og, kh * kw]` each.

    Args:
        offsets: `[B, h, w, offset_groups * kh * kw * 2]`, as of `deform_conv2d`.
        sides: What `geometry` returned.
        offset_groups: Groups of channels with offsets of their own.
    """
    B, h, w, _ = tf.unstack(tf.shape(offsets))
    (kh, kw), strides, ((top, _), (left, _)), dilation_rate = sides.values()
    # At most five axes, and none of them added by slicing: LiteRT could not.
    moved = tf.reshape(offsets, [B, h * w, offset_groups, kh * kw, 2])
    y = (tf.range(h) * strides[0] - top)[:, None] + tf.range(kh) * dilation_rate[0]  # [h, kh]
    x = (tf.range(w) * strides[1] - left)[:, None] + tf.range(kw) * dilation_rate[1]  # [w, kw]
    places = tf.reshape(y, [h, 1, kh, 1]), tf.reshape(x, [1, w, 1, kw])
    places = [tf.broadcast_to(place, [h, w, kh, kw]) for place in places]
    y, x = (tf.reshape(tf.cast(place, offsets.dtype), [h * w, 1, kh * kw]) for place in places)
    moved_y, moved_x = tf.unstack(moved, axis=-1)
    return moved_y + y, moved_x + x


def plain_convolution(inputs, kernel, sides):
    """Convolves over the same pixels as a deformable convolution without offsets.

    Args:
        inputs: `[B, H, W, C]`.
        kernel: `[kh, kw, C, n]`.
        sides: What `geometry` returned.
    """
    pads, strides, dilation_rate = (sides[key] for key in ("pads", "strides", "dilation_rate"))
    if any(sum(pads, ())):
        inputs = tf.pad(inputs, [(0, 0), *pads, (0, 0)])
    # TensorFlow has no gradient for strides and dilation together on CPU.
    step = (1, 1) if max(dilation_rate) > 1 else strides
    outputs = ops.conv(inputs, kernel, step, "valid", dilation_rate=dilation_rate)
    if not inputs.shape[0]:
        # For an empty batch TensorFlow's shape is wrong: that of the inputs.
        shape = tf.unstack(tf.shape(inputs))
        sizes = [
            output_size(size, side, stride, (0, 0), rate)
            for size, side, stride, rate in zip(
                shape[1:3], sides["kernel_size"], step, dilation_rate, strict=True
            )
        ]
        outputs = tf.reshape(outputs, [shape[0], *sizes, kernel.shape[3]])
    if step != strides:
        outputs = outputs[:, :: strides[0], :: strides[1]]
    return outputs  # [B, h, w, n]


def check_whole(name, value, least=1):
    """Refuses what is no whole number of at least `least`, by a ValueError that names it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")


def _whole_pair(name, value, least=1):
    values = _two(name, value, value)
    for each in values:
        check_whole(name, each, least)
    return values


def _two(name, value, given):
    values = pair(value)
    if len(values) != 2:
        raise ValueError(f"{name} must be one number or two, for (y, x), got {given!r}")
    return values


def pair(value):
    """Returns a tuple: the number twice, or the two values that were given."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)
