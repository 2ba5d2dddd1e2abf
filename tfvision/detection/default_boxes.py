"""Default boxes: one table of levels, and the boxes that follow from the feature maps it names."""

import dataclasses
import math

import numpy as np

CLIPS = (None, "cxcywh", "wh")
_SAME_SHAPE = 1.01


@dataclasses.dataclass(frozen=True)
class Level:
    """One row of the level table: a feature map and the default boxes of each of its cells.

    The boxes of a cell come in Caffe's order: the square of `sizes[0]`, the square of
    `sqrt(sizes[0] * sizes[1])`, then for each aspect ratio the wide box and the tall one, then
    `boxes_wh` as given.

    Args:
        feature: Name of the feature map, as the model's backbone or extras call it.
        sizes: `(smallest,)` or `(smallest, largest)`, side of the boxes in pixels of the model's
            input; empty when `boxes_wh` says it all.
        aspect_ratios: Ratios `r > 1`; each adds a box `r` times as wide as tall and its transpose.
        step: Distance of neighbouring cells in pixels; None spreads the cells evenly.
        boxes_wh: Further boxes `(width, height)` in pixels, as a fit to one's own data gives them.
        image_size: (height, width) of the input in whose pixels all this is, so that a model of
            another size knows to scale it; None for the size of any model that takes the row.

    Raises: ValueError, naming the level, if it holds no box or a size or ratio is out of range.

    Example:
        >>> Level("conv4_3", (30, 60), (2,), step=8).shapes_wh.round(1).tolist()
        [[30.0, 30.0], [42.4, 42.4], [42.4, 21.2], [21.2, 42.4]]

    Reference: Liu et al., SSD, ECCV 2016, section 2.2.
    """

    feature: str
    sizes: tuple[float, ...]
    aspect_ratios: tuple[float, ...]
    step: float | None = None
    boxes_wh: tuple[tuple[float, float], ...] = dataclasses.field(default=(), kw_only=True)
    image_size: tuple[int, int] | None = dataclasses.field(default=None, kw_only=True)

    def __post_init__(self):
        def refuse(what):
            raise ValueError(f"Level {self.feature!r}: {what}")

        if len(self.sizes) > 2 or not all(size > 0 for size in self.sizes):
            refuse(f"sizes must be (smallest,) or (smallest, largest), got {self.sizes}")
        if len(self.sizes) == 2 and self.sizes[1] < self.sizes[0]:
            refuse(f"sizes must not fall, got {self.sizes}")
        if not all(ratio > 1 for ratio in self.aspect_ratios):
            refuse(f"aspect_ratios must be above 1, got {self.aspect_ratios}")
        if self.aspect_ratios and not self.sizes:
            refuse("aspect_ratios need sizes")
        if not all(len(box) == 2 and min(box) > 0 for box in self.boxes_wh):
            refuse(f"boxes_wh must be pairs (width, height) above 0, got {self.boxes_wh}")
        if self.step is not None and not self.step > 0:
            refuse(f"step must be above 0 or None, got {self.step}")
        if self.image_size is not None and not (
            len(self.image_size) == 2 and min(self.image_size) > 0
        ):
            refuse(f"image_size must be (height, width) above 0 or None, got {self.image_size}")
        if not self.sizes and not self.boxes_wh:
            refuse("has no boxes: give sizes or boxes_wh")

    @property
    def shapes_wh(self):
        """`[A, 2]` float64 widths and heights in pixels of the boxes of one cell."""
        squares = [self.sizes[0]] if self.sizes else []
        if len(self.sizes) == 2:
            squares.append(math.sqrt(self.sizes[0] * self.sizes[1]))
        shapes = [(side, side) for side in squares]
        for ratio in self.aspect_ratios:
            long, short = self.sizes[0] * math.sqrt(ratio), self.sizes[0] / math.sqrt(ratio)
            shapes += [(long, short), (short, long)]
        return np.array([*shapes, *self.boxes_wh], "float64")

    @property
    def boxes_per_cell(self):
        """How many default boxes stand on each cell: 4 or 6 in the paper."""
        return len(self.shapes_wh)

    def at(self, image_size):
        """The row in pixels of another input size, which must be of the same shape.

        Raises: ValueError, naming the level and both sizes, if the shapes differ by over 1 %.
        """
        image_size = tuple(image_size)
        if self.image_size is None or self.image_size == image_size:
            return self
        y, x = (new / own for new, own in zip(image_size, self.image_size, strict=True))
        if not 1 / _SAME_SHAPE <= x / y <= _SAME_SHAPE:
            raise ValueError(
                f"Level {self.feature!r} is for images of {_words(self.image_size)}, which those "
                f"of {_words(image_size)} are no enlargement of: fit a table to that size"
            )
        return dataclasses.replace(
            self,
            sizes=tuple(size * math.sqrt(x * y) for size in self.sizes),
            boxes_wh=tuple((w * x, h * y) for w, h in self.boxes_wh),
            step=None,
            image_size=image_size,
        )

    def get_config(self):
        """The level as plain values, for a model's config."""
        return {
            "feature": self.feature,
            "sizes": list(self.sizes),
            "aspect_ratios": list(self.aspect_ratios),
            "step": self.step,
            "boxes_wh": [list(box) for box in self.boxes_wh],
            "image_size": self.image_size and list(self.image_size),
        }

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        return cls(
            config["feature"],
            tuple(config["sizes"]),
            tuple(config["aspect_ratios"]),
            config["step"],
            boxes_wh=tuple(tuple(box) for box in config["boxes_wh"]),
            image_size=tuple(config["image_size"]) if config.get("image_size") else None,
        )


def check_features(levels, features):
    """Checks that a table reads each of its feature maps once, and only maps that there are.

    Args:
        levels: Rows of `Level`.
        features: Names of the feature maps there are.

    Raises: ValueError naming the level.
    """
    if not levels:
        raise ValueError("levels must have at least one row")
    for level in levels:
        if level.feature not in features:
            raise ValueError(
                f"Level {level.feature!r}: no such feature map; "
                f"backbone and extras make {', '.join(features)}"
            )
    read = [level.feature for level in levels]
    if len(set(read)) != len(read):
        raise ValueError(f"levels must name each feature map once, got {read}")


def default_boxes(levels, feature_sizes_hw, image_size, clip=None):
    """Lays the boxes of every level over its feature map.

    Args:
        levels: Rows of `Level`, `L` of them; those of another image size are scaled.
        feature_sizes_hw: `L` pairs (height, width) in cells, in the order of `levels`.
        image_size: (height, width) of the model's input in pixels.
        clip: None keeps boxes as they are (Caffe), "cxcywh" clamps all four numbers to [0, 1]
            (amdegroot, lufficc, qfgaohao), "wh" clamps width and height only (torchvision).

    Returns: `[K, 4]` float32 cxcywh in [0, 1] of the image: levels one after another, their cells
        row by row, the boxes of a cell in the order of `Level`.
    Raises: ValueError, naming the level, if a step does not fit its feature map, or the
        level is for images of another shape.
    """
    if clip not in CLIPS:
        raise ValueError(f"clip must be one of {CLIPS}, got {clip!r}")
    if len(levels) != len(feature_sizes_hw):
        raise ValueError(f"{len(levels)} levels but {len(feature_sizes_hw)} feature sizes")
    rows = [
        _boxes_of_level(level.at(image_size), size_hw, image_size)
        for level, size_hw in zip(levels, feature_sizes_hw, strict=True)
    ]
    boxes_cxcywh = np.concatenate(rows)  # [K, 4]
    if clip == "cxcywh":
        boxes_cxcywh = np.clip(boxes_cxcywh, 0, 1)
    elif clip == "wh":
        boxes_cxcywh[:, 2:] = np.clip(boxes_cxcywh[:, 2:], 0, 1)
    return boxes_cxcywh.astype("float32")


def _boxes_of_level(level, size_hw, image_size):
    centres = []
    for cells, pixels, axis in zip(size_hw, image_size, ("rows", "columns"), strict=True):
        step = pixels / cells if level.step is None else level.step
        if abs(cells * step - pixels) >= step:
            raise ValueError(
                f"Level {level.feature!r}: {cells} {axis} at step {step:g} span "
                f"{cells * step:g} px of an image of {pixels} px; leave step=None to derive it"
            )
        centres.append((np.arange(cells) + 0.5) * step / pixels)
    shapes = level.shapes_wh / (image_size[1], image_size[0])  # [A, 2]
    cy, cx, shape = np.meshgrid(*centres, np.arange(len(shapes)), indexing="ij")  # [h, w, A]
    return np.concatenate([np.stack([cx, cy], -1), shapes[shape]], -1).reshape(-1, 4)


def _words(image_size):
    return f"{image_size[0]} x {image_size[1]}"
