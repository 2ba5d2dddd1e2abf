"""Changes of brightness, contrast, saturation and hue, by parameters that the caller draws.

Images are float32 in [0, 255], RGB, of any leading shape; results are not clipped, so that steps
can follow each other without loss. All four are linear in the pixels, saturation and hue as one
3 x 3 matrix each: a fraction of the cost of going to HSV and back.
"""

import math

import tensorflow as tf

_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as in PIL, OpenCV and TensorFlow.


def adjust_brightness(image, delta):
    """Adds to every pixel.

    Args:
        image: `[..., 3]` in [0, 255].
        delta: Scalar, in the same range.

    Returns: float32 `[..., 3]`.

    Example:
        >>> adjust_brightness([[10.0, 20.0, 30.0]], -5.0).numpy().tolist()
        [[5.0, 15.0, 25.0]]
    """
    return tf.cast(image, tf.float32) + delta


def adjust_contrast(image, factor):
    """Spreads the pixels around the mean brightness of the image, which stays.

    Args:
        image: `[H, W, 3]` in [0, 255].
        factor: Scalar; 0 leaves a grey image, 1 the same one.

    Returns: float32 `[H, W, 3]`.

    Differs from the SSD paper's program, which multiplies, and so darkens or brightens as well.

    Example:
        >>> adjust_contrast([[[0.0, 0.0, 0.0], [40.0, 40.0, 40.0]]], 0.5).numpy().tolist()
        [[[10.0, 10.0, 10.0], [30.0, 30.0, 30.0]]]
    """
    image = tf.cast(image, tf.float32)
    mean = tf.reduce_mean(image, axis=[-3, -2], keepdims=True)  # [1, 1, 3]
    grey = tf.reduce_sum(mean * _LUMA, axis=-1, keepdims=True)
    return image * factor + grey * (1 - factor)


def adjust_saturation(image, factor):
    """Mixes each pixel with its own grey, or moves it away from that.

    Args:
        image: `[..., 3]` in [0, 255].
        factor: Scalar; 0 leaves greys, 1 the same image, more than 1 brighter colours.

    Returns: float32 `[..., 3]`.

    Differs from saturation in HSV: the luma (BT.601) of a pixel stays, not its largest channel.
    Hue stays in both.

    Example:
        >>> adjust_saturation([[90.0, 90.0, 90.0]], 1.5).numpy().tolist()
        [[90.0, 90.0, 90.0]]
    """
    to_grey = tf.tile(tf.constant(_LUMA)[:, None], [1, 3])
    return _mix_channels(image, tf.eye(3) * factor + to_grey * (1 - factor))


def adjust_hue(image, delta_degrees):
    """Turns each colour around the axis of greys.

    Args:
        image: `[..., 3]` in [0, 255].
        delta_degrees: Scalar; 120 makes red green, green blue and blue red.

    Returns: float32 `[..., 3]`.

    Differs from hue in HSV: equal for multiples of 120 degrees, within 2.5 degrees for others.
    The mean of the channels stays, not the largest one.

    Example:
        >>> adjust_hue([[200.0, 10.0, 30.0]], 120.0).numpy().tolist()
        [[30.0, 200.0, 10.0]]
    """
    angle = tf.cast(delta_degrees, tf.float32) * (math.pi / 180)
    cos, sin = tf.cos(angle), tf.sin(angle)
    stay, ahead, behind = (
        (1 + 2 * cos) / 3,
        (1 - cos) / 3 + sin / 3**0.5,
        (1 - cos) / 3 - sin / 3**0.5,
    )
    rows = [[stay, ahead, behind], [behind, stay, ahead], [ahead, behind, stay]]
    return _mix_channels(image, tf.stack([tf.stack(row) for row in rows]))


def _mix_channels(image, matrix):
    image = tf.cast(image, tf.float32)
    mixed = tf.reshape(image, [-1, 3]) @ matrix  # One product of two matrices, the fastest form.
    return tf.reshape(mixed, tf.shape(image))
