"""Resizes images inside a graph."""

import tensorflow as tf


def resize(image, size_hw):
    """Resizes to exactly a size, whatever that does to the proportions; bilinear.

    Pixel centres lie at half coordinates, and nothing is smoothed before shrinking: as OpenCV's
    linear resize does it.

    Args:
        image: `[H, W, C]` or `[B, H, W, C]`, uint8 or float.
        size_hw: `(height, width)`, numbers or a tensor `[2]`.

    Returns: float32 `[height, width, C]` or `[B, height, width, C]`, in the range of the input.

    Example:
        >>> resize(tf.zeros([360, 640, 3], tf.uint8), (300, 300)).shape
        TensorShape([300, 300, 3])
    """
    image = tf.convert_to_tensor(image)
    size_hw = tf.cast(size_hw, tf.int32)
    single = image.shape.rank == 3
    images = image[None] if single else image
    resized = tf.raw_ops.ResizeBilinear(images=images, size=size_hw, half_pixel_centers=True)
    return resized[0] if single else resized
