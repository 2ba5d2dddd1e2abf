"""SSD300 on VGG16 of torchvision and of amdegroot, and amdegroot's reduced VGG16."""

from tfvision.backbones import VGG
from tfvision.detection.architectures import ssd300_vgg16
from tfvision.detection.geometries import VGG300
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.torchvision_vgg import places
from tfvision.weights.rows import SAME, Row, convolution

_PLACES = places((2, 2, 3, 3, 3), False)
_REDUCED = {**_PLACES, "fc6": 31, "fc7": 33}
EXTRAS = VGG300[2:]


def _torchvision_key(name):
    """Its features end with the fourth stage; the fifth and the reduced layers are an extra."""
    if name.startswith("fc"):
        return f"backbone.extra.0.7.{ {'fc6': 1, 'fc7': 3}[name] }"
    if name.startswith("conv5"):
        return f"backbone.extra.0.{_PLACES[name] - _PLACES['conv4_3'] - 2}"
    return f"backbone.features.{_PLACES[name]}"


_TORCHVISION = {
    "backbone": _torchvision_key,
    "l2": "backbone.scale_weight",
    "extra": lambda level, half: f"backbone.extra.{level + 1}.{2 * half}",
    "offsets": "head.regression_head.module_list",
    "logits": "head.classification_head.module_list",
}
_AMDEGROOT = {
    "backbone": lambda name: f"vgg.{_REDUCED[name]}",
    "l2": "L2Norm.weight",
    "extra": lambda level, half: f"extras.{2 * level + half}",
    "offsets": "loc",
    "logits": "conf",
}


def _is_reduced_vgg16(model):
    backbone = backbone_of(model)
    return (
        isinstance(backbone, VGG)
        and backbone.reduced
        and backbone.variant == "16"
        and not backbone.batch_norm
    )


def _fits(model):
    return _is_reduced_vgg16(model) and not getattr(model, "lite", False)


def _backbone_rows(model, key):
    rows = []
    for layer in backbone_of(model).stages:
        rows += convolution(key(layer.name), layer, bias=True)
    return rows


def _rows(model, names):
    rows = _backbone_rows(model, names["backbone"])
    if not isinstance(model, SSD):
        return rows
    for normalize in model.l2_layers.values():
        rows.append(Row((names["l2"],), normalize.scale, SAME))
    for row, layer in zip(model.extras, model.extra_layers, strict=False):
        if row.feature in EXTRAS:
            for half, part in enumerate(layer.layers):
                key = names["extra"](EXTRAS.index(row.feature), half)
                rows += convolution(key, part, bias=True)
    return rows + head_rows(model, names, VGG300)


def head_rows(model, names, features):
    """Rows of the heads on the published levels; those of others are the model's own."""
    rows = []
    heads = zip(model.levels, model.offset_heads, model.logit_heads, strict=True)
    for level, offsets, logits in heads:
        if level.feature in features:
            at = features.index(level.feature)
            rows += convolution(f"{names['offsets']}.{at}", offsets.predict, bias=True)
            rows += convolution(f"{names['logits']}.{at}", logits.predict, bias=True, head=True)
    return rows


def _recognise(shapes, names):
    """The classes follow from the first level, whose cells have four boxes."""
    logits = shapes.get(f"{names['logits']}.0.weight")
    is_ours = names["l2"] in shapes and f"{names['backbone']('fc7')}.weight" in shapes
    return {"classes": logits[0] // 4 - 1} if is_ours and logits else None


def _recognise_reduced(shapes):
    return {} if {"0.weight", "31.weight", "33.weight"} <= set(shapes) else None


def _amdegroot_geometry(classes):
    """Its code takes whatever has not VOC's number of classes for COCO."""
    return "amdegroot_voc300" if classes == 20 else "amdegroot_coco300"


TORCHVISION_MAP = NameMap(
    "torchvision",
    "SSD300",
    _fits,
    lambda model: _rows(model, _TORCHVISION),
    settings={"normalization": "vgg"},
    tops=("backbone.scale_weight", *(f"backbone.extra.{i}." for i in range(1, 5)), "head."),
    recognise=lambda shapes: _recognise(shapes, _TORCHVISION),
    make=lambda classes: ssd300_vgg16(classes, geometry="torchvision_coco300"),
    geometry=lambda classes: "torchvision_coco300",
)
AMDEGROOT_MAP = NameMap(
    "amdegroot",
    "SSD300",
    _fits,
    lambda model: _rows(model, _AMDEGROOT),
    settings={"normalization": "vgg"},
    tops=("L2Norm.", "extras.", "loc.", "conf."),
    recognise=lambda shapes: _recognise(shapes, _AMDEGROOT),
    make=lambda classes: ssd300_vgg16(classes, geometry=_amdegroot_geometry(classes)),
    geometry=_amdegroot_geometry,
)
REDUCED_MAP = NameMap(
    "amdegroot",
    "reduced VGG16",
    _is_reduced_vgg16,
    lambda model: _backbone_rows(model, lambda name: str(_REDUCED[name])),
    settings={"normalization": "vgg"},
    recognise=_recognise_reduced,
    make=lambda: VGG("16", reduced=True),
)
