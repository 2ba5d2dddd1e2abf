"""The detector of characters: images of any size in, boxes in reading order out."""

import numpy as np
import tensorflow as tf

from tfvision.images.predictor import Predictor, single
from tfvision.images.resample import resample
from tfvision.text import graph_detector, pyramid, tiling
from tfvision.text.codec import codec_for
from tfvision.text.padded import padded
from tfvision.text.reading_order import reading_order
from tfvision.text.watch import Watch

_MOST_LEVELS = 5  # A page of 2,000 pixels has 25 then.
OPTIONS = ("scale", "longest_side", "levels", "tile", "overlap", "direction", "score_threshold")


class CharacterDetector(Predictor):
    """Finds every character of images with a trained model, and the order they are read in.

    The network is traced once for each type of pixels, whatever the sizes of the images; it sees
    sides of few lengths only, see `tiling.bucket`. An image larger than `tile` goes through it in
    parts that overlap, so that memory has a bound, and becomes one heat map again before anything
    is decoded: a character between two parts is one character.

    Args:
        model: A `CRAFT`.
        codec: How its maps are decoded; None: `codec_for` the model.
        scale: How many times larger the network sees an image; above 1 for tiny characters.
        longest_side: Images with a longer side, once scaled, are shrunk to it; None: none are.
        levels: How often an image is seen: again at a third of the size, at a ninth, …, where large
            characters that come apart at first are whole, see `pyramid`. Two cost a ninth more.
        tile: Longest side, in pixels, of what goes through the network at once, and the root of the
            most pixels of one run. Memory grows with its square.
        overlap: Pixels that neighbouring tiles share; more than characters are large.
        direction: "auto", "horizontal" or "vertical", see `reading_order`.
        score_threshold: Characters below it are left out; so are those below the codec's peak.
        batch_size: Most images that `predict_files` has in memory together.

    Raises: TypeError if `model` is no CRAFT; ValueError naming the argument that is out of range.

    Example:
        >>> from tfvision import text
        >>> detector = CharacterDetector(text.ghost_craft(faithful=False, width=0.125))
        >>> found = detector.predict(np.zeros([90, 160, 3], "uint8"))
        >>> sorted(found)
        ['box', 'line', 'num_detections', 'order', 'ruby', 'score', 'vertical']
    """

    output_name = "heat_map"

    def __init__(
        self,
        model,
        *,
        codec=None,
        scale=1.0,
        longest_side=None,
        levels=1,
        tile=1280,
        overlap=192,
        direction="auto",
        score_threshold=0.0,
        batch_size=16,
    ):
        for attribute in ("stride", "channels"):
            if not hasattr(model, attribute):
                raise TypeError(f"model must be a text.CRAFT, got {type(model).__name__}")
        codec = codec_for(model) if codec is None else codec
        # Sides are the last maps; beyond the regions, nothing tells other maps apart.
        fits = (
            codec.outputs == model.channels if codec.has_sides else codec.outputs <= model.channels
        )
        if not fits or (codec.affinity and getattr(model, "outputs", 2) < 2):
            raise ValueError(
                f"codec must be for the model's {model.channels} map(s), see codec_for; it reads "
                f"{codec.outputs}, affinity={codec.affinity}, decoder={codec.decoder!r}"
            )
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale must be above 0, got {scale}")
        if longest_side is not None and longest_side < 1:
            raise ValueError(f"longest_side must be at least 1, got {longest_side}")
        if not isinstance(levels, int | np.integer) or not 1 <= levels <= _MOST_LEVELS:
            raise ValueError(f"levels must be 1, 2, … {_MOST_LEVELS}, got {levels!r}")
        if not 0 <= score_threshold <= 1:
            raise ValueError(f"score_threshold must be in [0, 1], got {score_threshold}")
        tiling.check(tile, overlap)
        reading_order([], direction)  # Refuses now what it would refuse later.
        super().__init__((), batch_size)
        self.model = model
        self.codec = codec
        self.scale = scale
        self.longest_side = longest_side
        self.levels = levels
        self.tile = tile
        self.overlap = overlap
        self.direction = direction
        self.score_threshold = score_threshold
        self._traced = {
            dtype: tf.function(
                self.network, [tf.TensorSpec([None, None, None, 3], dtype)], autograph=False
            )
            for dtype in (tf.uint8, tf.float32)
        }

    def network(self, images):
        """`[B, H, W, 3]` to the model's own maps `[B, H // 2, W // 2, outputs]`."""
        return self.model(images, training=False)

    def heat_maps(self, images):
        """The maps of NumPy images of any size, through tiles where they are large.

        Args:
            images: `[B, H, W, 3]` uint8 or float32 in [0, 255].

        Returns: float32 `[B, H // 2, W // 2, outputs]`.
        """
        grid = tiling.Grid(images.shape[1:3], self.tile, self.overlap)
        maps = np.stack([grid.empty(self.model.channels) for _ in images])
        places = [(row, i) for row in range(len(images)) for i in range(len(grid))]
        tiles = (grid.cut(images[row], i) for row, i in places)
        for (row, i), part in zip(places, self.run_tiles(tiles, grid.tile_hw), strict=True):
            grid.place(maps[row], i, part)
        return maps

    def run_tiles(self, tiles, tile_hw):
        """Maps of tiles, in their order, as many at a time as memory is meant to hold.

        Args:
            tiles: Iterable of `[*tile_hw, 3]`.
            tile_hw: Their size.

        Returns: iterator of `[h, w, outputs]`.
        """
        most = max(1, tiling.bucket(self.tile) ** 2 // (tile_hw[0] * tile_hw[1]))
        waiting = []
        for tile in tiles:
            waiting.append(tile)
            if len(waiting) == most:
                yield from self._together(waiting)
                waiting = []
        if waiting:
            yield from self._together(waiting)

    def run(self, images):
        """Finds characters in NumPy images.

        Returns: dict `boxes` `[B, N, 4]` px xyxy; `scores`; `order` int32, in which they are read:
            `boxes[order]`; `lines` int32, numbered as they are read; `ruby` and `vertical` bool;
            of a model with affinity also `word` int32; each `[B, N]`, with -1 in `order`, `lines`
            and `word` as padding; `quads` `[B, N, 4, 2]` where the codec gives them;
            `num_detections` `[B]`.
        """
        maps = [self.heat_maps(self.resized(images, level)) for level in range(self.levels)]
        return padded([self.answer(each, images.shape[1:3]) for each in zip(*maps, strict=True)])

    def answer(self, heat_maps, size_hw):
        """What `run` finds in an image of a size, without padding.

        Args:
            heat_maps: Its map `[h, w, outputs]` on each level.
            size_hw: Its height and width.
        """
        found = self._characters(heat_maps[0], size_hw, 0)
        for level, heat_map in enumerate(heat_maps[1:], 1):
            found = pyramid.joined(found, self._characters(heat_map, size_hw, level))
        if "word" in found:  # Without gaps where characters were left out
            found["word"] = np.unique(found["word"], return_inverse=True)[1].astype("int32")
        return found | reading_order(found["boxes"], self.direction)._asdict()

    def predicted(self, heat_maps, size_hw):
        """What `predict` answers for one image, by its map on each level."""
        return single(padded([self.answer(heat_maps, size_hw)]), 0)

    def watch(self, frames, tile=None, tolerance=0):
        """Answers for the frames of a film or screen, computing only the tiles that change.

        Args:
            frames: Iterable of images, as `predict` takes them.
            tile: As that of the constructor; small, so that little is computed for a small change.
                None: 512, or twice the overlap where that is more.
            tolerance: By how much each channel of each pixel may differ from what a tile was last
                computed with; above 0 for the noise of cameras and of compression.

        Returns: `Watch`, an iterator of what `predict` answers for one image.
        """
        return Watch(self, frames, tile, tolerance)

    def seen_hw(self, size_hw, level=0):
        """The size at which the network sees images of a size."""
        scale = self.scale
        if self.longest_side is not None:
            scale = min(scale, self.longest_side / max(size_hw))
        scale /= pyramid.SHRINK**level
        return tuple(max(1, round(int(side) * scale)) for side in size_hw)

    def resized(self, images, level=0):
        """NumPy images `[B, H, W, 3]` as the network sees them, of the same type."""
        seen_hw = self.seen_hw(images.shape[1:3], level)
        if seen_hw == images.shape[1:3]:
            return images
        return resample(images, seen_hw).numpy()

    def prepare(self, images):
        """Images of any size `[B, H, W, 3]` to the network's, float32, inside a graph."""
        return graph_detector.prepare(self, images)

    def answered(self, network, images):
        """What `run` finds, inside a graph, by a network given; see `graph_detector.finish`."""
        seen = (graph_detector.prepare(self, images, level) for level in range(self.levels))
        return graph_detector.finish(self, [network(each) for each in seen], tf.shape(images)[1:3])

    def settings(self):
        """What an export notes of the detector, for JSON."""
        return {
            "task": "text",
            "outputs": self.model.channels,
            **{name: getattr(self, name) for name in OPTIONS},
            "codec": self.codec.get_config(),
        }

    def arrays(self):
        """What an export keeps beside that: nothing."""
        return {}

    def _batch(self, images):
        if not len(images):
            return super()._batch(images)
        return self.run(images)  # It knows itself how much is too much at once.

    def _characters(self, heat_map, size_hw, level):
        """Those of one level that are believed, in pixels of the image."""
        seen_hw = self.seen_hw(size_hw, level)
        found = self.codec.decode(heat_map, seen_hw)[0]
        found.pop("words", None)  # As many as words: `boxes_of_words` gives them.
        found["scores"] = np.minimum(found["scores"], 1)  # A peak may come out a little above.
        kept = found["scores"] >= self.score_threshold
        found = {name: values[kept] for name, values in found.items()}
        found = pyramid.only_large(found) if level else found
        ratio_xy = np.divide(size_hw, seen_hw)[::-1].astype("float32")
        for name in ("boxes", "quads"):
            if name in found:
                found[name] = found[name] * np.resize(ratio_xy, found[name].shape[-1])
        return found

    def _together(self, tiles):
        batch = np.stack(tiles)
        return self._traced[tf.as_dtype(batch.dtype)](batch).numpy()
