"""VGG16 cut into the five slices that CRAFT reads, plain or of Ghost modules."""

import keras
import tensorflow as tf

from tfvision.backbones import Backbone
from tfvision.backbones.widths import check_multiplier, scaled_width
from tfvision.layers import ConvNormAct, GhostModule, ImageNormalization
from tfvision.text.convolutions import check_kind, convolution

# Configuration D of VGG without its last convolution: how many in each stage, and how wide.
STAGES = ((2, 64), (2, 128), (3, 256), (3, 512), (2, 512))
STRIDES = {"conv2_2": 2, "conv3_2": 4, "conv4_2": 8, "conv5_2": 16, "fc7": 16}
SMALLEST = 16  # Pixels that four poolings leave something of


@keras.saving.register_keras_serializable(package="tfvision")
class Slices(Backbone):
    """VGG16 up to conv5_2, then fc6 and fc7 as convolutions: the backbone of CRAFT.

    The features are those of the published code, which names them after the next convolution
    (relu5_3 is conv5_2). It keeps four of them before the ReLU, but rectifies in place, so that
    three come out rectified after all; the fourth, conv5_2, is followed by a pooling and stays as
    the normalization leaves it. Here too.

    Args:
        kind: "plain" convolutions with normalization; "ghost", clean Ghost modules after a plain
            first layer; "doubled", Ghost modules in every place, normalized and rectified once
            more, as the network that this library started from.
        width: Multiplier of all channels, which become multiples of 8.
        dilation_rate: Distance of fc6's taps; 6 in CRAFT.
        normalization: Mode of `ImageNormalization`.
        fused: Made without the batch normalization that can be folded; see `fuse()`.
        frozen: Layer up to which nothing is trained, see `freeze()`: "conv1_1" … "fc7" or "all".
            The first slice, which CRAFT freezes, ends at "conv2_2".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255]. What is smaller than 16 pixels is
        filled up with the mean colour.
    Output shape: dict of `[B, h, w, C]`: "conv2_2" (C 128, stride 2), "conv3_2" (256, 4), "conv4_2"
        (512, 8), "conv5_2" (512, 16) and "fc7" (1024, 16). Sizes are rounded down.
    Raises: ValueError for another kind, or a width that is not above 0.

    Example:
        >>> features = Slices("ghost", width=0.25)(keras.ops.zeros((1, 32, 50, 3)))
        >>> {name: tuple(map.shape) for name, map in features.items()}["conv4_2"]
        (1, 4, 6, 128)

    Differs from the published code: a Ghost module's own ReLU ends the conv5_2 of kind "ghost".
    Reference: Baek et al., CRAFT, CVPR 2019, figure 2; Han et al., GhostNet, CVPR 2020.
    """

    def __init__(
        self,
        kind="plain",
        width=1.0,
        dilation_rate=6,
        normalization="torch",
        *,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        check_kind(kind)
        check_multiplier(width=width)
        self.kind = kind
        self.width = width
        self.dilation_rate = dilation_rate
        self.normalization = normalization
        self.normalize = ImageNormalization(
            normalization, name="normalize", dtype=self.dtype_policy
        )
        self.stages = [
            self._make(f"conv{stage}_{i}", filters)
            for stage, (count, filters) in enumerate(STAGES, 1)
            for i in range(1, count + 1)
        ]
        self.stages += [
            self._make_reduced("fc6", 3, dilation_rate=dilation_rate),
            self._make_reduced("fc7", 1),
        ]
        # By the layer that reads it
        self.pools = {f"conv{stage}_1": self._make_pool(stage - 1, 2) for stage in range(2, 6)}
        self.pools["fc6"] = self._make_pool(5, 3, strides=1, padding="same")
        self.strides = dict(STRIDES)
        self._finish()

    def _make(self, name, filters):
        return convolution(
            "plain" if name == "conv1_1" and self.kind == "ghost" else self.kind,
            scaled_width(filters, self.width),
            3,
            rectified=name != "conv5_2",
            initializer="fan_out",
            norm=not self.fused,
            deformable=self._deformation(name),
            name=name,
            dtype=self.dtype_policy,
        )

    def _make_reduced(self, name, kernel_size, **options):
        options |= {"name": name, "dtype": self.dtype_policy}
        options["deformable"] = self._deformation(name)
        filters = scaled_width(1024, self.width)
        if self.kind != "plain":
            return GhostModule(filters, kernel_size, norm=not self.fused, **options)
        return ConvNormAct(
            filters,
            kernel_size,
            padding="torch",
            norm=False,
            activation=None,
            kernel_initializer="glorot_uniform",
            **options,
        )

    def _make_pool(self, stage, size, **options):
        return keras.layers.MaxPooling2D(
            size, name=f"pool{stage}", dtype=self.dtype_policy, **options
        )

    def call(self, images, training=None):
        features = {}
        x = _filled_up(self.normalize(images))  # [B, H, W, 3]
        for layer in self.stages:
            if layer.name in self.pools:
                x = self.pools[layer.name](x)
            x = layer(x, training=training)
            if layer.name in self.strides:
                features[layer.name] = x  # [B, H/stride, W/stride, C]
        return features

    def get_config(self):
        """Constructor arguments."""
        return {
            **super().get_config(),
            "kind": self.kind,
            "width": self.width,
            "dilation_rate": self.dilation_rate,
            "normalization": self.normalization,
            "deformable": self.deformable,
        }


def _filled_up(x):
    """Adds zeros below and on the right until four poolings leave something."""
    sizes = [tf.shape(x)[axis] if x.shape[axis] is None else x.shape[axis] for axis in (1, 2)]
    missing = [tf.maximum(SMALLEST - size, 0) for size in sizes]
    if all(isinstance(size, int) and size >= SMALLEST for size in sizes):
        return x
    filled = tf.pad(x, [[0, 0], [0, missing[0]], [0, missing[1]], [0, 0]])
    filled.set_shape([x.shape[0], None, None, x.shape[3]])
    return filled  # [B, max(H, 16), max(W, 16), 3]
