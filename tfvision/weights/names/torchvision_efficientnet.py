"""EfficientNet B0 … B7 of torchvision."""

from tfvision.backbones import EfficientNet
from tfvision.backbones.efficientnet import VARIANTS, block_rows
from tfvision.classification import Classifier
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.rows import POINTWISE, convolution, dense

# The larger ones keep the epsilon of the authors.
EPSILONS = {"b5": 1e-3, "b6": 1e-3, "b7": 1e-3}
MOMENTA = {"b5": 0.99, "b6": 0.99, "b7": 0.99}


def _fits(model):
    backbone = backbone_of(model)
    return isinstance(backbone, EfficientNet) and not VARIANTS[backbone.variant].lite


def _rows(model):
    backbone = backbone_of(model)
    options = {"epsilon": EPSILONS.get(backbone.variant, 1e-5)}
    rows = convolution("features.0.0", backbone.stem, "features.0.1", **options)
    for block in backbone.blocks:
        stage, repeat = block.name.removeprefix("block")
        rows += mbconv_rows(f"features.{stage}.{ord(repeat) - ord('a')}.block", block, options)
    rows += convolution("features.8.0", backbone.top, "features.8.1", **options)
    if isinstance(model, Classifier) and not model.hidden_layers:
        rows += dense("classifier.1", model.logits, head=True)
    return rows


def mbconv_rows(key, block, options, widening=None):
    """Rows of an inverted residual: a sequence of its units, the excitation one of them.

    Args:
        key: What the names of its tensors begin with.
        block: The `InvertedResidual`.
        options: Arguments of `convolution`.
        widening: What those of its first unit begin with, if it stands elsewhere.
    """
    rows = []
    units = [part for part in (block.expand, block.depthwise) if part is not None]
    for place, part in enumerate(units):
        unit = widening if widening and part is block.expand else f"{key}.{place}"
        rows += convolution(f"{unit}.0", part, f"{unit}.1", **options)
    place = len(units)
    if block.squeeze_excite is not None:
        rows += dense(f"{key}.{place}.fc1", block.squeeze_excite.reduce, POINTWISE)
        rows += dense(f"{key}.{place}.fc2", block.squeeze_excite.expand, POINTWISE)
        place += 1
    return rows + convolution(f"{key}.{place}.0", block.project, f"{key}.{place}.1", **options)


def _recognise(shapes):
    if "features.1.0.block.1.fc1.weight" not in shapes or "features.8.0.weight" not in shapes:
        return None
    blocks = {tuple(key.split(".")[1:3]) for key in shapes if ".block." in key}
    last = shapes.get("features.7.0.block.3.0.weight", (None,))[0]
    variant = variant_of(len(blocks), last)
    classes = shapes.get("classifier.1.weight", (None,))[0]
    return variant and {"variant": variant, "classes": classes}


def variant_of(blocks, filters, lite=False):
    """The variant with so many blocks, the last ones with so many filters, or None."""
    for variant, row in VARIANTS.items():
        rows = block_rows(variant)
        if row.lite == lite and len(rows) == blocks and rows[-1][2]["filters"] == filters:
            return variant
    return None


def _make(variant, classes):
    backbone = EfficientNet(
        variant,
        padding="torch",
        momentum=MOMENTA.get(variant, 0.9),
        epsilon=EPSILONS.get(variant, 1e-5),
    )
    if classes is None:
        return backbone
    row = VARIANTS[variant]
    return Classifier(backbone, classes, dropout=row.dropout, image_size=row.image_size)


MAP = NameMap(
    "torchvision",
    "EfficientNet",
    _fits,
    _rows,
    settings={"normalization": "torch", "padding": "torch"},
    tops=("classifier.",),
    recognise=_recognise,
    make=_make,
)
