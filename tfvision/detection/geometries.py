"""Published default-box geometries by name: the same counts, numbers that are not interchangeable.

Weights trained with one of them are wrong with another, and nothing but the boxes would tell.
"""

import dataclasses
import itertools

import numpy as np

from tfvision.detection.default_boxes import Level, default_boxes

VGG300 = ("conv4_3", "fc7", "conv6_2", "conv7_2", "conv8_2", "conv9_2")
VGG512 = (*VGG300, "conv10_2")
_EXTRAS = ("extra_1", "extra_2", "extra_3", "extra_4")
MB1 = ("block_11", "block_13", "conv14_2", "conv15_2", "conv16_2", "conv17_2")
MB2_LITE = ("block_13_expand", "Conv_1", *_EXTRAS)
MB2_320 = ("block_12", "Conv_1", *_EXTRAS)  # lufficc's
MB3_LITE = ("bneck_12", "conv_1", *_EXTRAS)  # qfgaohao's
MB3_320 = ("bneck_13_expand", "conv_1", *_EXTRAS)  # torchvision's


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
# lufficc's last one is not the paper's 1.05 of 512.
_LUFFICC512 = _levels(
    VGG512, (35.84, 76.8, 153.6, 230.4, 307.2, 384.0, 460.8, 537.65), _RATIOS512, _STEPS512
)
_COCO512 = _levels(
    VGG512, (20.48, 51.2, 133.12, 215.04, 296.96, 378.88, 460.8, 542.72), _RATIOS512, _STEPS512
)


def _lite(features, sizes=(60, 105, 150, 195, 240, 285, 330), steps=None):
    return _levels(features, sizes, ((2, 3),) * 6, steps)


_LITE_STEPS300, _LITE_MAPS300 = (16, 32, 64, 100, 150, 300), (19, 10, 5, 3, 2, 1)
_LITE_MAPS320 = (20, 10, 5, 3, 2, 1)


def _lite300(features):
    levels = _lite(features, steps=_LITE_STEPS300)
    return Geometry(levels, _LITE_MAPS300, (300, 300), "cxcywh")


PUBLISHED = {
    "caffe_voc300": Geometry(_VOC300, _MAPS300, (300, 300)),
    "caffe_voc512": Geometry(_VOC512, _MAPS512, (512, 512)),
    "voc512_float": Geometry(_FLOAT512, _MAPS512, (512, 512)),
    "coco300": Geometry(_COCO300, _MAPS300, (300, 300)),
    "amdegroot_voc300": Geometry(_VOC300, _MAPS300, (300, 300), "cxcywh"),
    "amdegroot_coco300": Geometry(_COCO300, _MAPS300, (300, 300), "cxcywh"),
    "torchvision_coco300": Geometry(_COCO300, _MAPS300, (300, 300), "wh"),
    "jjjkkkjjj_voc300": Geometry(_PAPER300, _MAPS300, (300, 300), "cxcywh"),
    "jjjkkkjjj_voc512": Geometry(_FLOAT512, _MAPS512, (512, 512), "cxcywh"),
    "qfgaohao_vgg300": Geometry(_VOC300, _MAPS300, (300, 300), "cxcywh"),
    "qfgaohao_mb1": _lite300(MB1),
    "qfgaohao_mb2_lite": _lite300(MB2_LITE),
    "qfgaohao_mb3_lite": _lite300(MB3_LITE),
    "lufficc_voc300": Geometry(_VOC300, _MAPS300, (300, 300), "cxcywh"),
    "lufficc_coco300": Geometry(_COCO300, _MAPS300, (300, 300), "cxcywh"),
    "lufficc_voc512": Geometry(_LUFFICC512, _MAPS512, (512, 512), "cxcywh"),
    "lufficc_coco512": Geometry(_COCO512, _MAPS512, (512, 512), "cxcywh"),
    "lufficc_mb2_320": Geometry(
        _lite(MB2_320, steps=(16, 32, 64, 107, 160, 320)), _LITE_MAPS320, (320, 320), "cxcywh"
    ),
    # Scales 0.2 … 0.95 over six maps, and 1; cells spread evenly
    "torchvision_mb3_320": Geometry(
        _lite(MB3_320, (64, 112, 160, 208, 256, 304, 320)), _LITE_MAPS320, (320, 320), "wh"
    ),
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
