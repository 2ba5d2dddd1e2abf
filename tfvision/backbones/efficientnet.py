"""EfficientNet B0-B7 and the Lite variants as backbones: one network, scaled by a table."""

import math
from typing import NamedTuple

import keras
import numpy as np

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.widths import check_multiplier, scaled_width
from tfvision.layers import ConvNormAct, ImageNormalization, MBConv, fold


class Variant(NamedTuple):
    """How much wider and deeper than B0, and what the classifier uses: input side and dropout."""

    width: float
    depth: float
    side: int
    dropout: float
    lite: bool = False

    @property
    def image_size(self):
        """Height and width of the images that the variant is meant for."""
        return self.side, self.side


# The authors' tables; those of the paper's section 3.3 follow from them
VARIANTS = {
    "b0": Variant(1.0, 1.0, 224, 0.2),
    "b1": Variant(1.0, 1.1, 240, 0.2),
    "b2": Variant(1.1, 1.2, 260, 0.3),
    "b3": Variant(1.2, 1.4, 300, 0.3),
    "b4": Variant(1.4, 1.8, 380, 0.4),
    "b5": Variant(1.6, 2.2, 456, 0.4),
    "b6": Variant(1.8, 2.6, 528, 0.5),
    "b7": Variant(2.0, 3.1, 600, 0.5),
    "lite0": Variant(1.0, 1.0, 224, 0.2, lite=True),
    "lite1": Variant(1.0, 1.1, 240, 0.2, lite=True),
    "lite2": Variant(1.1, 1.2, 260, 0.3, lite=True),
    "lite3": Variant(1.2, 1.4, 280, 0.3, lite=True),
    "lite4": Variant(1.4, 1.8, 300, 0.3, lite=True),
}

# Table 1 of the paper, stages 2-8: expansion, kernel, channels, repeats, strides of the first.
STAGES = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)


def round_repeats(repeats, depth):
    """Returns how often a block is repeated at a depth."""
    return math.ceil(repeats * depth)


@keras.saving.register_keras_serializable(package="tfvision")
class EfficientNet(Backbone):
    """Inverted residual blocks with squeeze and excitation, named as in `keras.applications`.

    Table 1 of the paper, scaled by its compound coefficients, up to the last 1x1 convolution. The
    feature maps are those of the last block before each halving, and the last map. The Lite
    variants have no excitation and ReLU6 for swish, which 8-bit integers lose less of; their first
    and last convolution are as wide, and their first and last stage as deep, as B0's.

    Args:
        variant: "b0" … "b7", or "lite0" … "lite4"; `VARIANTS` says what each means.
        padding: "same" pads as `keras.applications` does for images of a known size, "torch" on
            both sides, like PyTorch's networks.
        normalization: Mode of `ImageNormalization`. The published weights expect "torch", those of
            the Lite variants "mb2-lite".
        momentum: Of the batch normalization; with less than a thousand training steps, 0.9 lets its
            statistics keep up.
        epsilon: Of the batch normalization.
        drop_connect: Rate of `StochasticDepth` that the blocks approach, from 0 in the first.
        width: Multiplier of the variant's channels, which become multiples of 8.
        depth: Multiplier of how often the variant repeats a block, rounded up. The first and the
            last block of a Lite variant stay single.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Stage up to which the layers are not trained, see `freeze()`: "stem", "block1a" …
            "block7a", "top" or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`; of a block, the depthwise one.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, ceil(H / stride), ceil(W / stride), C]`, for B0 "block1a" (C 16,
        stride 2), "block2b" (24, 4), "block3b" (40, 8), "block5c" (112, 16), "block7a" (320, 32)
        and "top" (1280, 32).
    Raises: ValueError for another variant or padding, or a multiplier that is not above 0.

    Example:
        >>> features = EfficientNet("lite0")(keras.Input((None, None, 3)))
        >>> {name: map.shape[-1] for name, map in features.items()}["block5c"]
        112

    Differs from the paper: strides of stages 5 and 6 and the 0.2 of `drop_connect` are those of the
        authors' code.
    Reference: Tan and Le, EfficientNet, ICML 2019.
    """

    def __init__(
        self,
        variant="b0",
        padding="same",
        normalization="torch",
        momentum=0.99,
        epsilon=1e-3,
        drop_connect=0.2,
        width=1.0,
        depth=1.0,
        *,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        if variant not in VARIANTS:
            raise ValueError(f"variant must be one of {', '.join(VARIANTS)}, got {variant!r}")
        if padding not in ("same", "torch"):
            raise ValueError(f'padding must be "same" or "torch", got {padding!r}')
        check_multiplier(width=width, depth=depth)
        self.variant = variant
        self.width = width
        self.depth = depth
        self.padding = padding
        self.normalization = normalization
        self.momentum = momentum
        self.epsilon = epsilon
        self.drop_connect = drop_connect
        self.normalize = ImageNormalization(
            normalization, scaled=not fused, name="normalize", dtype=self.dtype_policy
        )
        stem, top = self._end_widths()
        convolution = {"kernel_initializer": "fan_out"}
        self.stem = self._make(ConvNormAct, "stem", stem, 3, strides=2, **convolution)
        self.blocks = self._make_blocks()
        self.top = self._make(ConvNormAct, "top", top, 1, **convolution)
        self.stages = [self.stem, *self.blocks, self.top]
        self._finish()

    def _end_widths(self):
        own = 1.0 if VARIANTS[self.variant].lite else VARIANTS[self.variant].width
        return scaled_width(32, own * self.width), scaled_width(1280, own * self.width)

    def _make(self, kind, name, *shape, **options):
        return kind(
            *shape,
            name=name,
            padding=self.padding,
            activation="relu6" if VARIANTS[self.variant].lite else "swish",
            norm=not self.fused,
            epsilon=self.epsilon,
            momentum=self.momentum,
            deformable=self._deformation(name),
            dtype=self.dtype_policy,
            **options,
        )

    def _make_blocks(self):
        rows = block_rows(self.variant, self.width, self.depth)
        blocks = []
        stride = 2
        for index, (name, strides, options) in enumerate(rows):
            if strides == 2:
                self.strides[blocks[-1].name] = stride
                stride *= 2
            drop_rate = self.drop_connect * index / len(rows)
            blocks.append(self._make(MBConv, name, strides=strides, drop_rate=drop_rate, **options))
        self.strides[blocks[-1].name] = self.strides["top"] = stride
        return blocks

    def call(self, images, training=None):
        features = {}
        x = self.normalize(images)  # [B, H, W, 3]
        for layer in self.stages:
            x = layer(x, training=training)
            if layer.name in self.strides:
                features[layer.name] = x  # [B, H/stride, W/stride, C]
        return features

    def fold_from(self, source):
        """Takes the weights of the same backbone, fused or not."""
        for layer, given in zip(self.stages, source.stages, strict=True):
            fold(given, layer)
        if self.fused and not source.fused:
            # What the normalization divides by becomes a part of the first kernel.
            kernel = self.stem.convolution.kernel
            kernel.assign(kernel / np.reshape(self.normalize.deviation, (3, 1)))

    def get_config(self):
        return {
            **super().get_config(),
            "variant": self.variant,
            "width": self.width,
            "depth": self.depth,
            "padding": self.padding,
            "normalization": self.normalization,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "drop_connect": self.drop_connect,
            "deformable": self.deformable,
        }


def block_rows(variant, width=1.0, depth=1.0):
    """Returns one (name, strides, options of `MBConv`) for each block, in order."""
    own_width, own_depth, *_, lite = VARIANTS[variant]
    rows = []
    for stage, (expansion, kernel_size, channels, repeats, strides) in enumerate(STAGES, 1):
        is_end = stage in (1, len(STAGES))
        repeats = repeats if lite and is_end else round_repeats(repeats, own_depth * depth)
        options = {
            "filters": scaled_width(channels, own_width * width),
            "kernel_size": kernel_size,
            "expansion": expansion,
            "squeeze_ratio": None if lite else 0.25,
        }
        for repeat in range(repeats):
            name = f"block{stage}{chr(ord('a') + repeat)}"
            rows.append((name, strides if repeat == 0 else 1, options))
    return rows
