"""Brings a page to a given size as the model sees it when it predicts: whole, its ratio kept."""

import cv2
import numpy as np


def letterbox(image, size_hw, scale=1.0):
    """Scales an image, shrinks what does not fit, and lays it in the upper left corner on black.

    Args:
        image: uint8 `[H, W, 3]`.
        size_hw: `(height, width)` of the result.
        scale: How many times larger the image becomes, if it then fits.

    Returns: `(image, scale_xy)`: uint8 `[height, width, 3]`, and float32 `[2]`, the pixels of the
        result that a pixel of the image takes across and down; `scale` for an image that fits.

    Example:
        >>> picture, scale_xy = letterbox(np.zeros([100, 300, 3], np.uint8), (60, 150))
        >>> picture.shape, scale_xy.tolist()
        ((60, 150, 3), [0.5, 0.5])
    """
    height, width = image.shape[:2]
    scale = min(size_hw[0] / height, size_hw[1] / width, scale)
    shown_wh = (max(1, round(width * scale)), max(1, round(height * scale)))
    if shown_wh != (width, height):
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        image = cv2.resize(image, shown_wh, interpolation=how)
    if image.shape[:2] != tuple(size_hw):
        canvas = np.zeros([*size_hw, 3], np.uint8)
        canvas[: shown_wh[1], : shown_wh[0]] = image
        image = canvas
    return image, np.array([shown_wh[0] / width, shown_wh[1] / height], np.float32)
