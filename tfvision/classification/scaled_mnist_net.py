"""The network for randomly scaled digits: four convolutions, any of them deformable."""

import keras
from keras import ops

from tfvision.backbones import Backbone
from tfvision.classification.model import Classifier
from tfvision.layers import BatchNormalization, ConvNormAct, DeformConv2D, ImageNormalization

NAMES = ("conv1", "conv2", "conv3", "conv4")
FILTERS = (32, 64, 128, 256)
SIZE = (56, 56)


@keras.saving.register_keras_serializable(package="tfvision")
class ScaledMNISTNet(Backbone):
    """Four convolutions of 3 x 3 with batch normalization and ReLU, and one pooling amid them.

    The convolutions have no bias, as in the experiment that this network is from, and begin as
    PyTorch's do. Colour is averaged away.

    Args:
        deformable: Names of the convolutions that are deformable: "conv1" … "conv4".
        modulated: As in `DeformConv2D`, for all of them; so are the next three.
        mask_scale: As in `DeformConv2D`.
        offset_lr_multiplier: As in `DeformConv2D`.
        max_offset: As in `DeformConv2D`.
        filters: Output channels of the four.
        fused: Whether it is the copy for inference that `fuse` makes.
        frozen: Last convolution that is not trained, "all" or None.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]`: "conv1" and "conv2" of stride 1, "conv3" and "conv4" of 2.
    Raises: ValueError for the name of a convolution that there is not, for another number of
        filters than four.

    Example:
        >>> net = ScaledMNISTNet(deformable=("conv4",), filters=(4, 6, 8, 10))
        >>> net(keras.ops.zeros((2, 20, 24, 3)))["conv4"].shape
        TensorShape([2, 10, 12, 10])
    """

    def __init__(
        self,
        deformable=(),
        modulated=True,
        mask_scale=2.0,
        offset_lr_multiplier=0.1,
        max_offset=None,
        filters=FILTERS,
        fused=False,
        frozen=None,
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        if isinstance(deformable, str) or not set(deformable) <= set(NAMES):
            raise ValueError(f"deformable must be names of {', '.join(NAMES)}, got {deformable!r}")
        if len(filters) != len(NAMES):
            raise ValueError(f"filters must be {len(NAMES)} numbers, got {filters!r}")
        self.deformable = deformable
        self.modulated = modulated
        self.mask_scale = mask_scale
        self.offset_lr_multiplier = offset_lr_multiplier
        self.max_offset = max_offset
        self.filters = filters
        self.normalize = ImageNormalization("mnist", name="normalization", dtype=self.dtype_policy)
        self.pool = keras.layers.MaxPooling2D(name="pool", dtype=self.dtype_policy)
        for name, width in zip(NAMES, filters, strict=True):
            self.stages.append(self._stage(name, width))
        self.strides = dict(zip(NAMES, (1, 1, 2, 2), strict=True))
        self._finish()

    def _stage(self, name, width):
        shared = {"name": name, "dtype": self.dtype_policy, "kernel_initializer": "torch"}
        if name not in self.deformable:
            return ConvNormAct(width, padding="torch", norm=not self.fused, **shared)
        learned = {
            "modulated": self.modulated,
            "mask_scale": self.mask_scale,
            "offset_lr_multiplier": self.offset_lr_multiplier,
            "max_offset": self.max_offset,
        }
        return _DeformNormAct(width, norm=not self.fused, learned=learned, **shared)

    def build(self, input_shape):
        super().build((*input_shape[:-1], 1))

    def call(self, images, training=None):
        x, features = self._grey(images), {}
        for stage in self.stages:
            x = self.pool(x) if stage.name == "conv3" else x
            features[stage.name] = x = stage(x, training=training)  # [B, h, w, C]
        return features

    def sampling(self, images):
        """Where the deformable convolutions read.

        Args:
            images: `[B, H, W, 3]`.

        Returns: dict of their names; of each, what `DeformConv2D.sampling` answers.
        """
        features = self(images, training=False)
        inputs = {
            "conv1": self._grey(images),
            "conv2": features["conv1"],
            "conv3": self.pool(features["conv2"]),
            "conv4": features["conv3"],
        }
        layers = {stage.name: stage.convolution for stage in self.stages}
        return {name: layers[name].sampling(inputs[name]) for name in self.deformable}

    def _grey(self, images):
        return ops.mean(self.normalize(images), axis=-1, keepdims=True)  # [B, H, W, 1]

    def get_config(self):
        return {
            **super().get_config(),
            "deformable": self.deformable,
            "modulated": self.modulated,
            "mask_scale": self.mask_scale,
            "offset_lr_multiplier": self.offset_lr_multiplier,
            "max_offset": self.max_offset,
            "filters": self.filters,
        }


class _DeformNormAct(keras.layers.Layer):
    """A deformable convolution, batch normalization unless `norm` is false, and ReLU."""

    def __init__(self, filters, norm, learned, kernel_initializer, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.norm = norm
        self.convolution = DeformConv2D(
            filters,
            use_bias=not norm,
            kernel_initializer=kernel_initializer,
            name="conv",
            dtype=self.dtype_policy,
            **learned,
        )
        self.normalization = (
            BatchNormalization(momentum=0.9, epsilon=1e-5, name="norm", dtype=self.dtype_policy)
            if norm
            else None
        )

    def build(self, input_shape):
        self.convolution.build((None, None, None, input_shape[-1]))
        if self.norm:
            self.normalization.build((None, None, None, self.filters))

    def call(self, inputs, training=None):
        outputs = self.convolution(inputs)  # [B, h, w, filters]
        if self.norm:
            outputs = self.normalization(outputs, training=training)
        return ops.relu(outputs)

    def fold_from(self, source):
        """Takes the weights of the same layer, the normalization as part of kernel and bias."""
        convolution, norm = source.convolution, source.normalization
        kernel, *offsets = convolution.get_weights()
        if source.norm and not self.norm:
            gamma, beta, mean, variance = norm.get_weights()
            scale = gamma / (variance + norm.epsilon) ** 0.5  # [filters]
            offsets = [beta - mean * scale, *offsets]
            kernel = kernel * scale
        elif source.norm:
            self.normalization.set_weights(norm.get_weights())
        self.convolution.set_weights([kernel, *offsets])


def scaled_mnist(classes=10, *, image_size=None, weights=None, freeze=None, **options):
    """`ScaledMNISTNet` with an average and a dense layer: 390,890 parameters for ten classes.

    A deformable "conv4" adds 20,754 parameters, "conv3" and "conv4" 31,140; modulated 31,131 and
    46,710.

    Args:
        classes: Number of classes.
        image_size: (height, width); None for 56 x 56.
        weights: Must be None: nobody publishes any.
        freeze: Convolution up to which it is not trained, or "all".
        **options: Further arguments of `ScaledMNISTNet` and `Classifier`.

    Returns: A `Classifier`.
    Raises: ValueError naming the argument that is out of range.
    """
    if weights is not None:
        raise ValueError(f"weights must be None, for nobody publishes any; got {weights!r}")
    of_head = {"head", "hidden", "dropout", "feature", "frozen_norm", "name"}
    head = {key: value for key, value in options.items() if key in of_head}
    net = {key: value for key, value in options.items() if key not in of_head}
    backbone = ScaledMNISTNet(frozen=freeze, **net)
    dtype = options.get("dtype")
    return Classifier(
        backbone, classes, image_size=image_size or SIZE, **{"dropout": 0.0, "dtype": dtype, **head}
    )
