"""CRAFT of clovaai: its names follow the slices into which it cuts torchvision's VGG16."""

from tfvision.text.architectures import craft
from tfvision.text.model import CRAFT
from tfvision.text.slices import STAGES, Slices
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.torchvision_vgg import places
from tfvision.weights.rows import convolution

# Places in VGG's sequence at which the second, third and fourth slice begin
STARTS = (12, 19, 29)
FC_KEYS = {"fc6": "basenet.slice5.1", "fc7": "basenet.slice5.2"}


def slice_keys():
    """Name of each layer of `Slices` -> (name of its convolution, of its normalization)."""
    keys = {}
    for name, place in places([count for count, _ in STAGES], True).items():
        pair = (f"basenet.slice{slice_of(at)}.{at}" for at in (place, place + 1))
        keys[name] = tuple(pair)
    return keys


def slice_of(place):
    """Number of the slice, from 1, in which a layer of VGG's sequence stands."""
    return 1 + sum(place >= start for start in STARTS)


def up_keys(index):
    """Names of convolution and normalization of the two layers of a step of the decoder."""
    return [(f"upconv{index}.conv.{at}", f"upconv{index}.conv.{at + 1}") for at in (0, 3)]


def _fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, Slices) and backbone.kind == "plain"


def _rows(model):
    backbone = backbone_of(model)
    keys, rows = slice_keys(), []
    for layer in backbone.stages:
        if layer.name in FC_KEYS:
            rows += convolution(FC_KEYS[layer.name], layer, bias=True)
        else:
            rows += convolution(keys[layer.name][0], layer, keys[layer.name][1], bias=True)
    if isinstance(model, CRAFT):
        for index, layers in enumerate(model.up_layers, 1):
            for layer, (key, norm) in zip(layers, up_keys(index), strict=True):
                rows += convolution(key, layer, norm, bias=True)
        for index, layer in enumerate(model.head_layers):
            last = layer is model.head_layers[-1]
            rows += convolution(f"conv_cls.{2 * index}", layer, bias=True, head=last)
    return rows


def _recognise(shapes):
    wide = shapes.get("basenet.slice1.0.weight", (0,))[0]
    if not wide or "conv_cls.8.weight" not in shapes:
        return None
    return {"outputs": shapes["conv_cls.8.weight"][0], "width": wide / 64}


MAP = NameMap(
    "clovaai",
    "CRAFT",
    _fits,
    _rows,
    settings={"normalization": "torch", "dilation_rate": 6},
    tops=("upconv", "conv_cls"),
    recognise=_recognise,
    make=craft,
)
