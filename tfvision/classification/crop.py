"""The crop of evaluation: the middle of an image, resized so that little of it is lost."""

import tensorflow as tf

from tfvision.images.resample import resample


def evaluation_crop(images, size_hw, crop_fraction=0.875, interpolation="bilinear"):
    """Resizes until an image covers the size and a margin, and keeps the middle, in one step.

    For a square size it is what torchvision's `Resize(size / crop_fraction)` on the shorter side
    and `CenterCrop(size)` give: 256 and 224 with the defaults.

    Args:
        images: RGB in [0, 255], of any size, one pixel included.
        size_hw: `(height, width)` of the result, whole numbers.
        crop_fraction: Side of the result, as a share of the resized image's; in (0, 1].
        interpolation: "bilinear" or "bicubic"; smoothed when it shrinks, as PIL does.

    Input shape: `[H, W, 3]` or `[B, H, W, 3]`, uint8 or float.
    Output shape: `[height, width, 3]` or `[B, height, width, 3]`; uint8 for uint8, otherwise
        float32.

    Raises: ValueError if `crop_fraction` is out of (0, 1], or the interpolation unknown.

    Example:
        >>> evaluation_crop(tf.zeros([375, 500, 3], tf.uint8), (224, 224)).shape
        TensorShape([224, 224, 3])
    """
    if not 0 < crop_fraction <= 1:
        raise ValueError(f"crop_fraction must be in (0, 1], got {crop_fraction!r}")
    images = tf.convert_to_tensor(images)
    sides = tf.cast(tf.shape(images)[-3:-1], tf.int64)  # [2] H, W
    covered = tf.constant([round(side / crop_fraction) for side in size_hw], tf.int64)
    # The side that is relatively shorter becomes as long as asked, the other follows, rounded down.
    # A slice of [::-1] would make the optimizer of layouts give up on the whole graph.
    others, others_covered = tf.reverse(sides, [0]), tf.reverse(covered, [0])
    fits = others * covered >= sides * others_covered  # [2]; both where the shapes are alike
    resized = tf.where(fits, covered, sides * others_covered // others)
    offset = tf.round(tf.cast(resized - tf.constant(size_hw, tf.int64), tf.float64) / 2)
    result = resample(images, resized, interpolation, offset_hw=offset, size_hw=size_hw)
    return tf.ensure_shape(result, [*images.shape[:-3], *size_hw, images.shape[-1]])
