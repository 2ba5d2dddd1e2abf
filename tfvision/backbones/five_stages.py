"""What VGG and GhostVGG share: five stages of 3x3 layers, with poolings that halve the size."""

import keras

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.widths import check_multiplier, scaled_width
from tfvision.layers import ImageNormalization

# Table 1 of the paper, configurations A, B, D and E: convolutions in each of the five stages
VARIANTS = {
    "11": (1, 1, 2, 2, 2),
    "13": (2, 2, 2, 2, 2),
    "16": (2, 2, 3, 3, 3),
    "19": (2, 2, 4, 4, 4),
}
WIDTHS = (64, 128, 256, 512, 512)


class FiveStages(Backbone):
    """Table 1 of VGG up to its last pooling, whatever its 3x3 layers are.

    A subclass calls `_make_stages` with a function that makes a layer from its name and width, may
    set `tail`, and ends its constructor with `_finish()`.

    Args:
        variant: Number of layers with weights in the paper: "11", "13", "16" or "19".
        normalization: Mode of `ImageNormalization`.
        pooled: Whether the fifth pooling follows, as the feature map "pool5".
        width: Multiplier of all channels, which become multiples of 8.

    Attributes:
        convolutions: The 3x3 layers, one list a stage.
        pools: The poolings, one after each of the first stages.
        tail: The layers after the last pooling.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]` float, one map a stage, after its last layer.
    Raises: ValueError for another variant, or a width that is not above 0.
    """

    def __init__(self, variant, normalization, pooled, width, fused, frozen, deformable, **kwargs):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        if variant not in VARIANTS:
            raise ValueError(f"variant must be one of {', '.join(VARIANTS)}, got {variant!r}")
        check_multiplier(width=width)
        self.variant = variant
        self.normalization = normalization
        self.pooled = pooled
        self.width = width
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.tail = []

    def _make_stages(self, make):
        self.convolutions = []
        rows = zip(VARIANTS[self.variant], WIDTHS, strict=True)
        for stage, (count, published) in enumerate(rows, 1):
            filters = scaled_width(published, self.width)
            names = [f"conv{stage}_{i}" for i in range(1, count + 1)]
            self.convolutions.append([make(name, filters) for name in names])
            self.strides[names[-1]] = 2 ** (stage - 1)
        self.stages = [layer for stage in self.convolutions for layer in stage]
        self.pools = [self._make_pool(stage) for stage in range(1, 6 if self._has_pool5 else 5)]
        if self.pooled:
            self.strides["pool5"] = 32

    @property
    def _has_pool5(self):
        return self.pooled

    def _make_pool(self, stage, size=2, **options):
        return keras.layers.MaxPooling2D(
            size, name=f"pool{stage}", dtype=self.dtype_policy, **options
        )

    def call(self, images, training=None):
        features = {}
        x = self.normalize(images)  # [B, H, W, 3]
        for stage, convolutions in enumerate(self.convolutions):
            for convolution in convolutions:
                x = convolution(x, training=training)
            features[convolution.name] = x  # [B, H/2^stage, W/2^stage, C]
            if stage < len(self.pools):
                x = self.pools[stage](x)
        for layer in self.tail:
            x = layer(x, training=training)
        if len(self.strides) > len(features):
            features[self.feature_names[-1]] = x  # "pool5" or the tail's last
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "variant": self.variant,
            "normalization": self.normalization,
            "pooled": self.pooled,
            "width": self.width,
            "deformable": self.deformable,
        }
