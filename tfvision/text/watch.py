"""Characters in the frames of a film or screen, of which most tiles stay as they were."""

import copy
import math

import cv2
import numpy as np

from tfvision.images import arrays
from tfvision.text import tiling

_TILE = 512


class Watch:
    """An iterator of answers, one a frame, that computes only the tiles that have changed.

    The map of a frame is that of its tiles, computed now or kept; so its boxes are those of a full
    computation with the same tiles. Where so many have changed that the detector's own larger tiles
    are fewer pixels, which overlap less, the frame goes through the network in those. A frame of
    another size starts anew. Where nothing has changed, nothing is decoded either, and the answer
    is the one before.

    Args:
        detector: A `CharacterDetector`.
        frames: Iterable of images, as `CharacterDetector.predict` takes them.
        tile: Longest side of a tile, at least twice the detector's overlap; None: 512, or that.
        tolerance: By how much each channel of each pixel may differ from what its tile was computed
            with, in [0, 255].

    Attributes:
        tiles: Tiles of all frames so far, on all levels of the detector.
        computed: How many of them were computed, alone or with the whole frame.

    Raises: ValueError naming the argument that is out of range; when a frame is no image, too.

    Example:
        >>> from tfvision import text
        >>> detector = text.CharacterDetector(text.ghost_craft(faithful=False, width=0.125))
        >>> watch = detector.watch([np.zeros([90, 160, 3], "uint8")] * 3)
        >>> sum(1 for answer in watch), watch.tiles, watch.computed
        (3, 3, 1)
    """

    def __init__(self, detector, frames, tile=None, tolerance=0):
        tile = max(_TILE, 2 * detector.overlap) if tile is None else tile
        tiling.check(tile, detector.overlap)
        if not 0 <= tolerance <= 255:
            raise ValueError(f"tolerance must be in [0, 255], got {tolerance}")
        self.detector, self.tile, self.tolerance = detector, tile, tolerance
        self.tiles = self.computed = 0
        self._frames = enumerate(frames)
        self._size_hw = self._answer = None
        self._levels = []

    def __iter__(self):
        return self

    def __next__(self):
        number, frame = next(self._frames)
        frame = arrays.as_rgb(frame, f"frame {number}")
        if frame.shape[:2] != self._size_hw:
            self._size_hw = frame.shape[:2]
            self._levels = [_Level(self, i) for i in range(self.detector.levels)]
        counts = [level.update(frame) for level in self._levels]
        self.tiles += sum(len(level.grid) for level in self._levels)
        self.computed += sum(counts)
        if any(counts):
            maps = [level.heat_map for level in self._levels]
            self._answer = self.detector.predicted(maps, self._size_hw)
        return copy.deepcopy(self._answer)  # Who asks may write into it.


class _Level:
    """The map of the frame on one level of a detector, and what it was computed from."""

    def __init__(self, watch, number):
        self.detector, self.tolerance, self.number = watch.detector, watch.tolerance, number
        seen_hw = self.detector.seen_hw(watch._size_hw, number)
        self.grid = tiling.Grid(seen_hw, watch.tile, self.detector.overlap)
        whole = tiling.Grid(seen_hw, self.detector.tile, self.detector.overlap)
        self.whole_pixels = len(whole) * math.prod(whole.tile_hw)
        self.heat_map = self.grid.empty(self.detector.model.channels)
        self.seen = [None] * len(self.grid)  # The pixels that each tile was computed with

    def update(self, frame):
        """Computes the tiles that have changed; returns how many."""
        seen = self.detector.resized(frame[None], self.number)[0]
        tiles = [self.grid.cut(seen, i) for i in range(len(self.grid))]
        changed = [i for i, tile in enumerate(tiles) if self._differs(tile, self.seen[i])]
        if len(changed) * math.prod(self.grid.tile_hw) > self.whole_pixels:
            changed = range(len(tiles))
            self.heat_map = self.detector.heat_maps(seen[None])[0]
        else:
            parts = self.detector.run_tiles([tiles[i] for i in changed], self.grid.tile_hw)
            for i, part in zip(changed, parts, strict=True):
                self.grid.place(self.heat_map, i, part)
        for i in changed:
            self.seen[i] = tiles[i].copy()  # Who gives the frames may write into them again.
        return len(changed)

    def _differs(self, tile, former):
        if former is None or former.dtype != tile.dtype:
            return True
        if self.tolerance == 0:
            return not np.array_equal(tile, former)
        return cv2.absdiff(tile, former).max() > self.tolerance
