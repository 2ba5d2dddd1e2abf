"""Large images as tiles that overlap, and the tiles' heat maps as the map of the whole image."""

import itertools

import numpy as np

from tfvision.text.region import STRIDE

_ALIGN = 32  # Tiles begin at multiples of it: the network's poolings then fall as in the whole.


def _ladder(longest):
    """Lengths that a side may be filled up to: steps of 32 pixels at first, then of an eighth."""
    lengths = [_ALIGN]
    while lengths[-1] < longest:
        power = 1 << (lengths[-1].bit_length() - 1)
        lengths.append(lengths[-1] + max(_ALIGN, power // 8))
    return np.array(lengths)


LADDER = _ladder(2**17)


def bucket(length):
    """The length a side is filled up to: few lengths for all images, at most an eighth longer.

    Whole multiples of 32 also make every enlargement inside the network exactly a doubling, which
    is why tiles agree with the whole image.

    Raises: ValueError for a side that is longer than 131,072 pixels.

    Example:
        >>> [bucket(length) for length in (1, 33, 720, 1080)]
        [32, 64, 768, 1152]
    """
    if length > LADDER[-1]:
        raise ValueError(f"sides of images must be at most {LADDER[-1]} pixels, got {length}")
    return int(LADDER[np.searchsorted(LADDER, length)])


class Grid:
    """The tiles of images of one size: of one size too, and overlapping.

    Every pixel of the map is taken from the tile in which it lies farthest from a cut, in the
    middle of what two tiles share. So a character is never judged by the half of it that a tile
    saw, as it would be if the larger of two values counted.

    Args:
        size_hw: Height and width of the images.
        tile: Longest side of a tile, rounded up as `bucket` does.
        overlap: Pixels, at least, that neighbours share. With as many as the network sees to both
            sides of a pixel together, the map is that of the whole image.

    Raises: ValueError if `tile` is below 32, or less than twice `overlap`.

    Example:
        >>> grid = Grid((700, 3000), tile=1024, overlap=128)
        >>> len(grid), grid.tile_hw
        (4, (704, 896))
    """

    def __init__(self, size_hw, tile, overlap):
        check(tile, overlap)
        self.size_hw = tuple(int(side) for side in size_hw)
        spans = [_spans(side, bucket(tile), overlap) for side in self.size_hw]
        self.tile_hw = tuple(length for _, length in spans)
        rows, columns = (_kept(*span, side) for span, side in zip(spans, self.size_hw, strict=True))
        self._windows = [(row, column) for row in rows for column in columns]

    def __len__(self):
        return len(self._windows)

    def cut(self, image, i):
        """The pixels `[*tile_hw, 3]` of tile `i`, black where the image `[H, W, 3]` has ended."""
        (top, *_), (left, *_) = self._windows[i]
        height, width = self.tile_hw
        part = image[top : top + height, left : left + width]
        if part.shape[:2] == self.tile_hw:
            return part
        tile = np.zeros([height, width, 3], image.dtype)
        tile[: part.shape[0], : part.shape[1]] = part
        return tile

    def empty(self, outputs):
        """An array `[H // 2, W // 2, outputs]` for the map of the whole image."""
        return np.zeros([*(side // STRIDE for side in self.size_hw), outputs], np.float32)

    def place(self, heat_map, i, part):
        """Copies what is kept of the map `[h, w, C]` of tile `i` to the map of the whole image."""
        (top, y1, y2), (left, x1, x2) = self._windows[i]
        top, left = top // STRIDE, left // STRIDE
        heat_map[y1:y2, x1:x2] = part[y1 - top : y2 - top, x1 - left : x2 - left]


def check(tile, overlap):
    """Refuses sizes of which no grid can be made; see `Grid`."""
    if tile < _ALIGN:
        raise ValueError(f"tile must be at least {_ALIGN}, got {tile}")
    if not 0 <= overlap <= tile / 2:
        raise ValueError(f"overlap must be in [0, {tile / 2:g}], half of tile, got {overlap}")


def _spans(side, tile, overlap):
    """Starts of the tiles along a side, and their length: the fewest, and of these the shortest."""
    if side <= tile:
        return [0], bucket(side)
    counts = {}
    for length in LADDER[LADDER <= tile].tolist():
        step = (length - overlap) // _ALIGN * _ALIGN
        if step > 0 and overlap <= length / 2:
            counts.setdefault(-(-(side - length) // step), (length, step))
    length, step = counts[min(counts)]
    last = -(-(side - length) // _ALIGN) * _ALIGN
    return [*range(0, last, step), last], length


def _kept(starts, length, side):
    """`(start, first, last)` of each tile: where it begins, and the rows of the map it gives."""
    pairs = itertools.pairwise(starts)
    cuts = [(one + length + other) // 2 // STRIDE for one, other in pairs]
    return list(zip(starts, [0, *cuts], [*cuts, side // STRIDE], strict=True))
