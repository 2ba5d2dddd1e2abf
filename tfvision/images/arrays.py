"""Brings pixels that come as arrays into the library's form: RGB, uint8 or float32, in [0, 255]."""

import os
import warnings

import numpy as np


def as_rgb(pixels, name="image", ndim=3):
    """Checks an image, or a batch of images, and converts what can be converted without loss.

    Args:
        pixels: `[H, W]`, `[H, W, 1]`, `[H, W, 3]` or `[H, W, 4]`: grey is repeated, transparency
            dropped. Any real type, in [0, 255].
        name: What the messages call it.
        ndim: 3 for an image; 4 for a batch `[B, H, W, 1 | 3 | 4]`.

    Returns: NumPy array `[H, W, 3]` or `[B, H, W, 3]`, uint8 if the type was an integer one, else
        float32.

    Raises: TypeError for what holds no pixels; ValueError for another shape or range, or NaN.

    Example:
        >>> as_rgb(np.zeros([2, 5], "int64")).shape
        (2, 5, 3)
    """
    if isinstance(pixels, str | os.PathLike):
        raise TypeError(f"{name} must be pixels, got a path ({pixels!s}): use predict_files")
    pixels = np.asarray(pixels)
    if pixels.dtype.kind not in "uif":
        raise TypeError(f"{name} must hold numbers in [0, 255], got {_kind(pixels)}")
    if ndim == 3 and pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.ndim != ndim or pixels.shape[-1] not in (1, 3, 4):
        raise ValueError(f"{name} must be {_shapes(ndim)}, got {pixels.shape}{_hint(pixels, ndim)}")
    if 0 in pixels.shape[-3:]:
        raise ValueError(f"{name} must have pixels, got shape {pixels.shape}")
    pixels = _in_range(pixels[..., :3], name)
    if pixels.shape[-1] == 1:
        pixels = np.repeat(pixels, 3, axis=-1)
    return np.ascontiguousarray(pixels)


def _in_range(pixels, name):
    if pixels.dtype == np.uint8 or not pixels.size:
        return pixels.astype(np.float32 if pixels.dtype.kind == "f" else np.uint8, copy=False)
    low, high = pixels.min(), pixels.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    if low < 0 or high > 255:
        raise ValueError(f"{name} must lie in [0, 255], got values from {low:g} to {high:g}")
    if pixels.dtype.kind != "f":
        return pixels.astype(np.uint8)
    if 0 < high <= 1:
        warnings.warn(
            f"{name} is float and nowhere above {high:g}: expected is [0, 255], not [0, 1]",
            stacklevel=4,
        )
    return pixels.astype(np.float32, copy=False)


def _shapes(ndim):
    return "[H, W, 3], or grey or RGBA" if ndim == 3 else "[B, H, W, 3], or grey or RGBA"


def _hint(pixels, ndim):
    first_channel = pixels.ndim - 3
    if pixels.ndim == ndim and pixels.shape[first_channel] in (1, 3, 4):
        return ": channels come last"
    return ""


def _kind(pixels):
    return "nothing" if pixels.dtype == object and pixels.ndim == 0 else f"{pixels.dtype} values"
