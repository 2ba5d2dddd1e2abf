"""L2 normalization over the channels with a learned scale."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="tfvision")
class L2Normalization(keras.layers.Layer):
    """Scales each pixel's vector of channels to length 1, then each channel by a learned factor.

    SSD reads `conv4_3` through it, whose values are far larger than those of the deeper maps
    (section 3.1 of the paper, after ParseNet).

    Args:
        gamma: First value of every channel's factor; 20 in the paper.
        epsilon: Added to the sum of squares before the root, as Caffe's layer does; the ports to
            PyTorch bound the root instead, and differ only where a vector's length is under 1e-4.

    Input shape: `[B, H, W, C]` float.
    Output shape: the same.

    Example:
        >>> pixel = keras.ops.convert_to_tensor([[[[3.0, 4.0]]]])
        >>> L2Normalization()(pixel).numpy().round(3).tolist()
        [[[[12.0, 16.0]]]]

    Reference: Liu et al., SSD, ECCV 2016; Liu et al., ParseNet, 2015.
    """

    def __init__(self, gamma=20.0, epsilon=1e-10, **kwargs):
        super().__init__(**kwargs)
        self.gamma = gamma
        self.epsilon = epsilon

    def build(self, input_shape):
        self.scale = self.add_weight(
            shape=(input_shape[-1],),
            initializer=keras.initializers.Constant(self.gamma),
            name="scale",
        )

    def call(self, inputs):
        # float16 cannot hold the squares.
        values = inputs if self.compute_dtype == "float64" else ops.cast(inputs, "float32")
        squares = ops.sum(ops.square(values), axis=-1, keepdims=True)  # [B, H, W, 1]
        unit = ops.cast(values * ops.rsqrt(squares + self.epsilon), inputs.dtype)
        return unit * self.scale  # [B, H, W, C]

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "gamma": self.gamma, "epsilon": self.epsilon}
