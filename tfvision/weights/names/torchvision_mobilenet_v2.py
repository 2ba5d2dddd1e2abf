"""MobileNetV2 of torchvision."""

from tfvision.backbones import MobileNetV2
from tfvision.backbones.widths import scaled_width
from tfvision.classification import Classifier
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.problems import WeightsError
from tfvision.weights.rows import convolution, dense

# Width multipliers that somebody publishes, or tests
ALPHAS = (1.0, 1.4, 1.3, 0.75, 0.5, 0.35, 0.25, 0.2, 0.1)


def _fits(model):
    return isinstance(backbone_of(model), MobileNetV2)


def backbone_rows(model, key):
    """Rows of a MobileNetV2 whose layers' names begin with a key."""
    first, *blocks, last = backbone_of(model).stages
    rows = convolution(f"{key}.0.0", first, f"{key}.0.1")
    for place, block in enumerate(blocks, 1):
        rows += block_rows(f"{key}.{place}.conv", block)
    return rows + convolution(f"{key}.18.0", last, f"{key}.18.1")


def _rows(model):
    rows = backbone_rows(model, "features")
    if isinstance(model, Classifier) and not model.hidden_layers:
        rows += dense("classifier.1", model.logits, head=True)
    return rows


def block_rows(key, block):
    """Rows of an inverted residual: each unit a sequence of its own, save the last one."""
    units = [part for part in (block.expand, block.depthwise) if part is not None]
    rows = []
    for place, part in enumerate(units):
        rows += convolution(f"{key}.{place}.0", part, f"{key}.{place}.1")
    last = len(units)
    return rows + convolution(f"{key}.{last}", block.project, f"{key}.{last + 1}")


def _recognise(shapes):
    if "features.18.0.weight" not in shapes or "features.1.conv.0.0.weight" not in shapes:
        return None
    return {
        "alpha": alpha_of(shapes["features.0.0.weight"][0], shapes["features.17.conv.2.weight"][0]),
        "classes": shapes.get("classifier.1.weight", (None,))[0],
    }


def alpha_of(first, last, divisible=True):
    """The width multiplier that makes the first layer and the last block as wide, or None."""
    for alpha in ALPHAS:
        widths = [scaled_width(channels, alpha, divisible) for channels in (32, 320)]
        if widths == [first, last]:
            return alpha
    return None


def known(alpha):
    """The width multiplier, or a WeightsError for None, which `alpha_of` says of another one."""
    if alpha is None:
        raise WeightsError(f"its width multiplier is none of {', '.join(map(str, ALPHAS))}")
    return alpha


def _make(alpha, classes):
    backbone = MobileNetV2(known(alpha), "torch", "torch")
    return backbone if classes is None else Classifier(backbone, classes)


MAP = NameMap(
    "torchvision",
    "MobileNetV2",
    _fits,
    _rows,
    settings={"normalization": "torch", "padding": "torch"},
    tops=("classifier.",),
    recognise=_recognise,
    make=_make,
)
