"""Resizes with smoothing, as PIL does it, and cuts a window out of the result in the same step."""

import tensorflow as tf

# Names of PIL and torchvision -> kernels of the operation; both are PIL's own.
KERNELS = {"bilinear": "triangle", "bicubic": "keyscubic"}


def resample(images, resized_hw, interpolation="bilinear", *, offset_hw=(0, 0), size_hw=None):
    """Resizes, each pixel a mean of all that it covers, and keeps a window of the result.

    Pixels outside of the window are never computed: a small crop of a large image costs little.

    Args:
        images: `[H, W, C]` or `[B, H, W, C]`, uint8 or float, in [0, 255].
        resized_hw: `(height, width)` that the whole image would have, numbers or a tensor `[2]`.
        interpolation: "bilinear" or "bicubic".
        offset_hw: Where the window begins in the resized image, whole pixels.
        size_hw: `(height, width)` of the window; None for all of the resized image.

    Returns: `[height, width, C]` or `[B, height, width, C]`; uint8, rounded, for uint8, otherwise
        float32, in [0, 255] both.

    Raises: ValueError if `interpolation` is neither of the two.

    Example:
        >>> resample(tf.zeros([360, 640, 3], tf.uint8), (90, 160), size_hw=(90, 90)).shape
        TensorShape([90, 90, 3])
    """
    if interpolation not in KERNELS:
        raise ValueError(f"interpolation must be one of {[*KERNELS]}, got {interpolation!r}")
    images = tf.convert_to_tensor(images)
    single = images.shape.rank == 3
    batch = images[None] if single else images
    sides = tf.cast(tf.shape(batch)[1:3], tf.float32)
    resampled = tf.raw_ops.ScaleAndTranslate(
        images=batch,
        size=tf.cast(resized_hw if size_hw is None else size_hw, tf.int32),
        scale=tf.cast(resized_hw, tf.float32) / sides,
        translation=-tf.cast(offset_hw, tf.float32),
        kernel_type=KERNELS[interpolation],
        antialias=True,
    )  # [B, height, width, C]
    resampled = resampled[0] if single else resampled
    if interpolation == "bicubic":  # The only one that can leave the range.
        resampled = tf.clip_by_value(resampled, 0.0, 255.0)
    return tf.cast(tf.round(resampled), tf.uint8) if images.dtype == tf.uint8 else resampled
