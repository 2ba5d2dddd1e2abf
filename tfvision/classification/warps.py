"""Shear, translation and rotation of uint8 images, black where nothing was: as PIL does them.

Every function takes `[H, W, 3]` uint8, whose size must be known, and a scalar. Translations are
exact. The others are bilinear and equal PIL's to one grey level, but for the pixels that lie on
the edge of what was the image: there the edge fades into the black within one pixel, as in
torchvision's operations on tensors, where PIL cuts it off.
"""

import math

import tensorflow as tf


def shear_x(image, amount):
    """Moves each row to the left, by `amount` pixels more than the row above it."""
    height, width, _ = image.shape
    black = tf.zeros_like(image[:, :1])
    rows = tf.concat([black, image, black], 1)[:, None]  # [H, 1, W+2, 3]: an image each
    # Each is read at a stretch: a third of the cost of finding every pixel's place on its own.
    start = 1 + amount * (tf.range(height, dtype=tf.float32) + 0.5)  # [H]
    edge, ends = tf.zeros_like(start), tf.stack([start, start + width - 1]) / (width + 1)
    sheared = tf.raw_ops.CropAndResize(
        image=rows,
        boxes=tf.stack([edge, ends[0], edge, ends[1]], -1),  # [H, 4]
        box_ind=tf.range(height),
        crop_size=[1, width],
        extrapolation_value=0.0,
    )[:, 0]  # [H, W, 3]
    return tf.cast(sheared, image.dtype)  # Rounds down, as PIL does here.


def shear_y(image, amount):
    """Moves each column up, by `amount` pixels more than the column on its left."""
    return tf.transpose(shear_x(tf.transpose(image, [1, 0, 2]), amount), [1, 0, 2])


def translate_x(image, pixels):
    """Moves the image to the right, by the whole part of `pixels`."""
    return _shift(image, pixels, 1)


def translate_y(image, pixels):
    """Moves the image down, by the whole part of `pixels`."""
    return _shift(image, pixels, 0)


def rotate(image, degrees):
    """Turns the image around its centre, anticlockwise."""
    angle = degrees * (math.pi / 180)
    cos, sin = tf.cos(angle), tf.sin(angle)
    height, width, _ = image.shape
    x, y = width / 2 - 0.5, height / 2 - 0.5  # The operation counts from the middle of a pixel.
    matrix = [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y, 0.0, 0.0]
    rotated = tf.raw_ops.ImageProjectiveTransformV3(
        images=tf.cast(image, tf.float32)[None],
        transforms=tf.stack(matrix)[None],
        output_shape=image.shape[:2],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )[0]
    return tf.cast(rotated, image.dtype)  # Rounds down, as PIL does here.


def _shift(image, pixels, axis):
    side = image.shape[axis]
    # Between two black images, the window is cut where the shift says: copies are all it takes.
    black = tf.zeros_like(image)
    strip = tf.concat([black, image, black], axis)
    start = side - tf.clip_by_value(tf.cast(pixels, tf.int32), -side, side)
    shifted = strip[start : start + side] if axis == 0 else strip[:, start : start + side]
    return tf.ensure_shape(shifted, image.shape)
