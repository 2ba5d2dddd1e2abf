"""Covers boxes of a film's frame: only the parts around them leave the form they are stored in."""

import numpy as np

from tfvision.video.patches import Patch
from tfvision.video.zones import restored


def covered(frame, cover, boxes_px, never_px):
    """What `remake` makes of a frame.

    Args:
        frame: `Frame`.
        cover: `Cover`.
        boxes_px: `[N, 4]`, what is covered.
        never_px: `[R, 4]`, where pixels stay as they are.

    Returns: None where there is no box; a list of `Patch` where the frame can be patched; else its
        new image.
    """
    if not len(boxes_px):
        return None
    if not frame.can_be_patched:
        return restored(cover(frame.image, boxes_px), frame.image, never_px)
    patches = []
    for window in apart(cover.spans(boxes_px), frame.size_hw):
        corner, part = np.tile(window[:2], 2), frame.part(window)
        image = restored(cover(part, boxes_px - corner), part, never_px - corner)
        patches.append(Patch(window, image))
    return patches


def apart(spans, size_hw):
    """Windows that hold all there is of some spans in a picture, and of which no two overlap.

    Args:
        spans: `[N, 4]` xyxy, whole pixels.
        size_hw: Of the picture, even.

    Returns: List of `(x1, y1, x2, y2)`, all even.

    Example:
        >>> apart([[3, 4, 9, 10], [8, 8, 13, 12], [90, 0, 99, 9], [-5, -5, 0, 0]], (64, 96))
        [(2, 4, 14, 12), (90, 0, 96, 10)]
    """
    height, width = size_hw
    windows = []
    for x1, y1, x2, y2 in np.asarray(spans, int).tolist():
        window = max(x1 // 2 * 2, 0), max(y1 // 2 * 2, 0)
        window += min(-(-x2 // 2) * 2, width), min(-(-y2 // 2) * 2, height)
        if window[0] >= window[2] or window[1] >= window[3]:
            continue
        while touching := [other for other in windows if _overlap(window, other)]:
            windows = [other for other in windows if other not in touching]
            firsts, lasts = zip(*((w[:2], w[2:]) for w in [window, *touching]), strict=True)
            window = (*map(min, *firsts), *map(max, *lasts))
        windows.append(window)
    return windows


def _overlap(one, other):
    return all(one[i] < other[i + 2] and other[i] < one[i + 2] for i in (0, 1))
