"""Stochastic depth: whole residual branches left out in training, image by image."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="tfvision")
class StochasticDepth(keras.layers.Layer):
    """Zeroes the branch of some images of a batch, and divides the others by what share is kept.

    Section 3 of the paper; what EfficientNet's authors call drop connect. It stands at the end of a
    residual branch, before the sum. Outside training, and where the layer is frozen
    (`trainable = False`) as batch normalization may be, the branch passes as it is.

    Args:
        drop_rate: Probability with which an image loses the branch. The paper's survival
            probability is 1 - `drop_rate`.
        seed: Of the draws; None: another one in each layer.

    Input shape: `[B, …]` float.
    Output shape: the same.
    Raises: ValueError if `drop_rate` is not in [0, 1).

    Example:
        >>> layer = StochasticDepth(0.5, seed=1)
        >>> branch = layer(keras.ops.ones((8, 1, 1, 1)), training=True)
        >>> sorted({float(value) for value in keras.ops.reshape(branch, -1)})
        [0.0, 2.0]

    Differs from the paper: survivors are scaled up in training, not all of them down afterwards.
    Reference: Huang et al., Deep Networks with Stochastic Depth, ECCV 2016.
    """

    def __init__(self, drop_rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 <= drop_rate < 1:
            raise ValueError(f"drop_rate must be in [0, 1), got {drop_rate}")
        self.drop_rate = drop_rate
        self.seed = seed
        self.draws = keras.random.SeedGenerator(seed) if drop_rate else None

    def build(self, input_shape):
        """Has no weights."""

    def call(self, inputs, training=None):
        if not (training and self.trainable and self.drop_rate):
            return inputs
        one_an_image = (ops.shape(inputs)[0], *[1] * (len(inputs.shape) - 1))
        return keras.random.dropout(inputs, self.drop_rate, one_an_image, seed=self.draws)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "drop_rate": self.drop_rate, "seed": self.seed}
