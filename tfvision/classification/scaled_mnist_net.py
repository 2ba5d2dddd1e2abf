"""The network for randomly scaled digits: four convolutions, any of them deformable."""

import keras
from keras import ops

from tfvision.backbones import Backbone
from tfvision.classification.model import Classifier
from tfvision.layers import ConvNormAct, ImageNormalization

NAMES = ("conv1", "conv2", "conv3", "conv4")
FILTERS = (32, 64, 128, 256)
SIZE = (56, 56)


@keras.saving.register_keras_serializable(package="tfvision")
class ScaledMNISTNet(Backbone):
    """Four convolutions of 3 x 3 with batch normalization and ReLU, and one pooling amid them.

    The convolutions have no bias, as in the experiment that this network is from, and begin as
    PyTorch's do. Colour is averaged away.

    Args:
        deformable: Convolutions that are deformable, "conv1" … "conv4": a name, several, or a dict
            of name -> arguments of `DeformConv2D`.
        modulated: As in `DeformConv2D`, where that dict does not say; so is the next.
        offset_lr_multiplier: As in `DeformConv2D`.
        filters: Output channels of the four.
        fused: Made without batch normalization, to hold folded weights; see `fuse()`.
        frozen: Convolution up to which nothing is trained, see `freeze()`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]`: "conv1" and "conv2" of stride 1, "conv3" and "conv4" of 2.
    Raises: ValueError for a convolution that there is not, for another number of filters than four.

    Example:
        >>> net = ScaledMNISTNet(deformable=("conv4",), filters=(4, 6, 8, 10))
        >>> net(keras.ops.zeros((2, 20, 24, 3)))["conv4"].shape
        TensorShape([2, 10, 12, 10])
    """

    def __init__(
        self,
        deformable=(),
        modulated=True,
        offset_lr_multiplier=0.1,
        filters=FILTERS,
        fused=False,
        frozen=None,
        **kwargs,
    ):
        super().__init__(fused=fused, frozen=frozen, deformable=deformable, **kwargs)
        if len(filters) != len(NAMES):
            raise ValueError(f"filters must be {len(NAMES)} numbers, got {filters!r}")
        self.modulated = modulated
        self.offset_lr_multiplier = offset_lr_multiplier
        self.filters = filters
        self.normalize = ImageNormalization("mnist", name="normalization", dtype=self.dtype_policy)
        self.pool = keras.layers.MaxPooling2D(name="pool", dtype=self.dtype_policy)
        for name, width in zip(NAMES, filters, strict=True):
            stage = ConvNormAct(
                width,
                padding="torch",
                norm=not fused,
                kernel_initializer="torch",
                deformable=self._deformation(name),
                name=name,
                dtype=self.dtype_policy,
            )
            self.stages.append(stage)
        self.strides = dict(zip(NAMES, (1, 1, 2, 2), strict=True))
        self._finish()

    def _deformation(self, name):
        given = super()._deformation(name)
        if given is False:
            return False
        shared = {
            "modulated": self.modulated,
            "offset_lr_multiplier": self.offset_lr_multiplier,
        }
        return shared if given is True else {**shared, **given}

    def build(self, input_shape):
        """Builds each layer on what the one before it makes, the first on grey pixels."""
        super().build((*input_shape[:-1], 1))

    def call(self, images, training=None):
        x = ops.mean(self.normalize(images), axis=-1, keepdims=True)  # [B, H, W, 1]
        features = {}
        for stage in self.stages:
            x = self.pool(x) if stage.name == "conv3" else x
            features[stage.name] = x = stage(x, training=training)  # [B, h, w, C]
        return features

    def get_config(self):
        return {
            **super().get_config(),
            "deformable": self.deformable,
            "modulated": self.modulated,
            "offset_lr_multiplier": self.offset_lr_multiplier,
            "filters": self.filters,
        }


def scaled_mnist(
    classes=10,
    *,
    deformable=(),
    modulated=True,
    offset_lr_multiplier=0.1,
    filters=FILTERS,
    image_size=None,
    weights=None,
    freeze=None,
    **options,
):
    """The small network on which deformable convolution was shown to follow the scale of digits.

    Args:
        classes: Number of classes.
        deformable: As in `ScaledMNISTNet`; so are the next three.
        modulated: See there.
        offset_lr_multiplier: See there.
        filters: See there.
        image_size: (height, width); None for 56 x 56.
        weights: Must be None: nobody publishes any.
        freeze: Convolution up to which it is not trained, or "all".
        **options: Further arguments of `Classifier`.

    Returns: A `Classifier`; of ten classes it has 390,890 trainable parameters. A deformable
        "conv4" adds 31,131, "conv3" and "conv4" add 46,710; 20,754 and 31,140 without masks.
    Raises: ValueError naming the argument that is out of range.
    """
    if weights is not None:
        raise ValueError(f"weights must be None, for nobody publishes any; got {weights!r}")
    backbone = ScaledMNISTNet(
        deformable,
        modulated,
        offset_lr_multiplier,
        filters,
        frozen=freeze,
        dtype=options.get("dtype"),
    )
    return Classifier(
        backbone, classes, image_size=image_size or SIZE, **{"dropout": 0.0, **options}
    )
