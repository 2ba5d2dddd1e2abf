"""SSD300 on VGG16 of qfgaohao, which normalises conv4_3 by its batches and not by its length."""

from tfvision.detection.architectures import ssd300_vgg16
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap
from tfvision.weights.names import ssd300
from tfvision.weights.names.qfgaohao_mb2 import HEADS
from tfvision.weights.names.ssd_heads import classes_of
from tfvision.weights.rows import normalization

_NORM = "source_layer_add_ons.0"
_NAMES = {
    "backbone": lambda name: f"base_net.{ssd300.REDUCED[name]}",
    "extra": lambda level, half: f"extras.{level}.{2 * half}",
    "offsets": HEADS[0],
    "logits": HEADS[1],
}


def _fits(model):
    return ssd300.is_reduced_vgg16(model) and (
        not isinstance(model, SSD)
        or (bool(model.norm_layers) and not model.l2_layers and not model.lite)
    )


def _rows(model):
    rows = ssd300.ssd_rows(model, _NAMES)
    for layer in getattr(model, "norm_layers", {}).values():
        rows += normalization(_NORM, layer)
    return rows


def _recognise(shapes):
    classes = classes_of(shapes, f"{HEADS[1]}.0.weight", 4)
    return {"classes": classes} if classes and f"{_NORM}.weight" in shapes else None


MAP = NameMap(
    "qfgaohao",
    "vgg16-ssd",
    _fits,
    _rows,
    settings={"normalization": "vgg"},
    tops=("source_layer_add_ons.", "extras.", *(f"{start}." for start in HEADS)),
    recognise=_recognise,
    make=lambda classes: ssd300_vgg16(
        classes, geometry="qfgaohao_vgg300", l2_normalized=(), batch_normalized=("conv4_3",)
    ),
    geometry=lambda classes: "qfgaohao_vgg300",
)
