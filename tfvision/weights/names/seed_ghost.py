"""GhostVGG and GhostCRAFT as this library found them: VGG and CRAFT with Ghost modules inside."""

from tfvision.backbones import GhostVGG
from tfvision.backbones.five_stages import VARIANTS
from tfvision.classification import Classifier
from tfvision.text.architectures import ghost_craft
from tfvision.text.model import CRAFT
from tfvision.text.slices import Slices
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names import clovaai_craft
from tfvision.weights.names.torchvision_vgg import arguments, dense_rows, places
from tfvision.weights.rows import ghost, normalization


def _doubled(key, norm, layer):
    return ghost(key, layer.ghost) + normalization(norm, layer.normalization)


def _vgg_fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, GhostVGG) and backbone.faithful


def _vgg_rows(model):
    backbone = backbone_of(model)
    rows = []
    at = places(VARIANTS[backbone.variant], backbone.batch_norm)
    for layer in backbone.stages:
        place = at[layer.name]
        if backbone.batch_norm:
            rows += _doubled(f"features.{place}", f"features.{place + 1}", layer)
        else:
            rows += ghost(f"features.{place}", layer)
    return rows + dense_rows(model)


def _recognise_vgg(shapes):
    found = arguments(shapes, r"features\.\d+\.primary_conv\.0\.weight")
    return found and {**found, "batch_norm": "features.1.running_var" in shapes}


def _make_vgg(variant, classes, hidden, batch_norm):
    backbone = GhostVGG(variant, batch_norm, pooled=True)
    if classes is None:
        return backbone
    return Classifier(backbone, classes, head="dense", hidden=hidden, dropout=0.5)


def _craft_fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, Slices) and backbone.kind == "doubled"


def _craft_rows(model):
    keys, rows = clovaai_craft.slice_keys(), []
    for layer in backbone_of(model).stages:
        if layer.name in clovaai_craft.FC_KEYS:
            rows += ghost(clovaai_craft.FC_KEYS[layer.name], layer)
        else:
            rows += _doubled(*keys[layer.name], layer)
    if isinstance(model, CRAFT):
        for index, layers in enumerate(model.up_layers, 1):
            for layer, (key, norm) in zip(layers, clovaai_craft.up_keys(index), strict=True):
                rows += _doubled(key, norm, layer)
        layers = model.head_layers if model.head == "ghost" else model.head_layers[:-1]
        for index, layer in enumerate(layers):
            rows += ghost(f"conv_cls.{2 * index}", layer)
    return rows


def _recognise_craft(shapes):
    first = shapes.get("basenet.slice1.0.primary_conv.0.weight", (0,))[0]
    last = shapes.get("conv_cls.8.primary_conv.0.weight")
    if not first or last is None:
        return None
    # A Ghost module makes half of the maps, rounded up: one map is one, two maps are one too.
    return {"outputs": 2 * last[0] - 1, "width": 2 * first / 64}


VGG_MAP = NameMap(
    "seed",
    "GhostVGG",
    _vgg_fits,
    _vgg_rows,
    settings={"normalization": "torch"},
    tops=("classifier.",),
    recognise=_recognise_vgg,
    make=_make_vgg,
)
CRAFT_MAP = NameMap(
    "seed",
    "GhostCRAFT",
    _craft_fits,
    _craft_rows,
    settings={"normalization": "torch", "dilation_rate": 1},
    tops=("upconv", "conv_cls"),
    recognise=_recognise_craft,
    make=ghost_craft,
)
