"""VGG as a backbone, plain or with the reduced fully-connected layers that SSD reads."""

import keras

from tfvision.backbones.backbone import Backbone
from tfvision.layers import ConvNormAct, ImageNormalization

# Table 1 of the paper, configurations A, B, D and E: convolutions in each of the five stages
VARIANTS = {
    "11": (1, 1, 2, 2, 2),
    "13": (2, 2, 2, 2, 2),
    "16": (2, 2, 3, 3, 3),
    "19": (2, 2, 4, 4, 4),
}
WIDTHS = (64, 128, 256, 512, 512)


@keras.saving.register_keras_serializable(package="tfvision")
class VGG(Backbone):
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
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Layer up to which nothing is trained, see `freeze()`: "conv1_1" … "fc7" or "all".

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]`, for variant 16 "conv1_2" (C 64, stride 1), "conv2_2" (128,
        2), "conv3_3" (256, 4), "conv4_3" (512, 8), "conv5_3" (512, 16), and "fc7" (1024, 16) if
        `reduced`. Sizes are rounded down, save at the third pooling of a reduced one.
    Raises: ValueError for another variant.

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
        fused=False,
        frozen=None,
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        if variant not in VARIANTS:
            raise ValueError(f"variant must be one of {', '.join(VARIANTS)}, got {variant!r}")
        self.variant = variant
        self.batch_norm = batch_norm
        self.reduced = reduced
        self.normalization = normalization
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.convolutions = self._make_convolutions()
        self.pools = [self._make_pool(stage) for stage in range(1, 6 if reduced else 5)]
        if reduced:
            self.fc6 = self._make("fc6", 1024, dilation_rate=6, norm=False)
            self.fc7 = self._make("fc7", 1024, kernel_size=1, norm=False)
            self.strides["fc7"] = 16
        self.stages = [layer for stage in self.convolutions for layer in stage]
        self.stages += [self.fc6, self.fc7] if reduced else []
        self._finish()

    def _make(self, name, filters, norm, **options):
        return ConvNormAct(
            filters,
            norm=norm and not self.fused,
            padding="torch",
            name=name,
            dtype=self.dtype_policy,
            **options,
        )

    def _make_convolutions(self):
        stages = []
        for stage, (count, width) in enumerate(zip(VARIANTS[self.variant], WIDTHS, strict=True), 1):
            names = [f"conv{stage}_{i}" for i in range(1, count + 1)]
            stages.append([self._make(name, width, norm=self.batch_norm) for name in names])
            self.strides[names[-1]] = 2 ** (stage - 1)
        return stages

    def _make_pool(self, stage):
        options = {"name": f"pool{stage}", "dtype": self.dtype_policy}
        if stage == 5:
            return keras.layers.MaxPooling2D(3, strides=1, padding="same", **options)
        padding = "same" if stage == 3 and self.reduced else "valid"
        return keras.layers.MaxPooling2D(2, padding=padding, **options)

    def build(self, input_shape):
        if self.built:
            return
        self.normalize.build(input_shape)
        channels = input_shape[-1]
        for layer in self.stages:
            layer.build((None, None, None, channels))
            channels = layer.filters

    def call(self, images, training=None):
        features = {}
        x = self.normalize(images)  # [B, H, W, 3]
        for stage, convolutions in enumerate(self.convolutions):
            for convolution in convolutions:
                x = convolution(x, training=training)
            features[convolution.name] = x  # [B, H/2^stage, W/2^stage, C]
            if stage < len(self.pools):
                x = self.pools[stage](x)
        if self.reduced:
            features["fc7"] = self.fc7(self.fc6(x))  # [B, H/16, W/16, 1024]
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "variant": self.variant,
            "batch_norm": self.batch_norm,
            "reduced": self.reduced,
            "normalization": self.normalization,
        }
