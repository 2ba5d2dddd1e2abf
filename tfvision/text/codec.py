"""Characters to training targets, and the network's heat maps back to characters."""

import numpy as np

from tfvision.text import pixel_weights, sides
from tfvision.text.affinity import followers, links
from tfvision.text.gaussian import GaussianGenerator
from tfvision.text.quads import bounds
from tfvision.text.region import DECODERS as MAP_DECODERS
from tfvision.text.region import (
    SMALLEST,
    SPLIT,
    STRIDE,
    check_decoder,
    checked,
    region_to_bboxes,
)
from tfvision.text.words import boxes_of_words, word_of_each

DECODERS = (*MAP_DECODERS, "sides")
_POSITIVE = 0.1  # Of a map, what is above it shows a character, as the loss sees it.


class Codec:
    """Encodes characters as maps of Gaussians for training, decodes heat maps into boxes.

    The defaults follow a study of what encoding and decoding alone lose on lines of touching
    characters, `tests/benchmarks/character_decoding.py`: a lower `dratio` bears more noise, a
    higher `threshold` parts smaller characters but misses fainter ones, and both are worth a trial
    on maps of a trained network. The seed's are `Codec("faithful", 5.0, decoder="niter")`.

    Args:
        mode: "calibrated" or "faithful", see `GaussianGenerator`.
        dratio: Standard deviations from a character's centre to the edge of its box. The larger,
            the farther apart the Gaussians of touching characters, and the fewer pixels small
            ones have.
        threshold: Pixels of the map above it belong to characters, in (0, 1).
        peak: Characters need a pixel at least this high, in [0, 1]; above the threshold, for a
            pixel of noise at the edge of a character not to be one itself.
        decoder: "fit", "unclip" or "niter", see `region_to_bboxes`; or "sides" for networks with
            four more maps that say where the box around each pixel lies, see `sides.encode`: boxes
            as thin as they are, and of touching characters too. Of the other settings of the
            decoding only `peak` counts then.
        affinity: Whether there is a second map, of the links between characters of a line.
        least_size: Characters of fewer pixels of the map are left out.
        smallest: Half size, in pixels of the map, of the Gaussian of a box without size.
        blur: By how many pixels the network blurs its maps; decoding takes it off again.
        split: Levels, rising, at which a component with several peaks is taken apart.
        balance: Side, in pixels of the map, of a character whose pixels weigh 1 in the loss; those
            around smaller ones weigh as many times more as they are smaller, up to 4 times, so
            that a dash counts beside a title. 0: all weigh alike.
        quads: Whether decoding gives the corners of turned characters, too.
        ksize: Width and height of the picture that mode "faithful" warps.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> codec = Codec()
        >>> target = codec.encode([[0.1, 0.2, 0.3, 0.8], [0.3, 0.2, 0.5, 0.8]], (60, 200))
        >>> target.shape
        (30, 100, 2)
        >>> codec.decode(target)[0]["boxes"].round(1).tolist()
        [[20.0, 12.0, 60.0, 48.0], [60.0, 12.0, 100.0, 48.0]]
    """

    def __init__(
        self,
        mode="calibrated",
        dratio=2.5,
        threshold=0.3,
        peak=0.4,
        decoder="fit",
        affinity=False,
        *,
        least_size=1,
        smallest=SMALLEST,
        blur=0.0,
        split=SPLIT,
        balance=0.0,
        quads=False,
        ksize=(64, 64),
    ):
        self._generator = GaussianGenerator(ksize, dratio, mode=mode, smallest=smallest)
        check_decoder(decoder, quads, DECODERS)
        if not 0 < threshold < 1:
            raise ValueError(f"threshold must be in (0, 1), got {threshold}")
        if not 0 <= peak <= 1:
            raise ValueError(f"peak must be in [0, 1], got {peak}")
        if least_size < 1 or blur < 0:
            raise ValueError(
                f"least_size must be at least 1 and blur at least 0, got {least_size} and {blur}"
            )
        if balance < 0:
            raise ValueError(f"balance must be at least 0, got {balance}")
        if any(not threshold < level < 1 for level in split) or list(split) != sorted(split):
            raise ValueError(f"split must rise from {threshold} to 1, both left out, got {split}")
        self.mode, self.dratio, self.threshold, self.peak = mode, dratio, threshold, peak
        self.decoder, self.affinity, self.least_size = decoder, affinity, least_size
        self.smallest, self.blur, self.split = smallest, blur, tuple(split)
        self.balance, self.quads, self.ksize = balance, quads, tuple(ksize)

    def get_config(self):
        """Every argument of the constructor."""
        names = "mode dratio threshold peak decoder affinity least_size smallest blur split"
        return {name: getattr(self, name) for name in (*names.split(), "balance", "quads", "ksize")}

    @property
    def outputs(self):
        """Maps that a network for it has: region, affinity if there is one, and sides."""
        return 1 + bool(self.affinity) + sides.MAPS * self.has_sides

    @property
    def has_sides(self):
        """Whether boxes are told by maps of their own."""
        return self.decoder == "sides"

    def encode(self, boxes_xyxy, size_hw, ignored=None, lines=None):
        """One image's characters -> its target. NumPy; `tf.numpy_function` in a pipeline.

        Args:
            boxes_xyxy: `[N, 4]` in [0, 1] of the image, may reach over the edge; in "calibrated"
                also quads `[N, 4, 2]`. Without area they are left out.
            size_hw: Height and width of the image.
            ignored: `[N]` bool, true for characters that must neither be found nor be missed.
            lines: `[N]` int, for affinity: the line of each character, below 0 for none; those
                of a line stand in reading order, and each is linked to the next.

        Returns: `[H // 2, W // 2, outputs + 1]` float32, with sides `outputs + 2`: region, affinity
            if there is one, the sides, and the weight of each pixel, 0 where ignored characters are
            and no others, else 1, or more where `balance` asks for it; that of the sides after it.
        Raises: ValueError if an argument has another length than the boxes, or lines are missing.
        """
        corners = np.asarray(boxes_xyxy, "float64")
        corners = corners if corners.size else np.zeros([0, 4])
        count, size_wh = len(corners), np.array(size_hw)[::-1]
        if corners.shape[1:] not in ((4,), (4, 2)):
            raise ValueError(f"boxes_xyxy must be [N, 4] or [N, 4, 2], got {list(corners.shape)}")
        map_wh = size_wh if corners.ndim == 3 else np.tile(size_wh, 2)
        corners = corners * map_wh / STRIDE  # In pixels of the map
        ignored = _rows("ignored", np.zeros(count) if ignored is None else ignored, count, "bool")
        size_hw = tuple(int(side) // STRIDE for side in size_hw)
        maps = [self._draw(size_hw, corners[~ignored])]
        if self.affinity:
            if lines is None:
                raise ValueError("lines must be given where affinity is True, got None")
            pairs = followers(_rows("lines", lines, count, "int64"))
            between = links(corners if corners.ndim == 2 else bounds(corners), pairs)
            unknown = ignored[pairs].any(1)
            maps.append(self._draw(size_hw, between[~unknown]))
        covered = [corners[ignored]] + ([between[unknown]] if self.affinity else [])
        weights = np.ones(size_hw, "float32")
        if self.balance:
            known = corners[~ignored]
            pixel_weights.raise_small(
                weights, known if known.ndim == 2 else bounds(known), self.balance
            )
        raised = weights.copy()
        for group in covered:
            pixel_weights.cover(weights, group if group.ndim == 2 else bounds(group))
        shown = np.maximum.reduce(maps) > _POSITIVE
        weights[shown] = raised[shown]
        if not self.has_sides:
            return np.stack([*maps, weights], axis=-1)
        told = sides.encode(_with_area(corners[~ignored]), size_hw)
        of_maps = np.stack(maps, -1), told[..., : sides.MAPS]
        return np.concatenate([*of_maps, weights[..., None], told[..., sides.MAPS :]], -1)

    def decode(self, heat_maps, size_hw=None):
        """Heat maps -> characters, in the order of the map's rows.

        Args:
            heat_maps: `[B, h, w, C]` or `[h, w, C]`, `C` at least `outputs`; others are not read.
            size_hw: Size of the images, whose last row or column a map of odd ones lacks; None:
                twice that of the map.

        Returns: A list of a dict for each image: `boxes` `[N, 4]` float32 px xyxy, clipped to the
            image, `scores` `[N]` float32; with `quads` also `quads` `[N, 4, 2]`; with affinity
            also `words` `[M, 4]` around the characters of each word, and `word` `[N]` int32, the
            row in `words` of each character.
        Raises: ValueError if a map is not finite, or has another shape.
        """
        heat_maps = np.asarray(heat_maps)
        if heat_maps.ndim not in (3, 4) or heat_maps.shape[-1] < self.outputs:
            raise ValueError(
                f"heat_maps must be [B, h, w, C] or [h, w, C], C at least {self.outputs}, "
                f"got {list(heat_maps.shape)}"
            )
        heat_maps = heat_maps if heat_maps.ndim == 4 else heat_maps[None]
        return [self._characters(maps, size_hw) for maps in heat_maps]

    def _draw(self, size_hw, corners):
        if self.mode == "faithful":
            whole = corners if corners.ndim == 2 else bounds(corners)
            return self._generator(size_hw, np.round(whole)).astype("float32") / 255
        return self._generator(size_hw, corners)

    def _characters(self, maps, size_hw):
        region = maps[..., 0]
        found = self._told(maps, size_hw) if self.has_sides else self._hills(region, size_hw)
        characters = dict(zip(("boxes", "scores", "quads"), found, strict=False))
        if self.affinity:
            thresholds = (self.threshold, self.threshold)
            word = word_of_each(found[0], region, maps[..., 1], *thresholds)
            characters |= {"words": boxes_of_words(found[0], word), "word": word}
        return characters

    def _told(self, maps, size_hw):
        size_hw = STRIDE * np.array(maps.shape[:2]) if size_hw is None else size_hw
        region = checked("region", maps[..., 0])[None]
        told = maps[None, ..., self.outputs - sides.MAPS : self.outputs].astype("float32")
        if not np.isfinite(told).all():
            raise ValueError("sides must be finite, got NaN or infinity")
        told = told if told.size else np.zeros([*region.shape, sides.MAPS], "float32")
        return [each.numpy() for each in sides.decode(region, told, self.peak, size_hw)[:2]]

    def _hills(self, region, size_hw):
        return region_to_bboxes(
            region,
            self.threshold,
            self.least_size,
            self.peak,
            self.decoder,
            dratio=self.dratio,
            smallest=float(np.hypot(self.smallest, self.dratio * self.blur)),
            split=self.split,
            quads=self.quads,
            size_hw=size_hw,
        )


def codec_for(model, **options):
    """A `Codec` for the maps of a `CRAFT`: with affinity and sides if it has them."""
    known = {"affinity": model.outputs > 1}
    return Codec(**(known | {"decoder": "sides"} if model.sides else known) | options)


def _with_area(corners):
    """Upright boxes `[N, 4]` around boxes or quads, those that have an area."""
    boxes_xyxy = corners if corners.ndim == 2 else bounds(corners)
    return boxes_xyxy[(boxes_xyxy[:, 2:] > boxes_xyxy[:, :2]).all(1)]


def _rows(name, values, count, dtype):
    values = np.asarray(values).astype(dtype)
    if values.shape != (count,):
        raise ValueError(f"{name} must be [{count}], as many as boxes, got {list(values.shape)}")
    return values
