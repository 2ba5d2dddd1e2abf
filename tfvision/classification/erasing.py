"""Erases a rectangle of random size, shape and place, as torchvision's RandomErasing draws it.

Reference: Zhong et al., Random Erasing Data Augmentation, AAAI 2020, algorithm 1.
"""

import math

import tensorflow as tf

TRIES = 10


def draws_needed():
    """Number of uniform draws that `erase` consumes.

    Returns: int.
    """
    return 1 + 4 * TRIES


def erase(image, draws, probability, scale, ratio, fill):
    """Paints one rectangle over an image, or none if ten tries find none that fits.

    Args:
        image: The image.
        draws: Uniform in [0, 1), `draws_needed()` of them.
        probability: Chance of a rectangle.
        scale: Range of its area, as a share of the image's.
        ratio: Range of its height / width.
        fill: Its colour, one number a channel.

    Input shape: `image` `[H, W, 3]`, `draws` `[n]` float32.
    Output shape: `[H, W, 3]`, of the same type.
    """
    size_hw = tf.cast(tf.shape(image)[:2], tf.float32)
    tries = tf.reshape(draws[1:], [4, TRIES])
    area = (scale[0] + tries[0] * (scale[1] - scale[0])) * size_hw[0] * size_hw[1]  # [T]
    low, high = math.log(ratio[0]), math.log(ratio[1])
    aspect = tf.exp(low + tries[1] * (high - low))
    sides = tf.round(tf.sqrt(tf.stack([area * aspect, area / aspect], -1)))  # [T, 2] h, w
    good = tf.reduce_all(sides < size_hw, -1)  # [T]
    first = tf.argmax(good, output_type=tf.int32)
    free = size_hw - sides[first]
    start = tf.minimum(tf.floor(tf.stack([tries[2, first], tries[3, first]]) * (free + 1)), free)
    stop = start + sides[first]  # [2]

    def painted():
        rows, columns = tf.range(size_hw[0]), tf.range(size_hw[1])
        rows = (rows >= start[0]) & (rows < stop[0])  # [H]
        columns = (columns >= start[1]) & (columns < stop[1])  # [W]
        inside = rows[:, None, None] & columns[:, None]  # [H, W, 1]
        return tf.where(inside, tf.cast(fill, image.dtype), image)

    return tf.cond((draws[0] < probability) & good[first], painted, lambda: image)
