"""Random changes of colour, all of them in one matrix and one shift."""

import tensorflow as tf

from tfvision.images import colour


def recolour(pixels, draws, options):
    """Changes brightness, contrast, saturation and hue, each by chance.

    Contrast multiplies, as in the SSD authors' code; the others are those of `images.colour`.

    Args:
        pixels: RGB in [0, 255].
        draws: Uniform in [0, 1): four that say whether, four that say how much; in the order
            brightness, contrast, saturation, hue.
        options: An `AugmentOptions`.

    Input shape: `pixels` `[H, W, 3]` float32, `draws` `[8]` float32.
    Output shape: `[H, W, 3]` uint8.
    """
    happens = draws[:4] < options.colour_probability
    lowest = [-options.brightness, options.contrast[0], options.saturation[0], -options.hue]
    highest = [options.brightness, options.contrast[1], options.saturation[1], options.hue]
    values = tf.constant(lowest) + draws[4:] * (tf.constant(highest) - tf.constant(lowest))
    shift, contrast, saturation, hue = tf.unstack(tf.where(happens, values, [0.0, 1.0, 1.0, 0.0]))
    # What becomes of red, green and blue is the matrix of what becomes of any colour, and three
    # pixels cost nothing. It keeps grey grey: the shift passes it as contrast alone would have it.
    matrix = colour.adjust_saturation(contrast * tf.eye(3), saturation)
    matrix = colour.adjust_hue(matrix, hue)  # [3, 3]
    flat = tf.matmul(tf.reshape(pixels, [-1, 3]), matrix) + contrast * shift
    flat = tf.cast(tf.round(tf.clip_by_value(flat, 0.0, 255.0)), tf.uint8)
    return tf.reshape(flat, tf.shape(pixels))
