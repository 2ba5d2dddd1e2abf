"""MobileNetV3-Large as a backbone, as its paper has it and as a port of it does."""

from typing import NamedTuple

import keras

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.widths import scaled_width
from tfvision.layers import Bneck, ConvNormAct, ImageNormalization


class Stage(NamedTuple):
    """One row of Table 1: a bneck."""

    kernel_size: int
    hidden: int
    filters: int
    excited: bool
    activation: str
    strides: int


LARGE = (
    Stage(3, 16, 16, False, "relu", 1),
    Stage(3, 64, 24, False, "relu", 2),
    Stage(3, 72, 24, False, "relu", 1),
    Stage(5, 72, 40, True, "relu", 2),
    Stage(5, 120, 40, True, "relu", 1),
    Stage(5, 120, 40, True, "relu", 1),
    Stage(3, 240, 80, False, "hard_swish", 2),
    Stage(3, 200, 80, False, "hard_swish", 1),
    Stage(3, 184, 80, False, "hard_swish", 1),
    Stage(3, 184, 80, False, "hard_swish", 1),
    Stage(3, 480, 112, True, "hard_swish", 1),
    Stage(3, 672, 112, True, "hard_swish", 1),
    Stage(5, 672, 160, True, "hard_swish", 2),
    Stage(5, 960, 160, True, "hard_swish", 1),
    Stage(5, 960, 160, True, "hard_swish", 1),
)
# The port halves the size one block later, and widens that block less.
LATE = (
    *LARGE[:12],
    Stage(5, 672, 160, True, "hard_swish", 1),
    Stage(5, 672, 160, True, "hard_swish", 2),
    LARGE[14],
)
_TAIL = 12  # Bnecks before those that a reduced tail makes half as wide
_PADDINGS = {"keras": "same", "torch": "torch"}


@keras.saving.register_keras_serializable(package="tfvision")
class MobileNetV3(Backbone):
    """Inverted residuals with squeeze and excitation, hard swish in the deeper half.

    Table 1 of the paper, up to the last convolution of a map. The feature maps are the widened ones
    inside the blocks that halve the size, which is where SSDLite reads them (section 6.3),
    "bneck_12", the last narrow one of stride 16, and the last of all.

    Args:
        alpha: Width multiplier.
        padding: "torch" pads on both sides, like PyTorch's networks, "keras" like
            `keras.applications.MobileNetV3Large`.
        normalization: Mode of `ImageNormalization`.
        reduced_tail: Whether the last blocks are half as wide, as in the paper's detector.
        late: Whether blocks are those of qfgaohao's detectors, see `Bneck`.
        epsilon: Of the batch normalization.
        momentum: Of the batch normalization.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Stage up to which the layers are not trained, see `freeze()`: "conv", "bneck_1" …
            "bneck_15", "conv_1" or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`; of a block, the depthwise one.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, ceil(H / stride), ceil(W / stride), C]`, C for alpha 1:
        "bneck_2_expand" 64, stride 2; "bneck_4_expand" 72, 4; "bneck_7_expand" 240, 8; "bneck_12"
        112, 16; "bneck_13_expand" 672, 16 ("bneck_14_expand" if `late`); "conv_1" 960, 32, or 480
        with a reduced tail.
    Raises: ValueError for another padding, and for a `late` one with a reduced tail.

    Example:
        >>> features = MobileNetV3(alpha=0.25)(keras.ops.zeros((1, 64, 96, 3)))
        >>> tuple(features["bneck_12"].shape)
        (1, 4, 6, 32)

    Reference: Howard et al., Searching for MobileNetV3, ICCV 2019.
    """

    def __init__(
        self,
        alpha=1.0,
        padding="torch",
        normalization="torch",
        *,
        reduced_tail=False,
        late=False,
        epsilon=1e-3,
        momentum=0.99,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        if padding not in _PADDINGS:
            raise ValueError(f'padding must be "keras" or "torch", got {padding!r}')
        if late and reduced_tail:
            raise ValueError("late and reduced_tail exclude each other, got True for both")
        self.alpha = alpha
        self.padding = padding
        self.normalization = normalization
        self.reduced_tail = reduced_tail
        self.late = late
        self.epsilon = epsilon
        self.momentum = momentum
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.first = self._make(
            ConvNormAct, "conv", self._width(16), 3, strides=2, activation="hard_swish"
        )
        self.blocks = self._make_blocks()
        last = 6 * self.blocks[-1].filters
        self.last = self._make(ConvNormAct, "conv_1", last, 1, activation="hard_swish")
        self.stages = [self.first, *self.blocks, self.last]
        self._finish()

    def _width(self, channels):
        return scaled_width(channels, self.alpha, divisible=True)

    def _make(self, kind, name, *shape, **options):
        return kind(
            *shape,
            name=name,
            padding=_PADDINGS[self.padding],
            norm=not self.fused,
            epsilon=self.epsilon,
            momentum=self.momentum,
            deformable=self._deformation(name),
            dtype=self.dtype_policy,
            **options,
        )

    def _make_blocks(self):
        blocks, stride = [], 2
        for number, row in enumerate(LATE if self.late else LARGE, 1):
            if row.strides == 2:
                self.strides[f"bneck_{number}_expand"] = stride
                stride *= 2
            blocks.append(self._make_block(number, row))
            if number == _TAIL:
                self.strides[f"bneck_{number}"] = stride
        self.strides["conv_1"] = stride
        return blocks

    def _make_block(self, number, row):
        halved = 2 if self.reduced_tail and number > _TAIL else 1
        # The block that halves the size is as wide as before: SSDLite reads it.
        hidden = self._width(row.hidden // (halved if row.strides == 1 else 1))
        filters = self._width(row.filters // halved)
        reduced = filters // 4 if self.late else scaled_width(hidden // 4, 1, divisible=True)
        return self._make(
            Bneck,
            f"bneck_{number}",
            filters,
            row.kernel_size,
            row.strides,
            hidden=hidden,
            reduced=reduced if row.excited else None,
            activation=row.activation,
            late=self.late,
        )

    def call(self, images, training=None):
        x = self.first(self.normalize(images), training=training)  # [B, H/2, W/2, 16]
        features, x = self._through(self.blocks, x, training)
        features["conv_1"] = self.last(x, training=training)  # [B, H/32, W/32, 960]
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "alpha": self.alpha,
            "padding": self.padding,
            "normalization": self.normalization,
            "reduced_tail": self.reduced_tail,
            "late": self.late,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
            "deformable": self.deformable,
        }
