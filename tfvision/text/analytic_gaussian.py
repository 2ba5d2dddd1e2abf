"""Gaussians of character boxes and quads, evaluated at the centres of a map's pixels."""

import math

import cv2
import numpy as np

from tfvision.text.quads import ordered

_FAINTEST = 1e-3  # Along an axis, a Gaussian is drawn down to this.
_REACH = math.sqrt(-2 * math.log(_FAINTEST))  # In standard deviations
LEAST = 0.25  # Half size, in pixels of the map, of what no box can be so small as.


def softened(half, smallest):
    """Half sizes -> those of the Gaussians: never below `smallest`, and each another one.

    As a blur would add to a width. A plain minimum could not be undone: a dash of one pixel would
    come back from decoding as thick as one of three.
    """
    return np.sqrt(np.square(half) + smallest**2)


def sharpened(half, smallest, least=LEAST):
    """Undoes `softened`; a half size that no box has becomes `least`."""
    return np.sqrt(np.maximum(np.square(half) - smallest**2, least**2))


def paint_boxes(target, boxes_xyxy, dratio, smallest):
    """Raises a map to the Gaussians of upright boxes.

    Args:
        target: `[h, w]` float32, changed in place.
        boxes_xyxy: `[N, 4]` float64, map pixels, each with an area on the map.
        dratio: Standard deviations from the centre of a box to its edge.
        smallest: Half size of the Gaussian of a box without size.
    """
    profiles, windows = [], []
    for axis in (0, 1):
        low, high = boxes_xyxy[:, axis], boxes_xyxy[:, axis + 2]
        centre, sigma = (low + high) / 2, softened((high - low) / 2, smallest) / dratio
        limit = target.shape[1 - axis]
        first = np.clip(np.ceil(centre - _REACH * sigma - 0.5), 0, limit).astype(int)
        last = np.clip(np.floor(centre + _REACH * sigma + 0.5), first, limit).astype(int)
        counts = last - first
        ends = np.cumsum(counts)
        pixels = np.arange(counts.sum()) + np.repeat(first - ends + counts, counts)
        distance = (pixels + 0.5 - np.repeat(centre, counts)) / np.repeat(sigma, counts)
        profiles.append((np.exp(-0.5 * distance**2).astype("float32"), ends - counts, ends))
        windows.append((first, last))
    (across, left, right), (down, top, bottom) = profiles
    (x1, x2), (y1, y2) = windows
    for i in range(len(boxes_xyxy)):
        window = target[y1[i] : y2[i], x1[i] : x2[i]]
        gaussian = down[top[i] : bottom[i], None] * across[left[i] : right[i]]
        np.maximum(window, gaussian, out=window)


def paint_quads(target, quads, dratio, smallest):
    """Raises a map to the Gaussians of quads `[N, 4, 2]`, their corners in any order.

    Each pixel is led back to the square that its quad is in perspective, and takes the value of
    the Gaussian there: an upright rectangle gets what `paint_boxes` gives its box.
    """
    square = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    for quad in _softened_quads(ordered(quads), smallest):
        centre = quad.mean(0)
        reach = np.abs(quad - centre).max(0) * _REACH / dratio
        x1, y1 = np.maximum(np.ceil(centre - reach - 0.5), 0).astype(int)
        x2, y2 = np.minimum(np.floor(centre + reach + 0.5), target.shape[::-1]).astype(int)
        if x1 >= x2 or y1 >= y2:
            continue
        matrix = cv2.getPerspectiveTransform(np.float32(quad - centre), square)
        x, y = np.arange(x1, x2) + 0.5 - centre[0], np.arange(y1, y2)[:, None] + 0.5 - centre[1]
        u, v, scale = (row[0] * x + row[1] * y + row[2] for row in matrix)
        scale = np.where(scale > 1e-6, scale, np.inf)  # Beyond the horizon of its perspective
        squared = np.square(dratio / scale) * (u**2 + v**2)
        gaussian = np.exp(-0.5 * squared, where=scale < np.inf, out=np.zeros_like(squared))
        window = target[y1:y2, x1:x2]
        np.maximum(window, gaussian, out=window, casting="same_kind")


def _softened_quads(quads, smallest):
    """Moves the corners of ordered quads outward along their own axes, as `softened` would."""
    centres = quads.mean(1, keepdims=True)
    left_top, right_top, right_bottom, left_bottom = np.moveaxis(quads, 1, 0)
    across = right_top + right_bottom - left_top - left_bottom
    down = left_bottom + right_bottom - left_top - right_top
    axes = np.stack([across, down], 1) / 4  # [N, 2, 2], half a width and half a height as rows
    lengths = np.linalg.norm(axes, axis=-1, keepdims=True)
    shares = (quads - centres) @ np.linalg.inv(axes)
    return centres + shares @ (axes * softened(lengths, smallest) / lengths)
