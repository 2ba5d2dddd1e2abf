"""SSDLite on MobileNetV2 of lufficc, for images of 320 x 320."""

from tfvision.backbones import MobileNetV2
from tfvision.detection.geometries import MB2_320
from tfvision.detection.lite import Lite
from tfvision.detection.mobilenets import ssdlite_mobilenet_v2
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.lufficc_vgg import LOGITS, OFFSETS
from tfvision.weights.names.qfgaohao_mb2 import BOXES
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.names.torchvision_mobilenet_v2 import backbone_rows, block_rows

EXTRAS = MB2_320[2:]


def _fits(model):
    is_lite = getattr(model, "lite", True) in (True, Lite())
    return isinstance(backbone_of(model), MobileNetV2) and is_lite


def _rows(model):
    rows = backbone_rows(model, "backbone.features")
    if isinstance(model, SSD):
        for number, layer in extras_at(model, EXTRAS):
            rows += block_rows(f"backbone.extras.{number}.conv", layer)
        rows += head_rows(model, MB2_320, OFFSETS, LOGITS, ("conv.0", "conv.1", "conv.3"))
    return rows


def _recognise(shapes):
    classes = classes_of(shapes, f"{LOGITS}.5.weight", BOXES)
    return {"classes": classes} if classes and "backbone.features.18.0.weight" in shapes else None


MAP = NameMap(
    "lufficc",
    "mb2@320",
    _fits,
    _rows,
    settings={"normalization": "vgg", "padding": "torch", "alpha": 1.0},
    tops=("backbone.extras.", "box_head."),
    recognise=_recognise,
    make=lambda classes: ssdlite_mobilenet_v2(
        classes, (320, 320), geometry="lufficc_mb2_320", normalization="vgg"
    ),
    geometry=lambda classes: "lufficc_mb2_320",
)
