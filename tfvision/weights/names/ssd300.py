"""SSD300 on VGG16 of torchvision and of amdegroot, and amdegroot's reduced VGG16."""

from tfvision.backbones import VGG
from tfvision.detection.architectures import ssd300_vgg16
from tfvision.detection.geometries import VGG300, VGG512
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.names.torchvision_vgg import places
from tfvision.weights.rows import SAME, Row, convolution

_PLACES = places((2, 2, 3, 3, 3), False)
REDUCED = {**_PLACES, "fc6": 31, "fc7": 33}


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
    "backbone": lambda name: f"vgg.{REDUCED[name]}",
    "l2": "L2Norm.weight",
    "extra": lambda level, half: f"extras.{2 * level + half}",
    "offsets": "loc",
    "logits": "conf",
}


def is_reduced_vgg16(model):
    """Whether a model's backbone is SSD's VGG16."""
    backbone = backbone_of(model)
    return (
        isinstance(backbone, VGG)
        and backbone.reduced
        and backbone.variant == "16"
        and not backbone.batch_norm
    )


def is_of_paper(model):
    """Whether a model is the paper's network, or its backbone alone."""
    others = getattr(model, "lite", False) or getattr(model, "batch_normalized", ())
    return is_reduced_vgg16(model) and not others


def is_of_size(model, features):
    """Whether a model is that network with so many feature maps, 300's or 512's, or a backbone."""
    if not isinstance(model, SSD):
        return is_reduced_vgg16(model)
    is_larger = any(row.feature == VGG512[-1] for row in model.extras)
    return is_of_paper(model) and is_larger == (VGG512[-1] in features)


def _backbone_rows(model, key):
    rows = []
    for layer in backbone_of(model).stages:
        rows += convolution(key(layer.name), layer, bias=True)
    return rows


def ssd_rows(model, names, features=VGG300):
    """Rows of an SSD on VGG16, or of its backbone.

    Args:
        model: The `SSD` or `VGG`.
        names: Functions and names: "backbone" takes a layer's name, "extra" the number of an extra
            and of its convolution, "offsets" and "logits" begin the names of heads; "l2" of
            another normalization than that is left out.
        features: Names of the feature maps whose heads are published.
    """
    rows = _backbone_rows(model, names["backbone"])
    if not isinstance(model, SSD):
        return rows
    for normalize in model.l2_layers.values():
        rows.append(Row((names["l2"],), normalize.scale, SAME))
    for number, layer in extras_at(model, features[2:]):
        for half, part in enumerate(layer.layers):
            rows += convolution(names["extra"](number, half), part, bias=True)
    return rows + head_rows(model, features, names["offsets"], names["logits"])


def _recognise(shapes, names):
    """The classes follow from the first level, whose cells have four boxes."""
    classes = classes_of(shapes, f"{names['logits']}.0.weight", 4)
    is_ours = names["l2"] in shapes and f"{names['backbone']('fc7')}.weight" in shapes
    return {"classes": classes} if is_ours and classes else None


def _recognise_reduced(shapes):
    return {} if {"0.weight", "31.weight", "33.weight"} <= set(shapes) else None


def _amdegroot_geometry(classes):
    """Its code takes whatever has not VOC's number of classes for COCO."""
    return "amdegroot_voc300" if classes == 20 else "amdegroot_coco300"


TORCHVISION_MAP = NameMap(
    "torchvision",
    "SSD300",
    is_of_paper,
    lambda model: ssd_rows(model, _TORCHVISION),
    settings={"normalization": "vgg"},
    tops=("backbone.scale_weight", *(f"backbone.extra.{i}." for i in range(1, 5)), "head."),
    recognise=lambda shapes: _recognise(shapes, _TORCHVISION),
    make=lambda classes: ssd300_vgg16(classes, geometry="torchvision_coco300"),
    geometry=lambda classes: "torchvision_coco300",
)
AMDEGROOT_MAP = NameMap(
    "amdegroot",
    "SSD300",
    is_of_paper,
    lambda model: ssd_rows(model, _AMDEGROOT),
    settings={"normalization": "vgg"},
    tops=("L2Norm.", "extras.", "loc.", "conf."),
    recognise=lambda shapes: _recognise(shapes, _AMDEGROOT),
    make=lambda classes: ssd300_vgg16(classes, geometry=_amdegroot_geometry(classes)),
    geometry=_amdegroot_geometry,
)
REDUCED_MAP = NameMap(
    "amdegroot",
    "reduced VGG16",
    is_reduced_vgg16,
    lambda model: _backbone_rows(model, lambda name: str(REDUCED[name])),
    settings={"normalization": "vgg"},
    recognise=_recognise_reduced,
    make=lambda: VGG("16", reduced=True),
)
