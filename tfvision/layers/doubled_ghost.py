"""A Ghost module in the place of a normalized convolution, normalized once more."""

import keras

from tfvision.layers.batch_normalization import BatchNormalization
from tfvision.layers.ghost import GhostModule


@keras.saving.register_keras_serializable(package="tfvision")
class DoubledGhost(keras.layers.Layer):
    """A Ghost module, then a second batch normalization and activation.

    What becomes of a network whose convolutions are swapped for Ghost modules while the
    normalization and the ReLU after each of them stay, though the module brings its own. The second
    normalization follows an activation and therefore cannot be folded.

    Args:
        filters: Number of output channels.
        kernel_size: As in `GhostModule`.
        activation: Name of a Keras activation, inside the module and after it.
        norm: Whether the module's own convolutions are normalized (False in a fused model).
        rectified: Whether the activation follows the second normalization too.
        epsilon: Of all normalizations.
        momentum: Of all normalizations.
        deformable: As in `GhostModule`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, H, W, filters]` float.

    Example:
        >>> DoubledGhost(6)(keras.ops.ones((1, 4, 5, 3))).shape
        TensorShape([1, 4, 5, 6])

    Differs from the paper: GhostNet normalizes once.
    Reference: Han et al., GhostNet, CVPR 2020.
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        activation="relu",
        *,
        norm=True,
        rectified=True,
        epsilon=1e-5,
        momentum=0.9,
        deformable=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.activation = activation
        self.norm = norm
        self.rectified = rectified
        self.epsilon = epsilon
        self.momentum = momentum
        self.deformable = deformable
        shared = {"epsilon": epsilon, "momentum": momentum, "dtype": self.dtype_policy}
        self.ghost = GhostModule(
            filters,
            kernel_size,
            activation=activation,
            norm=norm,
            keep_sliced=True,
            deformable=deformable,
            name="ghost",
            **shared,
        )
        self.normalization = BatchNormalization(name="norm", **shared)
        self.activate = keras.activations.get(activation if rectified else None)

    def build(self, input_shape):
        if self.built:
            return
        self.ghost.build(input_shape)
        self.normalization.build((None, None, None, self.filters))

    def call(self, inputs, training=None):
        outputs = self.ghost(inputs, training=training)  # [B, H, W, filters]
        return self.activate(self.normalization(outputs, training=training))

    def compute_output_shape(self, input_shape):
        return self.ghost.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "activation": self.activation,
            "norm": self.norm,
            "rectified": self.rectified,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
            "deformable": self.deformable,
        }
