"""The detector of characters: images of any size in, boxes in reading order out."""

import numpy as np
import tensorflow as tf

from tfvision.images.predictor import Predictor, single
from tfvision.images.resample import resample
from tfvision.text import graph_order, tiling
from tfvision.text.codec import codec_for
from tfvision.text.graph_decoder import decode
from tfvision.text.padded import padded
from tfvision.text.reading_order import reading_order
from tfvision.text.region import STRIDE
from tfvision.text.watch import Watch

_LADDER = tiling.LADDER.astype("int32")
OPTIONS = ("scale", "longest_side", "tile", "overlap", "direction", "score_threshold")


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
        if codec.outputs > model.channels:
            raise ValueError(
                f"codec must be for the model's {model.channels} map(s), got {codec.outputs}"
            )
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale must be above 0, got {scale}")
        if longest_side is not None and longest_side < 1:
            raise ValueError(f"longest_side must be at least 1, got {longest_side}")
        if not 0 <= score_threshold <= 1:
            raise ValueError(f"score_threshold must be in [0, 1], got {score_threshold}")
        tiling.check(tile, overlap)
        reading_order([], direction)  # Refuses now what it would refuse later.
        super().__init__((), batch_size)
        self.model = model
        self.codec = codec
        self.scale = scale
        self.longest_side = longest_side
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
            and `word` as padding; `num_detections` `[B]`.
        """
        resized = self.resized(images)
        return padded([self.answer(each, images.shape[1:3]) for each in self.heat_maps(resized)])

    def answer(self, heat_map, size_hw):
        """What `run` finds in an image of a size by its map `[h, w, outputs]`, without padding."""
        seen_hw = self.seen_hw(size_hw)
        found = self.codec.decode(heat_map, seen_hw)[0]
        found.pop("words", None)  # As many as words: `boxes_of_words` gives them.
        kept = found["scores"] >= self.score_threshold
        found = {name: values[kept] for name, values in found.items()}
        ratio_xy = np.divide(size_hw, seen_hw)[::-1].astype("float32")
        for name in ("boxes", "quads"):
            if name in found:
                found[name] = found[name] * np.resize(ratio_xy, found[name].shape[-1])
        return found | reading_order(found["boxes"], self.direction)._asdict()

    def predicted(self, heat_map, size_hw):
        """What `predict` answers for one image, by its map."""
        return single(padded([self.answer(heat_map, size_hw)]), 0)

    def watch(self, frames, tile=512, tolerance=0):
        """Answers for the frames of a film or screen, computing only the tiles that change.

        Args:
            frames: Iterable of images, as `predict` takes them.
            tile: As that of the constructor; small, so that little is computed for a small change.
            tolerance: By how much each channel of each pixel may differ from what a tile was last
                computed with; above 0 for the noise of cameras and of compression.

        Returns: `Watch`, an iterator of what `predict` answers for one image.
        """
        return Watch(self, frames, tile, tolerance)

    def seen_hw(self, size_hw):
        """The size at which the network sees images of a size."""
        scale = self.scale
        if self.longest_side is not None:
            scale = min(scale, self.longest_side / max(size_hw))
        return tuple(max(1, round(int(side) * scale)) for side in size_hw)

    def resized(self, images):
        """NumPy images `[B, H, W, 3]` as the network sees them, of the same type."""
        seen_hw = self.seen_hw(images.shape[1:3])
        if seen_hw == images.shape[1:3]:
            return images
        return resample(images, seen_hw).numpy()

    def prepare(self, images):
        """Images of any size `[B, H, W, 3]` to the network's, float32, inside a graph."""
        seen_hw = self._seen_hw_in_graph(tf.shape(images)[1:3])
        if self.scale != 1 or self.longest_side is not None:
            same = tf.reduce_all(seen_hw == tf.shape(images)[1:3])
            images = tf.cond(same, lambda: images, lambda: resample(images, seen_hw))
        bottom, right = tf.unstack(tf.gather(_LADDER, tf.searchsorted(_LADDER, seen_hw)) - seen_hw)
        images = tf.cast(images, tf.float32)
        return tf.pad(images, [[0, 0], [0, bottom], [0, right], [0, 0]])

    def finish(self, outputs, sizes_hw):
        """The model's outputs to characters in pixels of images of one size, in a graph.

        Returns: `boxes`, `scores`, `order` and `num_detections`, as `run`, which takes apart
            touching characters a little differently, see `graph_decoder`.
        """
        maps = outputs["heat_map"] if isinstance(outputs, dict) else outputs
        seen_hw = self._seen_hw_in_graph(sizes_hw[0])
        maps = maps[:, : seen_hw[0] // STRIDE, : seen_hw[1] // STRIDE]
        found = decode(maps, self.codec, seen_hw, self.score_threshold)
        ratio_yx = tf.cast(sizes_hw[0] / seen_hw, tf.float32)
        boxes = found["boxes"] * tf.gather(ratio_yx, [1, 0, 1, 0])
        order = graph_order.reading_orders(boxes, found["num_detections"], self.direction)
        return {**found, "boxes": boxes, "order": order}

    def _seen_hw_in_graph(self, size_hw):
        scale = tf.constant(self.scale, tf.float64)
        if self.longest_side is not None:
            scale = tf.minimum(scale, self.longest_side / tf.reduce_max(size_hw))
        rounded = tf.round(tf.cast(size_hw, tf.float64) * scale)
        return tf.maximum(1, tf.cast(rounded, tf.int32))

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

    def _together(self, tiles):
        batch = np.stack(tiles)
        return self._traced[tf.as_dtype(batch.dtype)](batch).numpy()
