"""Textures that keep smaller copies of themselves, so that a far one neither shimmers nor costs."""

import math

import cv2
import numpy as np


class Picture:
    """A premultiplied RGBA texture `[H, W, 4]` with halved copies down to a few pixels.

    Args:
        levels: The texture and its copies, each half the size of the one before.
    """

    def __init__(self, levels):
        self.levels = levels
        for level in levels:
            level.setflags(write=False)

    @classmethod
    def of(cls, texture):
        """Makes the smaller copies of a texture."""
        levels = [np.ascontiguousarray(texture)]
        while min(levels[-1].shape[:2]) >= 8:
            height, width = levels[-1].shape[:2]
            half = ((width + 1) // 2, (height + 1) // 2)
            levels.append(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA))
        return cls(levels)

    def part(self, from_top, to_right):
        """The picture without a share of its upper rows and up to a share of its width."""
        found = []
        for level in self.levels:
            height, width = level.shape[:2]
            top = min(round(height * from_top), height - 2)
            found.append(level[top:, : max(round(width * to_right), 2)])
        return Picture(found)

    def number_for(self, width, height):
        """The level that has no more than about twice the pixels it will cover."""
        rows, columns = self.levels[0].shape[:2]
        ratio = min(columns / max(width, 1.0), rows / max(height, 1.0))
        return min(int(math.log2(max(ratio, 1.0)) + 0.3), len(self.levels) - 1)
