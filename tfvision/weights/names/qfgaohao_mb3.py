"""SSDLite on MobileNetV3-Large of qfgaohao, and its backbone."""

from tfvision.backbones import MobileNetV3
from tfvision.detection.geometries import MB3_LITE
from tfvision.detection.lite import QFGAOHAO_MB3
from tfvision.detection.mobilenets import ssdlite_mobilenet_v3
from tfvision.detection.model import SSD
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.qfgaohao_mb2 import BOXES, HEADS
from tfvision.weights.names.ssd_heads import classes_of, extras_at, head_rows
from tfvision.weights.rows import convolution, normalized_dense

EXTRAS = MB3_LITE[2:]
_SETTINGS = {"normalization": "mb2-lite", "padding": "torch", "alpha": 1.0}


def _block_rows(key, block):
    parts = block.expand, block.depthwise, block.project
    rows = []
    for number, part in enumerate(parts, 1):
        rows += convolution(f"{key}.conv{number}", part, f"{key}.bn{number}")
    if getattr(block, "shortcut", None) is not None:
        rows += convolution(f"{key}.shortcut.0", block.shortcut, f"{key}.shortcut.1")
    excite = getattr(block, "squeeze_excite", None)
    if excite is not None:
        rows += normalized_dense(f"{key}.se.se.1", f"{key}.se.se.2", excite.reduce)
        rows += normalized_dense(f"{key}.se.se.4", f"{key}.se.se.5", excite.expand)
    return rows


def _backbone_rows(model, start):
    """Its first and last convolutions are not in a sequence of their own: 3 places each."""
    backbone = backbone_of(model)
    rows = convolution(f"{start}0", backbone.first, f"{start}1")
    for place, block in enumerate(backbone.blocks, 3):
        rows += _block_rows(f"{start}{place}", block)
    return rows + convolution(f"{start}18", backbone.last, f"{start}19")


def _fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, MobileNetV3) and backbone.late


def _ssd_rows(model):
    rows = _backbone_rows(model, "base_net.")
    if isinstance(model, SSD):
        for number, layer in extras_at(model, EXTRAS):
            rows += _block_rows(f"extras.{number}", layer)
        rows += head_rows(model, MB3_LITE, *HEADS)
    return rows


def _recognise_ssd(shapes):
    classes = classes_of(shapes, f"{HEADS[1]}.5.weight", BOXES)
    return {"classes": classes} if classes and "base_net.17.conv3.weight" in shapes else None


MAP = NameMap(
    "qfgaohao",
    "mb3-large-ssd-lite",
    lambda model: _fits(model) and getattr(model, "lite", QFGAOHAO_MB3) == QFGAOHAO_MB3,
    _ssd_rows,
    settings=_SETTINGS,
    tops=("extras.", *(f"{start}." for start in HEADS)),
    recognise=_recognise_ssd,
    make=lambda classes: ssdlite_mobilenet_v3(classes, geometry="qfgaohao_mb3_lite"),
    geometry=lambda classes: "qfgaohao_mb3_lite",
)
BACKBONE_MAP = NameMap(
    "qfgaohao",
    "MobileNetV3-Large",
    _fits,
    lambda model: _backbone_rows(model, ""),
    settings=_SETTINGS,
    recognise=lambda shapes: {} if "17.conv3.weight" in shapes else None,
    make=lambda: MobileNetV3(normalization="mb2-lite", late=True, epsilon=1e-5, momentum=0.9),
)
