"""A window of random size, shape and place, as torchvision's RandomResizedCrop draws it.

Reference: Szegedy et al., Going Deeper with Convolutions, CVPR 2015, section 6.
"""

import math

import tensorflow as tf

TRIES = 10


def draws_needed():
    """Number of uniform draws that `choose_window` consumes.

    Returns: int.
    """
    return 4 * TRIES


def choose_window(draws, size_hw, scale, ratio):
    """Picks the part of an image that is shown; the largest allowed middle if ten tries fail.

    Args:
        draws: Uniform in [0, 1), `draws_needed()` of them.
        size_hw: Height and width of the image.
        scale: Range of the window's area, as a share of the image's.
        ratio: Range of the window's width / height.

    Input shape: `draws` `[n]` float32, `size_hw` `[2]` int32.
    Output shape: `[4]` int32, y, x, height and width in pixels.
    """
    draws = tf.reshape(draws, [4, TRIES])
    size_hw = tf.cast(size_hw, tf.float32)
    area = (scale[0] + draws[0] * (scale[1] - scale[0])) * size_hw[0] * size_hw[1]  # [T]
    low, high = math.log(ratio[0]), math.log(ratio[1])
    aspect = tf.exp(low + draws[1] * (high - low))
    sides = tf.round(tf.sqrt(tf.stack([area / aspect, area * aspect], -1)))  # [T, 2] h, w
    good = tf.reduce_all((sides >= 1) & (sides <= size_hw), -1)  # [T]
    first = tf.argmax(good, output_type=tf.int32)
    side = sides[first]  # [2]
    free = size_hw - side
    corner = tf.minimum(tf.floor(tf.stack([draws[2, first], draws[3, first]]) * (free + 1)), free)
    found = tf.concat([corner, side], 0)  # [4]
    return tf.cast(tf.where(good[first], found, _middle(size_hw, ratio)), tf.int32)


def _middle(size_hw, ratio):
    """The largest window in the middle whose width / height is in the range, `[4]`."""
    longest = tf.stack([size_hw[1] / ratio[0], size_hw[0] * ratio[1]])  # [2] h, w
    side = tf.maximum(tf.minimum(size_hw, tf.round(longest)), 1.0)
    return tf.concat([(size_hw - side) // 2, side], 0)
