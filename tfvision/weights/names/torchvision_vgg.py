"""VGG of torchvision, with and without batch normalization."""

import math
import re

import numpy as np

from tfvision.backbones import VGG
from tfvision.backbones.application_weights import DECIMATION, decimated
from tfvision.backbones.five_stages import VARIANTS
from tfvision.classification import Classifier
from tfvision.text.slices import Slices
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.rows import Row, Transform, convolution, dense, dense_of_grid

# Of VGG16, the layer that CRAFT's slices do without
AFTER_SLICES = ("features.40.", "features.41.")
DENSE_KEYS = ("classifier.0", "classifier.3", "classifier.6")
GRID = (7, 7)
_EVERY_FOURTH = Transform(
    lambda shape, x: x[::DECIMATION], None, lambda shape: ((shape[0] * DECIMATION,),)
)


def places(counts, batch_norm):
    """Name of each 3x3 layer -> its place in torchvision's sequence of layers.

    Args:
        counts: Number of layers in each stage.
        batch_norm: Whether a normalization stands between convolution and ReLU.
    """
    found, place = {}, 0
    for stage, count in enumerate(counts, 1):
        for index in range(1, count + 1):
            found[f"conv{stage}_{index}"] = place
            place += 3 if batch_norm else 2
        place += 1  # The pooling
    return found


def _fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, VGG) or (isinstance(backbone, Slices) and backbone.kind == "plain")


def _rows(model):
    backbone = backbone_of(model)
    is_slices = isinstance(backbone, Slices)
    batch_norm = is_slices or backbone.batch_norm
    at = places(VARIANTS["16" if is_slices else backbone.variant], batch_norm)
    rows = []
    for layer in backbone.stages:
        if layer.name in at:
            place = at[layer.name]
            norm = f"features.{place + 1}" if batch_norm else None
            rows += convolution(f"features.{place}", layer, norm, bias=True)
    if not is_slices and backbone.reduced:
        rows += _reduced_rows(backbone)
    return rows + dense_rows(model)


def _reduced_rows(backbone):
    """Rows of SSD's fc6 and fc7, thinned out from the first two dense layers."""
    rows = []
    for key, layer, grid in (
        (DENSE_KEYS[0], backbone.fc6, GRID),
        (DENSE_KEYS[1], backbone.fc7, (1, 1)),
    ):
        kernel, bias = layer.convolution.kernel, layer.convolution.bias
        rows.append(Row((f"{key}.weight",), kernel, _decimated_grid(grid), derived=True))
        rows.append(Row((f"{key}.bias",), bias, _EVERY_FOURTH, derived=True))
    return rows


def _decimated_grid(grid):
    cells = math.prod(grid)

    def ours(shape, x):
        # [F, C * h * w] -> [h, w, C, F]
        return decimated(np.transpose(np.reshape(x, (len(x), -1, *grid)), (2, 3, 1, 0)))

    def shapes(shape):
        channels = shape[2] * (1 if cells > 1 else DECIMATION)
        return ((shape[3] * DECIMATION, channels * cells),)

    return Transform(ours, None, shapes)


def dense_rows(model):
    """Rows of VGG's three dense layers; none for a model with another head."""
    if not isinstance(model, Classifier) or model.head != "dense" or len(model.hidden_layers) != 2:
        return []
    if model.hidden_activation != "relu":
        return []
    first, second = model.hidden_layers
    return [
        *dense(DENSE_KEYS[0], first, dense_of_grid(*GRID)),
        *dense(DENSE_KEYS[1], second),
        *dense(DENSE_KEYS[2], model.logits, head=True),
    ]


def arguments(shapes, pattern):
    """Variant, classes and hidden widths of a VGG whose convolutions' names match, or None."""
    count = sum(
        1 for key, shape in shapes.items() if len(shape) == 4 and re.fullmatch(pattern, key)
    )
    variant = next((name for name, counts in VARIANTS.items() if sum(counts) == count), None)
    if variant is None:
        return None
    widths = [shapes.get(f"{key}.weight", (None,))[0] for key in DENSE_KEYS]
    if None in widths:
        widths = [None] * 3
    return {"variant": variant, "classes": widths[2], "hidden": tuple(widths[:2])}


def _recognise(shapes):
    found = arguments(shapes, r"features\.\d+\.weight")
    return found and {**found, "batch_norm": "features.1.running_var" in shapes}


def _make(variant, classes, hidden, batch_norm):
    backbone = VGG(variant, batch_norm, normalization="torch", pooled=True)
    if classes is None:
        return backbone
    return Classifier(backbone, classes, head="dense", hidden=hidden, dropout=0.5)


MAP = NameMap(
    "torchvision",
    "VGG",
    _fits,
    _rows,
    settings={"normalization": "torch"},
    tops=("classifier.", *AFTER_SLICES),
    recognise=_recognise,
    make=_make,
)
