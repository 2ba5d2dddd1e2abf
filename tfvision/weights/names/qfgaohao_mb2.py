"""SSDLite on MobileNetV2 of qfgaohao, and its ImageNet backbone."""

from tfvision.backbones import MobileNetV2
from tfvision.detection.geometries import MB2_LITE
from tfvision.detection.lite import Lite
from tfvision.detection.mobilenets import ssdlite_mobilenet_v2
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.names.torchvision_mobilenet_v2 import alpha_of
from tfvision.weights.rows import convolution

EXTRAS = MB2_LITE[2:]
HEADS = ("regression_headers", "classification_headers")
BOXES = 6  # Of a cell, on each level


def _block_rows(key, block):
    """Rows of an inverted residual: convolution, normalization, ReLU one after another."""
    rows, place = [], 0
    for part in (block.expand, block.depthwise, block.project):
        if part is not None:
            rows += convolution(f"{key}.{place}", part, f"{key}.{place + 1}")
            place += 3
    return rows


def _backbone_rows(model, start):
    first, *blocks, last = backbone_of(model).stages
    rows = convolution(f"{start}0.0", first, f"{start}0.1")
    for place, block in enumerate(blocks, 1):
        rows += _block_rows(f"{start}{place}.conv", block)
    return rows + convolution(f"{start}18.0", last, f"{start}18.1")


def _fits(model):
    return isinstance(backbone_of(model), MobileNetV2)


def _ssd_fits(model):
    return _fits(model) and getattr(model, "lite", True) in (True, Lite())


def _ssd_rows(model):
    rows = _backbone_rows(model, "base_net.")
    if not isinstance(model, SSD):
        return rows
    for number, layer in extras_at(model, EXTRAS):
        rows += _block_rows(f"extras.{number}.conv", layer)
    return rows + head_rows(model, MB2_LITE, *HEADS)


def _recognise(shapes, start=""):
    first, last = (shapes.get(f"{start}{key}.weight", (None,))[0] for key in ("0.0", "17.conv.6"))
    if None in (first, last):
        return None
    return {"alpha": alpha_of(first, last, divisible=False)}


def _recognise_ssd(shapes):
    found = _recognise(shapes, "base_net.")
    classes = classes_of(shapes, f"{HEADS[1]}.5.weight", BOXES)
    return {**found, "classes": classes} if found and classes else None


MAP = NameMap(
    "qfgaohao",
    "mb2-ssd-lite",
    _ssd_fits,
    _ssd_rows,
    settings={"normalization": "mb2-lite", "padding": "torch"},
    tops=("extras.", *(f"{start}." for start in HEADS)),
    recognise=_recognise_ssd,
    make=lambda alpha, classes: ssdlite_mobilenet_v2(classes, alpha=alpha),
    geometry=lambda classes: "qfgaohao_mb2_lite",
)
BACKBONE_MAP = NameMap(
    "qfgaohao",
    "MobileNetV2",
    _fits,
    lambda model: _backbone_rows(model, ""),
    settings={"normalization": "mb2-lite", "padding": "torch"},
    tops=("classifier.",),
    recognise=_recognise,
    make=lambda alpha: MobileNetV2(alpha, "torch", "mb2-lite", divisible=False),
)
