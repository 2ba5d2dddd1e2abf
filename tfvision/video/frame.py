"""One frame of a film, upright and in RGB: whole, small or in part, made when it is asked for."""

import av
import cv2
import numpy as np

from tfvision.video import patches

_HIGH_DEFINITION = 576  # rows; films of more, that do not say, are of BT.709
_QUARTERS = {0: 0, 90: 1, 180: 2, 270: 3}
_SHRINKING = av.video.reformatter.Interpolation.AREA


class Frame:
    """One frame.

    Args:
        image: uint8 `[H, W, 3]`, RGB, upright; None: `upright` makes it of `source`.
        index: Its number, from 0.
        seconds: When it is shown, from the film's beginning.
        source: The decoded `av.VideoFrame`.
        upright: `Upright` of its film.

    Attributes:
        size_hw: Height and width.
    """

    def __init__(self, image, index, seconds, source=None, upright=None):
        self.index, self.seconds, self.source = index, seconds, source
        self._image, self.upright = image, upright
        self.size_hw = image.shape[:2] if upright is None else upright.size_hw

    @property
    def image(self):
        if self._image is None:
            self._image = self.upright.image(self.source)
        return self._image

    @property
    def can_be_patched(self):
        """Whether it can be changed in parts, the rest of it staying as it was decoded."""
        upright, source = self.upright, self.source
        if upright is None or upright.turns or (source.height, source.width) != self.size_hw:
            return False
        return patches.can_be_patched(source)

    def part(self, window):
        """uint8 `[h, w, 3]` of `(x1, y1, x2, y2)`, even pixels; of a frame that can be patched."""
        return self.upright.part(self.source, window)

    def resized(self, size_hw):
        """uint8 `[h, w, 3]`: all of the picture in a size, as `images.resize.resize` has it."""
        return cv2.resize(self.image, size_hw[::-1], interpolation=cv2.INTER_LINEAR)

    def thumbnail(self, size_hw):
        """uint8 `[h, w, 3]`: all of the picture, small and smooth, at a small part of the cost."""
        if self.upright is None:
            return cv2.resize(self._image, size_hw[::-1], interpolation=cv2.INTER_AREA)
        return self.upright.image(self.source, size_hw)


class Upright:
    """Makes upright RGB images of a film's decoded frames.

    Args:
        first: Its first frame, whose size all get.

    Attributes:
        turns: Quarters by which what is stored is turned to the left to be shown.
        size_hw: Height and width of what is shown.
    """

    def __init__(self, first):
        self.turns = _QUARTERS.get(round(first.rotation) % 360, 0)
        self.size_hw = self._turned((first.height, first.width))
        # One for all frames: the large blocks of one for each leave holes in memory, which grows.
        self._converters, self._of_parts = {}, av.video.reformatter.VideoReformatter()

    def image(self, source, size_hw=None):
        """uint8 `[h, w, 3]` of a decoded frame, in the film's size or a smaller one."""
        height, width = self._turned(size_hw or self.size_hw)
        known = self._converters
        if (height, width) not in known:
            known[height, width] = av.video.reformatter.VideoReformatter()
        shown = known[height, width].reformat(
            source,
            width=width,
            height=height,
            format="rgb24",
            src_colorspace=matrix_of(source),
            interpolation=_SHRINKING if size_hw else None,
        )
        image = shown.to_ndarray()
        return np.ascontiguousarray(np.rot90(image, self.turns)) if self.turns else image

    def part(self, source, window):
        """uint8 `[h, w, 3]` of a part of a decoded frame that can be patched."""
        part, matrix = patches.cut(source, window), matrix_of(source)
        shown = self._of_parts.reformat(part, format="rgb24", src_colorspace=matrix, threads=1)
        return shown.to_ndarray()

    def _turned(self, size_hw):
        return tuple(size_hw)[::-1] if self.turns % 2 else tuple(size_hw)


def matrix_of(frame):
    """The matrix by which a frame's colours are stored: the one it names, or the usual one."""
    space = av.video.reformatter.Colorspace
    known = {1: space.ITU709, 4: space.FCC, 5: space.ITU601, 6: space.ITU601}
    known |= {7: space.SMPTE240M, 9: space.BT2020, 10: space.BT2020}
    if frame.colorspace in known:
        return known[frame.colorspace]
    return space.ITU709 if frame.height > _HIGH_DEFINITION else space.ITU601
