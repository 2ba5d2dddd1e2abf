"""Changes of tone and colour of uint8 images: PIL's, pixel for pixel.

Every function takes `[H, W, 3]` uint8, whose size must be known, and a scalar (that some of them
ignore), and gives an image of the same shape and type. `amount` is what an enhancement departs
from 1 by: -1 takes all of it away, 0 changes nothing, 1 doubles it.
"""

import numpy as np
import tensorflow as tf


def identity(image, _):
    """Leaves the image as it is."""
    return image


def brightness(image, amount):
    """Multiplies every pixel."""
    return _to_pixels(tf.cast(image, tf.float32) * (1 + amount))


def color(image, amount):
    """Moves every pixel away from its own grey, or towards it."""
    grey = tf.reshape(_grey(image), [-1, 1]) @ tf.ones([1, 3])  # [H*W, 3]; faster than spreading it
    blend = _blend(grey, tf.reshape(image, [-1, 3]), amount)
    return tf.reshape(blend, image.shape)


def contrast(image, amount):
    """Moves every pixel away from the mean grey of the image, or towards it."""
    rows = tf.reduce_sum(_grey(image), 1)  # [H]; whole numbers that float32 still holds
    mean = tf.reduce_sum(tf.cast(rows, tf.float64)) / (image.shape[0] * image.shape[1])
    return _blend(tf.cast(tf.floor(mean + 0.5), tf.float32), image, amount)


def sharpness(image, amount):
    """Moves every pixel away from a smoothed image, or towards it; the outermost ones stay."""
    height, width, _ = image.shape
    if height < 3 or width < 3:
        return image
    floats = tf.cast(image, tf.float32)
    inner = image[1:-1, 1:-1]
    rows = floats[:-2] + floats[1:-1] + floats[2:]  # [H-2, W, 3]
    total = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] + 4 * floats[1:-1, 1:-1]
    smooth = tf.floor(total / 13 + 0.5)  # [H-2, W-2, 3]
    middle = tf.concat([image[1:-1, :1], _blend(smooth, inner, amount), image[1:-1, -1:]], 1)
    return tf.concat([image[:1], middle, image[-1:]], 0)


def posterize(image, bits):
    """Keeps the highest `bits` bits of each pixel, 0 … 8."""
    shift = 8 - tf.cast(bits, tf.int32)
    mask = tf.bitwise.bitwise_and(tf.bitwise.left_shift(255, shift), 255)
    return tf.bitwise.bitwise_and(image, tf.cast(mask, tf.uint8))


def solarize(image, threshold):
    """Inverts the pixels that are not below the threshold, in grey levels."""
    inverted = image >= tf.cast(tf.math.ceil(threshold), tf.uint8)
    return tf.bitwise.bitwise_xor(image, tf.cast(inverted, tf.uint8) * 255)


def auto_contrast(image, _):
    """Spreads each channel over [0, 255]; one of a single grey level stays."""
    pixels = tf.reshape(image, [image.shape[0], -1])  # [H, W*3]; reduces faster than with 3 inside
    floats = tf.cast(pixels, tf.float32)
    low = tf.reduce_min(tf.reshape(tf.reduce_min(floats, 0), [-1, 3]), 0)  # [3]
    high = tf.reduce_max(tf.reshape(tf.reduce_max(floats, 0), [-1, 3]), 0)
    low, high = tf.cast(low, tf.float64), tf.cast(high, tf.float64)
    scale = tf.where(high > low, 255 / tf.maximum(high - low, 1), 1)
    offset = tf.where(high > low, -low * scale, 0)
    # In float64, for it decides which way a level is rounded.
    width = image.shape[1]
    spread = tf.cast(pixels, tf.float64) * tf.tile(scale, [width]) + tf.tile(offset, [width])
    return tf.reshape(tf.cast(tf.clip_by_value(spread, 0, 255), tf.uint8), image.shape)


def equalize(image, _):
    """Gives each grey level of a channel about the same number of pixels."""
    channel = np.broadcast_to(np.arange(3, dtype="int32") * 256, image.shape)
    index = tf.cast(image, tf.int32) + channel  # [H, W, 3] in [0, 768)
    count = tf.raw_ops.DenseBincount(
        input=tf.reshape(index, [-1]), size=768, weights=tf.constant([], tf.int32)
    )
    count = tf.reshape(count, [3, 256])
    # The brightest level that occurs is left out of the sum, and a step is of whole pixels.
    levels = tf.where(count > 0, tf.range(256), 0)
    brightest = tf.gather(count, tf.reduce_max(levels, 1), batch_dims=1)  # [3]
    step = (image.shape[0] * image.shape[1] - brightest) // 255
    step = step[:, None]  # [3, 1]
    below = tf.cumsum(count, axis=1, exclusive=True)  # [3, 256]
    table = tf.minimum((below + step // 2) // tf.maximum(step, 1), 255)
    table = tf.where(step > 0, table, tf.range(256))
    return tf.gather(tf.reshape(tf.cast(table, tf.uint8), [-1]), index)


def invert(image, _):
    """Makes a negative."""
    return 255 - image


def _blend(start, image, amount):
    """Goes from `start` to the image and as much further as `amount` says."""
    return _to_pixels(start + (tf.cast(image, tf.float32) - start) * (1 + amount))


def _to_pixels(values):
    """Clips, and rounds down, as PIL does after a blend."""
    return tf.cast(tf.clip_by_value(values, 0.0, 255.0), tf.uint8)


def _grey(image):
    """Luma of ITU-R BT.601 in PIL's fixed point, `[H, W]` float32, whole numbers."""
    red, green, blue = tf.unstack(tf.cast(image, tf.float32), axis=-1)
    grey = red * 19595 + green * 38470 + blue * 7471 + 32768  # Below 2^24: exact in float32.
    return tf.floor(grey / 65536)
