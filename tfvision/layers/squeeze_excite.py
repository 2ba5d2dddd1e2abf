"""Squeeze and excitation: each channel of a map weighed by what all channels hold on average."""

import keras
from keras import ops

from tfvision.layers.initializers import initializer


def _swish(x):
    """Swish of a few numbers; TensorFlow's takes 40 µs of a CPU, however few they are.

    Cut off where it is zero to float32, or its gradient would be NaN.
    """
    return x / (1 + ops.exp(-ops.maximum(x, -40.0)))


@keras.saving.register_keras_serializable(package="tfvision")
class SqueezeExcite(keras.layers.Layer):
    """Multiplies each channel by a number in [0, 1] that two small layers make of all the means.

    Figure 2 and equations 2-4 of the paper. EfficientNet's blocks have one on their widened map.

    Args:
        reduced: Number of channels between the two layers.
        activation: Name of the Keras activation after the first, "relu" in the paper.
        gate: Name of the Keras activation after the second.

    Input shape: `[B, H, W, C]` float.
    Output shape: the same.
    Raises: ValueError if `reduced < 1`.

    Example:
        >>> layer = SqueezeExcite(2)
        >>> layer(keras.ops.ones((1, 5, 7, 8))).shape
        TensorShape([1, 5, 7, 8])

    Differs from the paper: swish instead of ReLU by default, as in EfficientNet.
    Reference: Hu et al., Squeeze-and-Excitation Networks, CVPR 2018.
    """

    def __init__(self, reduced, activation="swish", gate="sigmoid", **kwargs):
        super().__init__(**kwargs)
        if reduced < 1:
            raise ValueError(f"reduced must be at least 1, got {reduced}")
        self.reduced = reduced
        self.activation = activation
        self.gate = gate
        is_swish = activation in ("swish", "silu") and self.compute_dtype == "float32"
        self.activate = _swish if is_swish else keras.activations.get(activation)
        self.reduce = self._dense("reduce", reduced, None)
        self.expand = None

    def _dense(self, name, units, activation):
        # Dense layers on [B, C], not convolutions on [B, 1, 1, C]: the same numbers, sooner.
        return keras.layers.Dense(
            units,
            activation=activation,
            kernel_initializer=initializer("fan_out"),
            name=name,
            dtype=self.dtype_policy,
        )

    def build(self, input_shape):
        if self.built:
            return
        channels = input_shape[-1]
        # Made here, for its width is the input's.
        self.expand = self._dense("expand", channels, self.gate)
        self.reduce.build((None, channels))
        self.expand.build((None, self.reduced))

    def call(self, inputs):
        # Half precision loses the last pixels of a long sum.
        exact = inputs if self.compute_dtype == "float64" else ops.cast(inputs, "float32")
        means = ops.mean(exact, axis=(1, 2))  # [B, C]
        means = ops.cast(means, inputs.dtype)
        weights = self.expand(self.activate(self.reduce(means)))  # [B, C]
        return inputs * weights[:, None, None, :]  # [B, H, W, C]

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "reduced": self.reduced,
            "activation": self.activation,
            "gate": self.gate,
        }
