"""MobileNetV2 as a backbone, in the paddings of Keras and of PyTorch."""

import keras

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.widths import scaled_width
from tfvision.layers import ConvNormAct, ImageNormalization, InvertedResidual

# Table 2 of the paper: expansion, channels, repeats, strides of the first repeat
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)

# What lufficc's detector reads instead of the widened map after it
_NARROW = "block_12"

# padding: (of the convolutions, epsilon and momentum of the normalization)
PADDINGS = {"keras": ("same", 1e-3, 0.999), "torch": ("torch", 1e-5, 0.9)}


@keras.saving.register_keras_serializable(package="tfvision")
class MobileNetV2(Backbone):
    """Inverted residual blocks with linear bottlenecks, named as in `keras.applications`.

    Table 2 of the paper, up to the last 1x1 convolution. The feature maps are the widened ones
    inside the blocks that halve the size, which is where SSDLite reads them (section 6.2),
    "block_12", the narrow one before the last of these, and the last map.

    Args:
        alpha: Width multiplier.
        padding: "keras" pads like `keras.applications.MobileNetV2`, whose weights need it, "torch"
            on both sides, like PyTorch's networks; the normalization's constants follow the same
            model.
        normalization: Mode of `ImageNormalization`.
        divisible: Round the number of channels to multiples of 8; several PyTorch ports do not.
        momentum: Of the batch normalization; None: that of the model whose padding it has, which
            for "keras" is 0.999: too slow a memory for a few hundred steps of fine-tuning.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Stage up to which the layers are not trained, see `freeze()`: "Conv1",
            "expanded_conv", "block_1" … "block_16", "Conv_1" or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`; of a block, the depthwise one.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, ceil(H / stride), ceil(W / stride), C]`, C for alpha 1:
        "block_1_expand" 96, stride 2; "block_3_expand" 144, 4; "block_6_expand" 192, 8;
        "block_12" 96, 16; "block_13_expand" 576, 16; "Conv_1" 1280, 32.
    Raises: ValueError for another padding.

    Example:
        >>> features = MobileNetV2(alpha=0.35)(keras.ops.zeros((1, 64, 96, 3)))
        >>> {name: tuple(map.shape[1:3]) for name, map in features.items()}["block_13_expand"]
        (4, 6)

    Reference: Sandler et al., MobileNetV2, CVPR 2018.
    """

    asides = (_NARROW,)

    def __init__(
        self,
        alpha=1.0,
        padding="keras",
        normalization="tf",
        divisible=True,
        *,
        momentum=None,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        if padding not in PADDINGS:
            raise ValueError(f'padding must be "keras" or "torch", got {padding!r}')
        self.alpha = alpha
        self.padding = padding
        self.normalization = normalization
        self.divisible = divisible
        self.momentum = momentum
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.first = self._make(
            ConvNormAct, "Conv1", self._width(32), 3, strides=2, activation="relu6"
        )
        self.blocks = self._make_blocks()
        last = scaled_width(1280, max(alpha, 1.0), divisible)
        self.last = self._make(ConvNormAct, "Conv_1", last, 1, activation="relu6")
        self.stages = [self.first, *self.blocks, self.last]
        self._finish()

    def _width(self, channels):
        return scaled_width(channels, self.alpha, self.divisible)

    def _make(self, kind, name, *shape, **options):
        padding, epsilon, momentum = PADDINGS[self.padding]
        return kind(
            *shape,
            name=name,
            padding=padding,
            norm=not self.fused,
            epsilon=epsilon,
            momentum=momentum if self.momentum is None else self.momentum,
            deformable=self._deformation(name),
            dtype=self.dtype_policy,
            **options,
        )

    def _make_blocks(self):
        blocks = []
        stride = 2
        for expansion, channels, repeats, strides in STAGES:
            for repeat in range(repeats):
                name = f"block_{len(blocks)}" if blocks else "expanded_conv"
                step = strides if repeat == 0 else 1
                if step == 2:
                    self.strides[f"{name}_expand"] = stride
                    stride *= 2
                if name == _NARROW:
                    self.strides[name] = stride
                blocks.append(
                    self._make(
                        InvertedResidual, name, self._width(channels), step, expansion=expansion
                    )
                )
        self.strides["Conv_1"] = stride
        return blocks

    def call(self, images, training=None):
        x = self.first(self.normalize(images), training=training)  # [B, H/2, W/2, 32]
        features, x = self._through(self.blocks, x, training)
        features["Conv_1"] = self.last(x, training=training)  # [B, H/32, W/32, 1280]
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "alpha": self.alpha,
            "padding": self.padding,
            "normalization": self.normalization,
            "divisible": self.divisible,
            "momentum": self.momentum,
            "deformable": self.deformable,
        }
