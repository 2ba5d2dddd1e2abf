"""MobileNetV3-Large of torchvision, and its SSDLite320."""

from tfvision.backbones import MobileNetV3
from tfvision.backbones.widths import scaled_width
from tfvision.classification import Classifier
from tfvision.detection.geometries import MB3_320
from tfvision.detection.lite import TORCHVISION
from tfvision.detection.mobilenets import ssdlite_mobilenet_v3
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.names.torchvision_efficientnet import mbconv_rows
from tfvision.weights.names.torchvision_mobilenet_v2 import ALPHAS, known
from tfvision.weights.rows import convolution, dense

_NORM = {"epsilon": 1e-3}
_ACTIVATION = "hard_swish"  # Of the classifier's hidden layer
_SPLIT = 13  # The block whose widened map the detector reads stands in both of its sequences.
_SSD = "backbone.features"
_LOGITS = "head.classification_head.module_list"
_OFFSETS = "head.regression_head.module_list"


def _fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, MobileNetV3) and not backbone.late


def _rows(model):
    backbone = backbone_of(model)
    rows = convolution("features.0.0", backbone.first, "features.0.1", **_NORM)
    for number, block in enumerate(backbone.blocks, 1):
        rows += mbconv_rows(f"features.{number}.block", block, _NORM)
    rows += convolution("features.16.0", backbone.last, "features.16.1", **_NORM)
    if _has_their_head(model):
        rows += dense("classifier.0", model.hidden_layers[0])
        rows += dense("classifier.3", model.logits, head=True)
    return rows


def _has_their_head(model):
    is_one = isinstance(model, Classifier) and len(model.hidden_layers) == 1
    return is_one and model.hidden_activation == _ACTIVATION


def _ssd_fits(model):
    return _fits(model) and getattr(model, "lite", TORCHVISION) == TORCHVISION


def _ssd_rows(model):
    rows = _ssd_backbone_rows(backbone_of(model))
    if isinstance(model, SSD):
        for number, layer in extras_at(model, MB3_320[2:]):
            for place, part in enumerate((layer.expand, layer.depthwise, layer.project)):
                key = f"backbone.extra.{number}.{place}"
                rows += convolution(f"{key}.0", part, f"{key}.1", **_NORM)
        parts = "0.0", "0.1", "1"
        rows += head_rows(model, MB3_320, _OFFSETS, _LOGITS, parts, bias=False, **_NORM)
    return rows


def _ssd_backbone_rows(backbone):
    first, second = f"{_SSD}.0", f"{_SSD}.1"
    rows = convolution(f"{first}.0.0", backbone.first, f"{first}.0.1", **_NORM)
    for number, block in enumerate(backbone.blocks, 1):
        if number < _SPLIT:
            rows += mbconv_rows(f"{first}.{number}.block", block, _NORM)
        elif number > _SPLIT:
            rows += mbconv_rows(f"{second}.{number - _SPLIT}.block", block, _NORM)
        else:
            rows += mbconv_rows(f"{second}.0", block, _NORM, widening=f"{first}.{number}")
    return rows + convolution(f"{second}.3.0", backbone.last, f"{second}.3.1", **_NORM)


def _recognise(shapes):
    if "features.4.block.2.fc1.weight" not in shapes:
        return None
    found = _widths(shapes, "features.12.block.3.0.weight", "features.16.0.weight")
    hidden, classes = (shapes.get(f"classifier.{i}.weight", (None,))[0] for i in (0, 3))
    return found and {**found, "hidden": hidden, "classes": classes}


def _recognise_ssd(shapes):
    classes = classes_of(shapes, f"{_LOGITS}.0.1.weight", 6)
    found = _widths(shapes, f"{_SSD}.0.12.block.3.0.weight", f"{_SSD}.1.3.0.weight")
    return {**found, "classes": classes} if found and classes else None


def _widths(shapes, narrow, last):
    """Width multiplier, or None for one that is none of those known, and whether the tail is."""
    widths = [shapes.get(key, (None,))[0] for key in (narrow, last)]
    if None in widths:
        return None
    for alpha in ALPHAS:
        for tail in (160, 80):
            if widths == [scaled_width(112, alpha, True), 6 * scaled_width(tail, alpha, True)]:
                return {"alpha": alpha, "reduced_tail": tail == 80}
    return {"alpha": None, "reduced_tail": False}


def _make(alpha, reduced_tail, hidden, classes):
    backbone = MobileNetV3(known(alpha), reduced_tail=reduced_tail)
    if classes is None:
        return backbone
    return Classifier(backbone, classes, hidden=hidden, hidden_activation=_ACTIVATION)


def _make_ssd(alpha, reduced_tail, classes):
    return ssdlite_mobilenet_v3(classes, alpha=known(alpha), reduced_tail=reduced_tail)


MAP = NameMap(
    "torchvision",
    "MobileNetV3-Large",
    _fits,
    _rows,
    settings={"normalization": "torch", "padding": "torch"},
    tops=("classifier.",),
    recognise=_recognise,
    make=_make,
)
SSD_MAP = NameMap(
    "torchvision",
    "SSDLite320",
    _ssd_fits,
    _ssd_rows,
    settings={"normalization": "tf", "padding": "torch"},
    tops=("backbone.extra.", "head."),
    recognise=_recognise_ssd,
    make=_make_ssd,
    geometry=lambda classes: "torchvision_mb3_320",
)
