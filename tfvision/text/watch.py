"""Characters in the frames of a film or screen, of which most tiles stay as they were."""

import cv2
import numpy as np

from tfvision.images import arrays
from tfvision.text import tiling


class Watch:
    """An iterator of answers, one a frame, that computes only the tiles that have changed.

    The map of a frame is that of its tiles, computed now or kept; so its boxes are those of a full
    computation with the same tiles. A frame of another size starts anew. Where nothing has changed,
    nothing is decoded either, and the answer is the one before.

    Args:
        detector: A `CharacterDetector`.
        frames: Iterable of images, as `CharacterDetector.predict` takes them.
        tile: Longest side of a tile, at least twice the detector's overlap.
        tolerance: By how much each channel of each pixel may differ from what its tile was computed
            with, in [0, 255].

    Attributes:
        tiles: Tiles of all frames so far.
        computed: How many of them went through the network.

    Raises: ValueError naming the argument that is out of range; when a frame is no image, too.

    Example:
        >>> from tfvision import text
        >>> detector = text.CharacterDetector(text.ghost_craft(faithful=False, width=0.125))
        >>> watch = detector.watch([np.zeros([90, 160, 3], "uint8")] * 3)
        >>> sum(1 for answer in watch), watch.tiles, watch.computed
        (3, 3, 1)
    """

    def __init__(self, detector, frames, tile=512, tolerance=0):
        tiling.check(tile, detector.overlap)
        if not 0 <= tolerance <= 255:
            raise ValueError(f"tolerance must be in [0, 255], got {tolerance}")
        self.detector, self.tile, self.tolerance = detector, tile, tolerance
        self.tiles = self.computed = 0
        self._frames = enumerate(frames)
        self._grid = self._size_hw = self._map = self._answer = None
        self._seen = []  # The pixels that each tile was computed with

    def __iter__(self):
        return self

    def __next__(self):
        number, frame = next(self._frames)
        frame = arrays.as_rgb(frame, f"frame {number}")
        if frame.shape[:2] != self._size_hw:
            self._start(frame.shape[:2])
        seen = self.detector.resized(frame[None])[0]
        tiles = [self._grid.cut(seen, i) for i in range(len(self._grid))]
        changed = [i for i, tile in enumerate(tiles) if self._differs(tile, self._seen[i])]
        self.tiles += len(tiles)
        self.computed += len(changed)
        if changed:
            parts = self.detector.run_tiles([tiles[i] for i in changed], self._grid.tile_hw)
            for i, part in zip(changed, parts, strict=True):
                self._grid.place(self._map, i, part)
                self._seen[i] = tiles[i].copy()  # Who gives the frames may write into them again.
            self._answer = self.detector.predicted(self._map, self._size_hw)
        return {**self._answer}

    def _start(self, size_hw):
        detector = self.detector
        self._size_hw = size_hw
        self._grid = tiling.Grid(detector.seen_hw(size_hw), self.tile, detector.overlap)
        self._map = self._grid.empty(detector.model.channels)
        self._seen = [None] * len(self._grid)

    def _differs(self, tile, former):
        if former is None or former.dtype != tile.dtype:
            return True
        if self.tolerance == 0:
            return not np.array_equal(tile, former)
        return cv2.absdiff(tile, former).max() > self.tolerance
