"""Random changes of colour in one matrix: what `images.colour` has, for NumPy arrays."""

import cv2
import numpy as np

_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
_GREY = 127.5


def recolour(image, rng, options):
    """Changes brightness, contrast, saturation and hue, each by chance.

    Args:
        image: uint8 `[H, W, 3]`, RGB.
        rng: A NumPy generator.
        options: An `AugmentOptions`.

    Returns: uint8 `[H, W, 3]`.
    """
    happens = rng.uniform(size=4) < options.colour_probability
    shift = rng.uniform(-options.brightness, options.brightness)
    contrast, saturation = rng.uniform(*options.contrast), rng.uniform(*options.saturation)
    hue = rng.uniform(-options.hue, options.hue)
    drawn = np.where(happens, [shift, contrast, saturation, hue], [0.0, 1.0, 1.0, 0.0])
    if not happens.any():
        return image
    return cv2.transform(image, colour_matrix(*drawn))


def colour_matrix(shift, contrast, saturation, hue_degrees):
    """`[3, 4]` that takes RGB and 1 to RGB: a turn of hue, saturation, then contrast and shift.

    Args:
        shift: Grey levels that are added.
        contrast: Factor around middle grey.
        saturation: Factor around each colour's own grey.
        hue_degrees: Turn around the axis of greys.
    """
    angle = np.radians(hue_degrees)
    cos, sin = np.cos(angle), np.sin(angle) / np.sqrt(3)
    stay, other = (1 + 2 * cos) / 3, (1 - cos) / 3
    ahead, behind = other - sin, other + sin
    hue = np.array([[stay, ahead, behind], [behind, stay, ahead], [ahead, behind, stay]])
    spread = saturation * np.eye(3) + (1 - saturation) * _LUMA  # Each row adds the grey.
    offset = np.full([3, 1], (1 - contrast) * _GREY + shift)
    return np.concatenate([contrast * spread @ hue, offset], 1)
