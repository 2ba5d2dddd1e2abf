"""Sizes, strides and paddings of a convolution that need not be the same in both directions."""

import numpy as np


def geometry(kernel_size, strides, padding, dilation_rate):
    """Returns all four for (y, x): `pads` as ((top, bottom), (left, right)), the others as pairs.

    Args:
        kernel_size: A number or a pair, as the next ones.
        strides: As above.
        padding: "same", "valid", a number, a pair, or ((top, bottom), (left, right)). "same" pads
            for ceil(size / stride) outputs, whatever the size: the same on both sides and, for an
            even kernel, one more after.
        dilation_rate: As above.

    Example:
        >>> geometry(3, 2, "same", (1, 2))["pads"]
        ((1, 1), (2, 2))
    """
    kernel_size, dilation_rate = pair(kernel_size), pair(dilation_rate)
    if padding == "valid":
        padding = 0
    if padding == "same":
        reach = [rate * (side - 1) for rate, side in zip(dilation_rate, kernel_size, strict=True)]
        padding = tuple((extent // 2, extent - extent // 2) for extent in reach)
    return {
        "kernel_size": kernel_size,
        "strides": pair(strides),
        "pads": tuple(pair(side) for side in pair(padding)),
        "dilation_rate": dilation_rate,
    }


def output_size(size, kernel_size, stride, pads, dilation_rate):
    """Returns the number of outputs along one side of `size` pixels, `pads` (before, after)."""
    return (size + sum(pads) - dilation_rate * (kernel_size - 1) - 1) // stride + 1


def pair(value):
    """Returns a tuple: the number twice, or the two values that were given."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)
