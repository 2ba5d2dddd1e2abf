"""MobileNetV1 as a backbone, in the paddings of Keras and of PyTorch."""

import keras

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.widths import scaled_width
from tfvision.layers import ConvNormAct, ImageNormalization, InvertedResidual

# Table 1 of the paper: channels and stride of each separable convolution
BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)),
)

# padding: (of the convolutions, epsilon and momentum of the normalization)
PADDINGS = {"keras": ("same", 1e-3, 0.99), "torch": ("torch", 1e-5, 0.9)}


@keras.saving.register_keras_serializable(package="tfvision")
class MobileNetV1(Backbone):
    """Thirteen depthwise separable convolutions, each part with a ReLU of its own.

    Table 1 of the paper, without its classifier. The feature maps are the last of each size, which
    is where SSD reads "block_11" and "block_13".

    Args:
        alpha: Width multiplier.
        padding: "torch" pads on both sides, like PyTorch's networks, "keras" like
            `keras.applications.MobileNet`; the normalization's constants follow the same model.
        normalization: Mode of `ImageNormalization`.
        activation: Name of a Keras activation: "relu" in the paper, "relu6" in Keras's network.
        momentum: Of the batch normalization; None: that of the model whose padding it has.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Stage up to which the layers are not trained, see `freeze()`: "conv1", "block_1" …
            "block_13" or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`; of a block, the depthwise one.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, ceil(H / stride), ceil(W / stride), C]`, C for alpha 1:
        "block_1" 64, stride 2; "block_3" 128, 4; "block_5" 256, 8; "block_11" 512, 16;
        "block_13" 1024, 32.
    Raises: ValueError for another padding.

    Example:
        >>> features = MobileNetV1(alpha=0.25)(keras.ops.zeros((1, 64, 96, 3)))
        >>> tuple(features["block_11"].shape)
        (1, 4, 6, 128)

    Differs from Keras's network: a map of an odd number of rows or columns is halved to the larger
        half, there to the smaller.
    Reference: Howard et al., MobileNets, 2017.
    """

    def __init__(
        self,
        alpha=1.0,
        padding="torch",
        normalization="mb2-lite",
        *,
        activation="relu",
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
        self.activation = activation
        self.momentum = momentum
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.first = self._make(ConvNormAct, "conv1", 32, strides=2)
        self.blocks = [self._make_block(i, *row) for i, row in enumerate(BLOCKS, 1)]
        self.stages = [self.first, *self.blocks]
        self._set_strides()
        self._finish()

    def _make_block(self, number, filters, strides):
        # An inverted residual that widens nothing, and keeps the activation at its end.
        return self._make(
            InvertedResidual,
            f"block_{number}",
            filters,
            strides=strides,
            expansion=1,
            residual=False,
            output_activation=self.activation,
        )

    def _make(self, kind, name, filters, **options):
        padding, epsilon, momentum = PADDINGS[self.padding]
        return kind(
            scaled_width(filters, self.alpha, divisible=False),
            name=name,
            padding=padding,
            activation=self.activation,
            norm=not self.fused,
            epsilon=epsilon,
            momentum=momentum if self.momentum is None else self.momentum,
            deformable=self._deformation(name),
            dtype=self.dtype_policy,
            **options,
        )

    def _set_strides(self):
        stride = 2
        for block, after in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            stride *= block.strides
            if after is None or after.strides == 2:
                self.strides[block.name] = stride

    def call(self, images, training=None):
        features = {}
        x = self.first(self.normalize(images), training=training)  # [B, H/2, W/2, 32]
        for block in self.blocks:
            x = block(x, training=training)  # [B, h, w, C]
            if block.name in self.strides:
                features[block.name] = x
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "alpha": self.alpha,
            "padding": self.padding,
            "normalization": self.normalization,
            "activation": self.activation,
            "momentum": self.momentum,
            "deformable": self.deformable,
        }
