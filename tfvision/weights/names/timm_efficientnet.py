"""EfficientNets of timm: B0 … B7 and Lite, its own and those taken over from TensorFlow."""

from tfvision.backbones import EfficientNet
from tfvision.backbones.efficientnet import VARIANTS
from tfvision.classification import Classifier
from tfvision.weights.name_map import NameMap, backbone_of
from tfvision.weights.names.torchvision_efficientnet import variant_of
from tfvision.weights.rows import POINTWISE, convolution, dense

# Names of the parts of a block: its convolutions, each with the normalization after it
_WIDENED = {"expand": ("conv_pw", "bn1"), "depthwise": ("conv_dw", "bn2")}
_PLAIN = {"depthwise": ("conv_dw", "bn1")}
# Of the normalizations of each source
EPSILONS = {"timm": 1e-5, "timm_tf": 1e-3}
MOMENTA = {"timm": 0.9, "timm_tf": 0.99}
NOTES = {
    "timm": 'files of tf_efficientnet_* look the same: for these, source="timm_tf"',
    "timm_tf": 'files of efficientnet_* without "tf_" look the same: for these, source="timm"',
}


def _rows(model, epsilon):
    backbone = backbone_of(model)
    rows = convolution("conv_stem", backbone.stem, "bn1", epsilon=epsilon)
    for block in backbone.blocks:
        stage, repeat = block.name.removeprefix("block")
        rows += _block_rows(f"blocks.{int(stage) - 1}.{ord(repeat) - ord('a')}", block, epsilon)
    rows += convolution("conv_head", backbone.top, "bn2", epsilon=epsilon)
    if isinstance(model, Classifier) and not model.hidden_layers:
        rows += dense("classifier", model.logits, head=True)
    return rows


def _block_rows(key, block, epsilon):
    is_widened = block.expand is not None
    project = ("conv_pwl", "bn3") if is_widened else ("conv_pw", "bn2")
    parts = {**(_WIDENED if is_widened else _PLAIN), "project": project}
    rows = []
    for name, (place, norm) in parts.items():
        part = getattr(block, name)
        rows += convolution(f"{key}.{place}", part, f"{key}.{norm}", epsilon=epsilon)
    if block.squeeze_excite is not None:
        rows += dense(f"{key}.se.conv_reduce", block.squeeze_excite.reduce, POINTWISE)
        rows += dense(f"{key}.se.conv_expand", block.squeeze_excite.expand, POINTWISE)
    return rows


def _recognise(shapes, lite):
    last = shapes.get("blocks.6.0.conv_pwl.weight")
    needed = {"conv_stem.weight", "conv_head.weight", "bn2.weight", "blocks.0.0.conv_dw.weight"}
    if last is None or not needed <= set(shapes):
        return None
    if lite == ("blocks.0.0.se.conv_reduce.weight" in shapes):
        return None
    blocks = {tuple(key.split(".")[1:3]) for key in shapes if key.startswith("blocks.")}
    variant = variant_of(len(blocks), last[0], lite)
    classes = shapes.get("classifier.weight", (None,))[0]
    return variant and {"variant": variant, "classes": classes}


def _map(source, normalizations, lite=False):
    settings = {
        "normalization": normalizations,
        "padding": "same" if source == "timm_tf" else "torch",
    }

    def fits(model):
        backbone = backbone_of(model)
        return isinstance(backbone, EfficientNet) and VARIANTS[backbone.variant].lite == lite

    def make(variant, classes):
        backbone = EfficientNet(
            variant,
            settings["padding"],
            normalizations[0],
            momentum=MOMENTA[source],
            epsilon=EPSILONS[source],
        )
        if classes is None:
            return backbone
        row = VARIANTS[variant]
        return Classifier(backbone, classes, dropout=row.dropout, image_size=row.image_size)

    return NameMap(
        source,
        "EfficientNet Lite" if lite else "EfficientNet",
        fits,
        lambda model: _rows(model, EPSILONS[source]),
        settings=settings,
        tops=("classifier.",),
        recognise=lambda shapes: _recognise(shapes, lite),
        make=make,
        note=NOTES[source],
    )


MAPS = (
    _map("timm", ("torch",)),
    _map("timm", ("torch",), lite=True),
    # Those that were trained with AdvProp see pixels in [-1, 1].
    _map("timm_tf", ("torch", "tf")),
    # The authors' Lite ones saw (pixels - 127) / 128, which timm rounds.
    _map("timm_tf", ("tf", "mb2-lite"), lite=True),
)
