"""SSD300 and SSD512 on VGG16 of jjjkkkjjj: background is its last class."""

import dataclasses

import numpy as np

from tfvision.detection.architectures import ssd300_vgg16, ssd512_vgg16
from tfvision.detection.geometries import VGG300, VGG512
from tfvision.weights.name_map import NameMap
from tfvision.weights.names import ssd300
from tfvision.weights.names.ssd_heads import classes_of
from tfvision.weights.rows import Transform

LOGITS, OFFSETS = "confidence_layers.conv_conf_", "localization_layers.conv_loc_"
_LAYERS = "feature_layers.convRL"
_NAMES = {
    "backbone": lambda name: f"{_LAYERS}{name.removeprefix('conv').removeprefix('fc')}.conv",
    "l2": "addon_layers.addon_1.scales",
    "extra": lambda level, half: f"{_LAYERS}{8 + level}_{1 + half}.conv",
    "offsets": OFFSETS,
    "logits": LOGITS,
}


def background_last(transform, classes):
    """The same for heads of theirs whose last class is background; of ours it is the first.

    Args:
        transform: Of a kernel or a bias.
        classes: Their number, with background.
    """

    def rolled(x, by):
        return np.roll(np.reshape(x, (*x.shape[:-1], -1, classes)), by, -1).reshape(x.shape)

    return Transform(
        lambda shape, x: rolled(transform.ours(shape, x), 1),
        lambda x: transform.theirs(rolled(x, -1)),
        transform.shapes,
    )


def _rows(model, features):
    rows = ssd300.ssd_rows(model, _NAMES, features)
    return [
        _renamed(row, model) if row.keys[0].startswith((LOGITS, OFFSETS)) else row for row in rows
    ]


def _renamed(row, model):
    """A row of a head: their levels are counted from 1, and no point stands before the number."""
    start, level, kind = row.keys[0].rsplit(".", 2)
    transform = background_last(row.transform, model.classes + 1) if row.head else row.transform
    key = f"{start}{int(level) + 1}.{kind}"
    return dataclasses.replace(row, keys=(key,), transform=transform)


def _map(size, features, make):
    geometry = f"jjjkkkjjj_voc{size}"

    def recognise(shapes):
        classes = classes_of(shapes, f"{LOGITS}1.weight", 4)
        is_ours = classes and f"{LOGITS}{len(features)}.weight" in shapes
        is_longer = f"{LOGITS}{len(features) + 1}.weight" in shapes
        return {"classes": classes} if is_ours and not is_longer else None

    return NameMap(
        "jjjkkkjjj",
        f"SSD{size}",
        lambda model: ssd300.is_of_size(model, features),
        lambda model: _rows(model, features),
        settings={"normalization": "torch"},
        tops=("addon_layers.", *(f"{_LAYERS}{n}_" for n in range(8, 13)), OFFSETS, LOGITS),
        recognise=recognise,
        make=lambda classes: make(classes, geometry=geometry, normalization="torch"),
        geometry=lambda classes: geometry,
    )


MAP300 = _map(300, VGG300, ssd300_vgg16)
MAP512 = _map(512, VGG512, ssd512_vgg16)
