"""SSD and SSDLite on MobileNetV1 of qfgaohao, and its ImageNet backbone."""

from tfvision.backbones import MobileNetV1
from tfvision.detection.geometries import MB1
from tfvision.detection.lite import QFGAOHAO_MB1
from tfvision.detection.mobilenets import ssd_mobilenet_v1
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.qfgaohao_mb2 import BOXES, HEADS
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.names.torchvision_mobilenet_v2 import ALPHAS, known
from tfvision.weights.rows import convolution

EXTRAS = MB1[2:]
_SETTINGS = {"normalization": "mb2-lite", "padding": "torch", "activation": "relu"}


def _backbone_rows(model, start):
    backbone = backbone_of(model)
    rows = convolution(f"{start}0.0", backbone.first, f"{start}0.1")
    for place, block in enumerate(backbone.blocks, 1):
        key = f"{start}{place}"
        rows += convolution(f"{key}.0", block.depthwise, f"{key}.1")
        rows += convolution(f"{key}.3", block.project, f"{key}.4")
    return rows


def _fits(model):
    return isinstance(backbone_of(model), MobileNetV1)


def _is_whole(model):
    """Whether all extras widen, as the source's do: ours do not where as many channels come in."""
    return all(getattr(layer, "expand", 0) is not None for layer in model.extra_layers)


def _ssd_rows(model):
    rows = _backbone_rows(model, "base_net.")
    if isinstance(model, SSD):
        for number, layer in extras_at(model, EXTRAS):
            for place, part in zip((0, 2), layer.layers, strict=True):
                rows += convolution(f"extras.{number}.{place}", part, bias=True)
        rows += head_rows(model, MB1, *HEADS)
    return rows


def _lite_rows(model):
    rows = _backbone_rows(model, "base_net.")
    if isinstance(model, SSD):
        for number, layer in extras_at(model, EXTRAS):
            parts = layer.expand, layer.depthwise, layer.project
            for place, part in zip(("0", "2.0", "2.2"), parts, strict=True):
                rows += convolution(f"extras.{number}.{place}", part, bias=True)
        rows += head_rows(model, MB1, *HEADS, ("0", None, "2"))
    return rows


def _recognise(shapes, start=""):
    first = shapes.get(f"{start}0.0.weight", (0,))[0]
    if not first or f"{start}13.3.weight" not in shapes:
        return None
    return {"alpha": next((alpha for alpha in ALPHAS if int(32 * alpha) == first), None)}


def _recognise_ssd(shapes, lite):
    found = _recognise(shapes, "base_net.")
    is_lite = "extras.0.2.2.weight" in shapes
    classes = classes_of(shapes, f"{HEADS[1]}.5.weight", BOXES)
    return {**found, "classes": classes} if found and classes and is_lite == lite else None


def _map(network, lite, rows):
    def fits(model):
        is_kind = not isinstance(model, SSD) or (model.lite == lite and _is_whole(model))
        return _fits(model) and is_kind

    return NameMap(
        "qfgaohao",
        network,
        fits,
        rows,
        settings=_SETTINGS,
        tops=("extras.", *(f"{start}." for start in HEADS)),
        recognise=lambda shapes: _recognise_ssd(shapes, bool(lite)),
        make=lambda alpha, classes: ssd_mobilenet_v1(classes, lite=lite, alpha=known(alpha)),
        geometry=lambda classes: "qfgaohao_mb1",
    )


MAP = _map("mb1-ssd", False, _ssd_rows)
LITE_MAP = _map("mb1-ssd-lite", QFGAOHAO_MB1, _lite_rows)
BACKBONE_MAP = NameMap(
    "qfgaohao",
    "MobileNetV1",
    _fits,
    lambda model: _backbone_rows(model, ""),
    settings=_SETTINGS,
    recognise=_recognise,
    make=lambda alpha: MobileNetV1(known(alpha)),
)
