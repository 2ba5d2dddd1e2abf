"""Published default-box geometries by name: the same counts, numbers that are not interchangeable.

Weights trained with one of them are wrong with another, and nothing but the boxes would tell.
"""

import dataclasses
import itertools

import numpy as np

from tfvision.detection.default_boxes import Level, default_boxes

VGG300 = ("conv4_3", "fc7", "conv6_2", "conv7_2", "conv8_2", "conv9_2")
VGG512 = (*VGG300, "conv10_2")
MB2_LITE = ("block_13_expand", "Conv_1", "extra_1", "extra_2", "extra_3", "extra_4")


@dataclasses.dataclass(frozen=True)
class Geometry:
    """A level table with all that turns it into boxes.

    Args:
        levels: Rows of `Level`.
        feature_sizes: Side of each (square) feature map in cells.
        image_size: (height, width) in pixels.
        clip: See `default_boxes`.
    """

    levels: tuple[Level, ...]
    feature_sizes: tuple[int, ...]
    image_size: tuple[int, int]
    clip: str | None = None

    def default_boxes(self):
        """`[K, 4]` float32 cxcywh in [0, 1]."""
        sizes_hw = [(side, side) for side in self.feature_sizes]
        return default_boxes(self.levels, sizes_hw, self.image_size, self.clip)


def _levels(features, sizes, ratios, steps=None):
    """Level `i` reaches from `sizes[i]` to `sizes[i + 1]`."""
    steps = steps or [None] * len(features)
    spans = itertools.pairwise(sizes)
    rows = zip(features, spans, ratios, steps, strict=True)
    return tuple(Level(feature, span, ratio, step) for feature, span, ratio, step in rows)


_RATIOS300 = ((2,), (2, 3), (2, 3), (2, 3), (2,), (2,))
_RATIOS512 = ((2,), (2, 3), (2, 3), (2, 3), (2, 3), (2,), (2,))
_STEPS300 = (8, 16, 32, 64, 100, 300)
_STEPS512 = (8, 16, 32, 64, 128, 256, 512)
_MAPS300, _MAPS512 = (38, 19, 10, 5, 3, 1), (64, 32, 16, 8, 4, 2, 1)
_VOC300 = _levels(VGG300, (30, 60, 111, 162, 213, 264, 315), _RATIOS300, _STEPS300)
_COCO300 = _levels(VGG300, (21, 45, 99, 153, 207, 261, 315), _RATIOS300, _STEPS300)
# Caffe's prior_box_layer reads sizes into an int: 35.84 becomes 35.
_VOC512 = _levels(VGG512, (35, 76, 153, 230, 307, 384, 460, 537), _RATIOS512, _STEPS512)
_FLOAT512 = _levels(
    VGG512, (35.84, 76.8, 153.6, 230.4, 307.2, 384.0, 460.8, 537.6), _RATIOS512, _STEPS512
)
# The paper's own formula, scales 0.2 … 0.9 over five maps, cells spread evenly.
_PAPER300 = _levels(
    VGG300, tuple(300 * s for s in (0.1, 0.2, 0.375, 0.55, 0.725, 0.9, 1.075)), _RATIOS300
)
_LITE300 = _levels(
    MB2_LITE, (60, 105, 150, 195, 240, 285, 330), ((2, 3),) * 6, (16, 32, 64, 100, 150, 300)
)

PUBLISHED = {
    "caffe_voc300": Geometry(_VOC300, _MAPS300, (300, 300)),
    "caffe_voc512": Geometry(_VOC512, _MAPS512, (512, 512)),
    "voc512_float": Geometry(_FLOAT512, _MAPS512, (512, 512)),
    "coco300": Geometry(_COCO300, _MAPS300, (300, 300)),
    "amdegroot_voc300": Geometry(_VOC300, _MAPS300, (300, 300), "cxcywh"),
    "amdegroot_coco300": Geometry(_COCO300, _MAPS300, (300, 300), "cxcywh"),
    "torchvision_coco300": Geometry(_COCO300, _MAPS300, (300, 300), "wh"),
    "jjjkkkjjj_voc300": Geometry(_PAPER300, _MAPS300, (300, 300)),
    "qfgaohao_mb2_lite": Geometry(_LITE300, (19, 10, 5, 3, 2, 1), (300, 300), "cxcywh"),
}


def published(name):
    """The geometry of that name; ValueError lists the names there are.

    Example:
        >>> published("caffe_voc300").default_boxes().shape
        (8732, 4)
    """
    if name not in PUBLISHED:
        raise ValueError(f"name must be one of {sorted(PUBLISHED)}, got {name!r}")
    return PUBLISHED[name]


def scaled(levels, factor, keep_steps=False):
    """The same table for an image `factor` times as large; steps are derived unless kept."""
    return tuple(
        dataclasses.replace(
            level,
            sizes=tuple(np.round(np.array(level.sizes) * factor, 2).tolist()),
            boxes_wh=tuple((w * factor, h * factor) for w, h in level.boxes_wh),
            step=level.step if keep_steps else None,
        )
        for level in levels
    )
