"""How much each pixel of a map counts in the loss."""

import numpy as np

_MOST = 4.0  # Times that a pixel near a small character weighs one near a large one
_VALLEY = 1.0  # Pixels of the map around a character that weigh as its own do
_THINNEST = 1.0  # Pixels of the map; a side below it counts as it.


def cover(weights, boxes_xyxy):
    """Sets to 0 every pixel that a box touches."""
    for window in _windows(weights, boxes_xyxy):
        window[:] = 0


def raise_small(weights, boxes_xyxy, side):
    """Raises the weights in boxes smaller than a square of `side`, the more the smaller they are.

    What is next to them counts as they do: there are the valleys that part narrow letters.
    """
    sizes = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    times = side / np.sqrt(np.maximum(sizes, _THINNEST).prod(1))
    small = (times > 1) & (sizes > 0).all(1)
    around = boxes_xyxy[small] + [-_VALLEY, -_VALLEY, _VALLEY, _VALLEY]
    for window, more in zip(_windows(weights, around), times[small], strict=True):
        np.maximum(window, min(more, _MOST), out=window)


def _windows(weights, boxes_xyxy):
    """Views of the pixels that each box touches."""
    low = np.maximum(np.floor(boxes_xyxy[:, :2]), 0).astype(int)
    high = np.maximum(np.ceil(boxes_xyxy[:, 2:]), 0).astype(int)
    for (x1, y1), (x2, y2) in zip(low.tolist(), high.tolist(), strict=True):
        yield weights[y1:y2, x1:x2]
