"""CRAFT: one network that says of every pixel how near it is to the middle of a character."""

import keras
import tensorflow as tf
from keras import ops

from tfvision.images.resize import resize
from tfvision.layers import ConvNormAct, GhostModule, fold
from tfvision.text.convolutions import check_kind, convolution
from tfvision.text.region import STRIDE
from tfvision.text.sides import MAPS

HEADS = ("linear", "ghost")


@keras.saving.register_keras_serializable(package="tfvision")
class CRAFT(keras.Model):
    """A backbone, a decoder that climbs back to half the image's size, and a small head.

    From the coarsest feature map on, each step of the decoder lays the map before it, enlarged if
    need be, beside the next finer feature and passes both through a 1x1 and a 3x3 layer (figure 2
    of the paper). Sizes need not be even: a map is enlarged to whatever the finer one has.

    Args:
        backbone: Model from images to a dict of named feature maps, of which one has stride 2;
            those with stride 1 are left alone. `Slices` is that of the paper.
        outputs: Heat maps: 1 for the regions of characters, 2 with the affinity between them.
        filters: Channels after each step, from the coarsest to stride 2.
        kind: Of the layers of decoder and head, see `convolution`: "plain", "ghost" or "doubled".
        head: Last layer: "linear", a 1x1 convolution, or "ghost", a Ghost module. That ends in a
            ReLU, under which about half the pixels of a fresh network are 0 and teach nothing; it
            is there to be equal to the network that this library started from.
        sides: Whether four more maps say where the box around each pixel lies, for a `Codec` whose
            decoder is "sides"; by three layers of their own, from the last step's 1x1 layer,
            which is wider than what the head gets.
        fused: Made without the batch normalization that can be folded; see `fuse()`.

    Attributes:
        stride: Pixels of the image per pixel of the map: 2.
        channels: Maps in all: `outputs`, and four more with `sides`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255]; any size.
    Output shape: `[B, H // 2, W // 2, channels]` float32, not clipped; of heat maps about 0 … 1
        once trained.
    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> from tfvision.text.slices import Slices
        >>> model = CRAFT(Slices(width=0.125), outputs=2, filters=(32, 16, 8, 8))
        >>> model(keras.ops.zeros((1, 37, 50, 3), "uint8")).shape
        TensorShape([1, 18, 25, 2])

    Differs from the published code: the features before the last layer, which its LinkRefiner
        reads, are not among the outputs.
    Reference: Baek et al., Character Region Awareness for Text Detection, CVPR 2019.
    """

    def __init__(
        self,
        backbone,
        outputs=1,
        filters=(256, 128, 64, 32),
        kind="plain",
        head="linear",
        *,
        sides=False,
        fused=False,
        **kwargs,
    ):
        # Pixels keep their type: the backbone's normalization casts them.
        super().__init__(autocast=False, **kwargs)
        if outputs < 1:
            raise ValueError(f"outputs must be at least 1, got {outputs}")
        check_kind(kind)
        if head not in HEADS:
            raise ValueError(f"head must be one of {', '.join(HEADS)}, got {head!r}")
        self.backbone = backbone
        self.outputs = outputs
        self.filters = tuple(filters)
        self.kind = kind
        self.head = head
        self.sides = sides
        self.fused = fused
        self.stride = STRIDE
        self.channels = outputs + (MAPS if sides else 0)
        self.read = self._features_read()
        self.up_layers = [
            [self._make(f"upconv{i}_1", 2 * width, 1), self._make(f"upconv{i}_2", width, 3)]
            for i, width in enumerate(self.filters, 1)
        ]
        self.head_layers = self._make_head()
        self.sides_layers = self._make_sides() if sides else []
        self(keras.Input((None, None, 3)))
        if not self.trainable:
            # The constructor's argument does not reach the layers made after it, and a frozen
            # normalization must know that it is. Keras passes on only a value that is a new one.
            self.trainable = True
            self.trainable = False

    def _features_read(self):
        """Returns the names of the features, from the coarsest on."""
        strides = self.backbone.strides
        names = [name for name in self.backbone.feature_names if strides[name] >= STRIDE]
        names = [name for name in names if name not in self.backbone.asides]
        if not names or strides[names[0]] != STRIDE:
            raise ValueError(
                f"backbone must have a feature map of stride {STRIDE}, got the strides {strides}"
            )
        if len(self.filters) != len(names) - 1:
            raise ValueError(
                f"filters must have {len(names) - 1} numbers, one for each of {', '.join(names)} "
                f"but the last, got {self.filters}"
            )
        return names[::-1]

    def _make(self, name, filters, kernel_size):
        return convolution(
            self.kind,
            filters,
            kernel_size,
            initializer="glorot_uniform",
            norm=not self.fused,
            name=name,
            dtype=self.dtype_policy,
        )

    def _make_head(self):
        wide, narrow = self.filters[-1], max(self.filters[-1] // 2, 8)
        rows = [(wide, 3), (wide, 3), (narrow, 3), (narrow, 1)]
        kind = GhostModule if self.kind != "plain" else ConvNormAct
        layers = [
            self._make_unnormalized(kind, f"conv_cls{i}", *row) for i, row in enumerate(rows, 1)
        ]
        if self.head == "ghost":
            last = self._make_unnormalized(
                GhostModule, "conv_cls5", self.outputs, 1, keep_sliced=True
            )
        else:
            last = self._make_linear("conv_cls5", self.outputs)
        return [*layers, last]

    def _make_sides(self):
        kind = GhostModule if self.kind != "plain" else ConvNormAct
        layers = [
            self._make_unnormalized(kind, f"sides{i}", 2 * self.filters[-1], 3) for i in (1, 2)
        ]
        return [*layers, self._make_linear("sides3", MAPS)]

    def _make_linear(self, name, filters):
        # Nearly all of a page's map is 0. Begun between -3 and 3, it had learnt less after 60
        # steps (correlation with the targets 0.13) than begun at almost 0 (0.49).
        options = {"activation": None, "kernel_initializer": "small"}
        return self._make_unnormalized(ConvNormAct, name, filters, 1, **options)

    def _make_unnormalized(self, kind, name, filters, kernel_size, **options):
        """Makes a layer of the head: a Ghost module brings its own normalization, others none."""
        if kind is ConvNormAct:
            options = {"norm": False, "kernel_initializer": "glorot_uniform", **options}
        else:
            options["norm"] = not self.fused
        return kind(filters, kernel_size, name=name, dtype=self.dtype_policy, **options)

    def build(self, input_shape):
        """Nothing to do: a symbolic call in the constructor builds every layer."""

    def call(self, images, training=None):
        features = self.backbone(images, training=training)
        coarsest, *others = self.read
        x = features[coarsest]  # [B, H/16, W/16, C]
        for name, layers in zip(others, self.up_layers, strict=True):
            x = _as_large_as(x, features[name])
            x = ops.concatenate([x, features[name]], axis=-1)
            first, second = layers
            wide = first(x, training=training)  # [B, H/stride, W/stride, 2 * filters]
            x = second(wide, training=training)  # [B, H/stride, W/stride, filters]
        maps = _through(self.head_layers, x, training)  # [B, H/2, W/2, outputs]
        if self.sides:
            told = _through(self.sides_layers, wide, training)  # [B, H/2, W/2, 4]
            maps = ops.concatenate([maps, told], axis=-1)
        height, width = ops.shape(images)[1:3]
        # A backbone may round up
        return maps[:, : height // STRIDE, : width // STRIDE]  # [B, H // 2, W // 2, channels]

    def freeze(self, stage):
        """Freezes the backbone up to a stage, see `Backbone.freeze`; compile again after it."""
        self.backbone.freeze(stage)

    def fuse(self):
        """A copy for inference with every batch normalization folded that can be."""
        backbone = type(self.backbone).from_config({**self.backbone.get_config(), "fused": True})
        config = {**self._plain_config(), "fused": True, "name": self.name}
        return fold(self, CRAFT(backbone, **config))

    def _plain_config(self):
        return {
            "outputs": self.outputs,
            "filters": self.filters,
            "kind": self.kind,
            "head": self.head,
            "sides": self.sides,
            "fused": self.fused,
            "dtype": self.dtype_policy,
        }

    def get_config(self):
        """Constructor arguments as plain values."""
        return {
            **self._plain_config(),
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "dtype": keras.dtype_policies.serialize(self.dtype_policy),
            "name": self.name,
            "trainable": self.trainable,
        }

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        config = dict(config)
        config["backbone"] = keras.saving.deserialize_keras_object(config["backbone"])
        return cls(**config)


def _through(layers, x, training):
    for layer in layers:
        x = layer(x, training=training)
    return ops.cast(x, "float32")


def _as_large_as(x, other):
    """Resizes a map to the size of another, if that is not the same."""
    if None not in x.shape[1:3] and x.shape[1:3] == other.shape[1:3]:
        return x
    size_hw = tf.shape(other)[1:3]
    if None not in other.shape[1:3]:
        size_hw = other.shape[1:3]
    return tf.cast(resize(x, size_hw), other.dtype)
