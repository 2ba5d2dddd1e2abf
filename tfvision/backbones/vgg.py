"""VGG as a backbone, plain or with the reduced fully-connected layers that SSD reads."""

import keras

from tfvision.backbones.five_stages import FiveStages
from tfvision.backbones.widths import scaled_width
from tfvision.layers import ConvNormAct


@keras.saving.register_keras_serializable(package="tfvision")
class VGG(FiveStages):
    """Five stages of 3x3 convolutions with poolings between them that halve the size.

    Table 1 of the paper, without its fully-connected layers. The feature maps are the last of each
    stage, after their ReLU. With `reduced`, SSD's two convolutions stand in for the first two
    fully-connected layers (section 3 of SSD): "fc6" sees 3x3 pixels 6 apart, "fc7" is 1x1.

    Args:
        variant: Number of layers with weights in the paper: "11", "13", "16" or "19".
        batch_norm: Whether batch normalization follows each convolution of the five stages.
        reduced: Whether "fc6" and "fc7" follow; the third pooling then rounds sizes up (75 -> 38
            for an image of 300), and the fifth keeps the size.
        normalization: Mode of `ImageNormalization`.
        pooled: Whether the fifth pooling follows, which the paper's classifier reads; SSD has its
            own in place of it.
        width: Multiplier of all channels, which become multiples of 8.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Layer up to which nothing is trained, see `freeze()`: "conv1_1" … "fc7" or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]`, for variant 16 "conv1_2" (C 64, stride 1), "conv2_2" (128,
        2), "conv3_3" (256, 4), "conv4_3" (512, 8), "conv5_3" (512, 16), and "fc7" (1024, 16) if
        `reduced` or "pool5" (512, 32) if `pooled`. Sizes are rounded down, save at the third
        pooling of a reduced one.
    Raises: ValueError for another variant, a width that is not above 0, or if it is to be both
        `reduced` and `pooled`.

    Example:
        >>> features = VGG("11")(keras.ops.zeros((1, 32, 48, 3)))
        >>> {name: tuple(map.shape) for name, map in features.items()}["conv5_2"]
        (1, 2, 3, 512)

    Differs from the paper: batch normalization, if asked for.
    Reference: Simonyan and Zisserman, VGG, ICLR 2015; Liu et al., SSD, ECCV 2016.
    """

    def __init__(
        self,
        variant="16",
        batch_norm=False,
        reduced=False,
        normalization="vgg",
        *,
        pooled=False,
        width=1.0,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(variant, normalization, pooled, width, fused, frozen, deformable, **kwargs)
        if reduced and pooled:
            raise ValueError("reduced and pooled exclude each other, got True for both")
        self.batch_norm = batch_norm
        self.reduced = reduced
        self._make_stages(self._make)
        if reduced:
            self._make_reduced()
        self._finish()

    def _make(self, name, filters, norm=None, **options):
        norm = self.batch_norm if norm is None else norm
        return ConvNormAct(
            filters,
            norm=norm and not self.fused,
            padding="torch",
            deformable=self._deformation(name),
            name=name,
            dtype=self.dtype_policy,
            **options,
        )

    @property
    def _has_pool5(self):
        return self.pooled or self.reduced

    def _make_pool(self, stage):
        if self.reduced and stage == 5:
            return super()._make_pool(5, size=3, strides=1, padding="same")
        padding = "same" if self.reduced and stage == 3 else "valid"
        return super()._make_pool(stage, padding=padding)

    def _make_reduced(self):
        filters = scaled_width(1024, self.width)
        self.fc6 = self._make("fc6", filters, dilation_rate=6, norm=False)
        self.fc7 = self._make("fc7", filters, kernel_size=1, norm=False)
        self.tail = [self.fc6, self.fc7]
        self.stages += self.tail
        self.strides["fc7"] = 16

    def get_config(self):
        return {
            **super().get_config(),
            "batch_norm": self.batch_norm,
            "reduced": self.reduced,
        }
