"""CRAFT's way to grow components into boxes, from their statistics alone."""

import numpy as np


def boxes(found):
    """The seed's boxes of `Components`, `[N, 4]` float64 as `grown` gives them."""
    return grown(found.ltwh, found.ltwh, found.sizes, found.region.shape)


def grown(ltwh, whole_ltwh, sizes, limit_hw):
    """Grows components by the square root of their extent, times two.

    Where the original draws each component, dilates the drawing and searches it, bounds that are
    dilated by a rectangle of `k` pixels need no drawing: with OpenCV's anchor at `k // 2` they grow
    by `k // 2` to the right and down, and by the rest of `k - 1` to the left and up.

    Args:
        ltwh: `[N, 4]` int, left, top, width and height of what is boxed.
        whole_ltwh: `[N, 4]` int, the same of the components, which say how far it grows.
        sizes: `[N]` int, numbers of pixels of the components.
        limit_hw: Height and width of the map.

    Returns: `[N, 4]` float64 xyxy, corners at the *indices* of the outermost pixels, which makes a
        box one pixel smaller than what it covers, as the original has it.
    """
    _, _, width, height = whole_ltwh.T.astype("int64")
    more = (np.sqrt(sizes * np.minimum(width, height) / (width * height)) * 2).astype("int64")
    after = (1 + more) // 2
    before = more - after
    left, top, width, height = ltwh.T.astype("int64")
    low = np.maximum([left - before, top - before], 0)
    limits = np.array(limit_hw)[::-1, None]
    high = np.minimum([left + width + after, top + height + after], limits) - 1
    return np.concatenate([low, high]).T.astype("float64")
