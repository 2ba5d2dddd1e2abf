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
    resized_hw = tf.unstack(tf.cast(resized_hw, tf.float32))
    offset_hw = tf.unstack(tf.cast(offset_hw, tf.float32))
    size_hw = tf.unstack(tf.cast(resized_hw if size_hw is None else size_hw, tf.int32))
    axes = list(zip(resized_hw, offset_hw, size_hw, strict=True))
    # Rows are added up whole, which is fast; columns become rows for their turn. Both at once, the
    # operation goes pixel by pixel and takes three times as long.
    rows = _resample_rows(batch, *axes[0], interpolation)  # [B, height, W, C]
    turned = _resample_rows(tf.transpose(rows, [0, 2, 1, 3]), *axes[1], interpolation)
    if interpolation == "bicubic":  # The only one that can leave the range.
        turned = tf.clip_by_value(turned, 0.0, 255.0)
    if images.dtype == tf.uint8:
        turned = tf.cast(tf.round(turned), tf.uint8)
    result = tf.transpose(turned, [0, 2, 1, 3])  # [B, height, width, C]
    return result[0] if single else result


def _resample_rows(images, resized, offset, size, interpolation):
    """Gives `[B, size, W, C]` float32 of `[B, H, W, C]`."""
    shape = tf.shape(images)
    batch, height, width = shape[0], shape[1], shape[2]
    channels = images.shape[-1]
    resampled = tf.raw_ops.ScaleAndTranslate(
        images=tf.reshape(images, [batch, height, 1, width * channels]),
        size=tf.stack([size, 1]),
        scale=tf.stack([resized / tf.cast(height, tf.float32), 1.0]),
        translation=tf.stack([-offset, 0.0]),
        kernel_type=KERNELS[interpolation],
        antialias=True,
    )
    return tf.reshape(resampled, [batch, size, width, channels])
