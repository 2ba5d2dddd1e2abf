"""The seed's way to a map of Gaussians: one picture of a Gaussian, warped into every box, added.

Kept with what is odd about it, for maps to be equal to the bit to those that models were trained
on: the picture is sampled without a filter, so that an odd side loses its peak (3 pixels: 16 of
255), and it lies half a pixel to the right and down.
"""

import math

import cv2
import numpy as np

_FARTHEST = 2**24  # Up to here float32, in which OpenCV takes corners, has every whole number.


def picture(ksize, dratio):
    """Draws a Gaussian.

    Args:
        ksize: Width and height of the picture.
        dratio: Standard deviations from the centre to the nearer edge of the longer side.

    Returns: `[h, w]` uint8, 255 at `(h // 2, w // 2)` of even sides.
    """
    width, height = ksize
    half_w, half_h = width * 0.5, height * 0.5
    across, down = np.arange(width) - half_w, np.arange(height)[:, None] - half_h
    distance = dratio * np.sqrt(across**2 + down**2) / max(half_w, half_h)
    # The exponential of the C library: NumPy's own may differ in the last bit.
    values = [math.exp(-0.5 * d**2) * 255 for d in distance.ravel()]
    return np.array(values).astype("uint8").reshape(height, width)


def added(gaussian, image_size, boxes_xyxy):
    """Adds the picture up, warped to each box.

    Args:
        gaussian: `[h, w]` uint8.
        image_size: Height and width of the map.
        boxes_xyxy: `[N, 4]` pixels, each with a whole pixel of area; fractions are cut off.

    Returns: `[h, w]` uint8. Sums above 255 are 255.
    """
    total = np.zeros(image_size, "uint16")
    height, width = gaussian.shape
    whole = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    warped = {}  # Characters of a line share a few sizes.
    for x1, y1, x2, y2 in np.clip(boxes_xyxy, -_FARTHEST, _FARTHEST).astype(int).tolist():
        left, top = max(x1, 0), max(y1, 0)
        right, bottom = min(x2, image_size[1]), min(y2, image_size[0])
        if left >= right or top >= bottom:
            continue
        key = (x2 - x1, y2 - y1, left - x1, top - y1, right - left, bottom - top)
        if key not in warped:
            corners = np.float32([[0, 0], [x2 - x1, 0], [x2 - x1, y2 - y1], [0, y2 - y1]])
            matrix = cv2.getPerspectiveTransform(whole, corners)
            # Off the map the picture is cut, not squeezed.
            shift = np.float64([[1, 0, x1 - left], [0, 1, y1 - top], [0, 0, 1]])
            warped[key] = cv2.warpPerspective(
                gaussian, shift @ matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR
            )
        total[top:bottom, left:right] += warped[key]
    return np.minimum(total, 255).astype("uint8")
