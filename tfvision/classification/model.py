"""Classifier: a backbone, a pooling and dense layers, from images to one score a class."""

import keras
from keras import ops

from tfvision.layers import AdaptiveAveragePooling2D, fold

HEADS = ("pool", "dense")


@keras.saving.register_keras_serializable(package="tfvision")
class Classifier(keras.Model):
    """A backbone and a head that turns one of its feature maps into a logit per class.

    Head "pool" averages the map and is what every network since Inception has; "dense" is VGG's,
    which keeps a grid of 7x7 averages and has two hidden layers of 4096. Dropout stands after each
    hidden layer, or before the logits where there is none.

    Args:
        backbone: Model from images to a dict of named feature maps, see `tfvision.backbones`.
        classes: Number of classes.
        head: "pool" or "dense".
        hidden: Width of a hidden dense layer, or widths of several; None for the head's
            own: no hidden layer for "pool", (4096, 4096) for "dense".
        dropout: Share of activations that training drops.
        image_size: (height, width) it is meant for: what predictors and pipelines resize to. It
            takes images of any size.
        feature: Name of the feature map that the head reads; None for the last. The layers after it
            stay, but learn nothing, of which Keras warns: freeze them.
        hidden_activation: Name of the Keras activation after each hidden layer.
        frozen_norm: Whether all batch normalization of the backbone keeps its statistics and
            weights, even where its convolutions are trained: right for a small data set after
            pretraining, wrong without it. `freeze` keeps to it; setting `backbone.trainable` by
            hand does not.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: `[B, classes]`, float32 logits.
    Raises: ValueError for arguments out of range, and a feature that the backbone does not have.

    Example:
        >>> from tfvision.backbones import MobileNetV2
        >>> model = Classifier(MobileNetV2(alpha=0.35), 10, image_size=(96, 96))
        >>> model(keras.ops.zeros((2, 96, 128, 3), "uint8")).shape
        TensorShape([2, 10])
    """

    def __init__(
        self,
        backbone,
        classes,
        head="pool",
        hidden=None,
        dropout=0.2,
        image_size=(224, 224),
        feature=None,
        *,
        hidden_activation="relu",
        frozen_norm=False,
        **kwargs,
    ):
        # Pixels keep their type: the backbone's normalization casts them.
        super().__init__(autocast=False, **kwargs)
        if classes < 1:
            raise ValueError(f"classes must be at least 1, got {classes}")
        if head not in HEADS:
            raise ValueError(f"head must be one of {', '.join(HEADS)}, got {head!r}")
        if feature not in (None, *backbone.feature_names):
            known = ", ".join(backbone.feature_names)
            raise ValueError(f"feature must be one of {known} or None, got {feature!r}")
        self.backbone = backbone
        self.classes = classes
        self.head = head
        self.hidden = hidden
        self.dropout = dropout
        self.image_size = tuple(image_size)
        self.feature = feature
        self.hidden_activation = hidden_activation
        self.frozen_norm = frozen_norm
        self.pool = self._make_pool()
        self.hidden_layers = [
            self._make_dense(f"fc{i}", width, activation=hidden_activation)
            for i, width in enumerate(self._hidden_widths(), 6)
        ]
        self.dropouts = [
            keras.layers.Dropout(dropout, name=f"drop{i}", dtype=self.dtype_policy)
            for i in range(max(len(self.hidden_layers), 1))
        ]
        self.logits = self._make_dense("logits", classes)
        self(keras.Input((None, None, 3)))
        self._freeze_norm()
        if not self.trainable:
            # The constructor's argument does not reach the layers made after it. Keras passes on
            # only a value that is a new one.
            self.trainable = True
            self.trainable = False

    def _hidden_widths(self):
        if self.hidden is None:
            return (4096, 4096) if self.head == "dense" else ()
        return (self.hidden,) if isinstance(self.hidden, int) else tuple(self.hidden)

    def _make_pool(self):
        if self.head == "dense":
            return AdaptiveAveragePooling2D((7, 7), name="pool", dtype=self.dtype_policy)
        return keras.layers.GlobalAveragePooling2D(name="pool", dtype=self.dtype_policy)

    def _make_dense(self, name, width, **options):
        if self.head == "dense":
            initializer = keras.initializers.RandomNormal(stddev=0.01)  # VGG, section 3.1
        elif options:
            initializer = "he_normal"
        else:
            # By the channels that come in: EfficientNet's own rule goes by the classes that go out,
            # which is the same for its thousand, but ten times too much for ten.
            initializer = keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform")
        return keras.layers.Dense(
            width, name=name, kernel_initializer=initializer, dtype=self.dtype_policy, **options
        )

    def build(self, input_shape):
        """Nothing to do: a symbolic call in the constructor builds every layer."""

    def call(self, images, training=None):
        features = self.backbone(images, training=training)
        x = features[self.feature or self.backbone.feature_names[-1]]  # [B, h, w, C]
        x = self.pool(x)  # [B, C] or [B, 7, 7, C]
        x = ops.reshape(x, (-1, x.shape[-1] if x.ndim == 2 else 49 * x.shape[-1]))
        for i, dropout in enumerate(self.dropouts):
            if self.hidden_layers:
                x = self.hidden_layers[i](x)
            x = dropout(x, training=training)
        return ops.cast(self.logits(x), "float32")  # [B, classes]

    def freeze(self, stage):
        """Freezes the backbone up to a stage, see `Backbone.freeze`; compile again after it."""
        self.backbone.freeze(stage)
        self._freeze_norm()

    def _freeze_norm(self):
        if self.frozen_norm:
            for layer in self.backbone._flatten_layers():
                if isinstance(layer, keras.layers.BatchNormalization):
                    layer.trainable = False

    def fuse(self):
        """A copy for inference with every batch normalization folded into its convolution."""
        backbone = type(self.backbone).from_config({**self.backbone.get_config(), "fused": True})
        return fold(self, Classifier(backbone, **self._plain_config(), name=self.name))

    def _plain_config(self):
        return {
            "classes": self.classes,
            "head": self.head,
            "hidden": self.hidden,
            "dropout": self.dropout,
            "image_size": self.image_size,
            "feature": self.feature,
            "hidden_activation": self.hidden_activation,
            "frozen_norm": self.frozen_norm,
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
