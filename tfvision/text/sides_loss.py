"""The loss of a network that says where characters are, and how large, in maps of their own."""

import keras
import tensorflow as tf

from tfvision.text.loss import HardNegativeMSE
from tfvision.text.sides import MAPS


@keras.saving.register_keras_serializable(package="tfvision")
class SidesLoss(keras.losses.Loss):
    """`HardNegativeMSE` of the heat maps, and the mean absolute error of what cores say.

    Every character counts the same, however many pixels its core has; an image without one has no
    such error. Errors are relative to the size of the character, see `sides.encode`, which is how
    far its box is from the true one in terms of IoU.

    Args:
        positive_threshold: As in `HardNegativeMSE`.
        negative_ratio: As in `HardNegativeMSE`.
        min_negatives: As in `HardNegativeMSE`.
        sides_weight: Times that the error of the sides counts, at least 0.
        name: Name of the loss.

    Input shape: targets `[B, h, w, C + 6]`: C heat maps, four sides, the weights of heat maps and
        of sides; outputs `[B, h, w, C + 4]`.
    Output shape: scalar float32, the mean of the images' losses.
    Raises: ValueError for an argument out of range, and for targets that do not fit the outputs.

    Example:
        >>> targets = keras.ops.ones([1, 8, 12, 7])
        >>> outputs = keras.ops.concatenate([targets[..., :1], 0.5 * targets[..., 1:5]], -1)
        >>> float(SidesLoss(sides_weight=0.1)(targets, outputs))
        0.2

    Differs from the paper: its network has heat maps alone.
    Reference: Baek et al., CRAFT, CVPR 2019, equation 6; Zhou et al., Objects as Points, 2019.
    """

    def __init__(
        self,
        positive_threshold=0.1,
        negative_ratio=3.0,
        min_negatives=500,
        sides_weight=0.1,
        name="sides_loss",
    ):
        super().__init__(name=name, dtype="float32")
        if sides_weight < 0:
            raise ValueError(f"sides_weight must be at least 0, got {sides_weight}")
        self.positive_threshold = positive_threshold
        self.negative_ratio = negative_ratio
        self.min_negatives = min_negatives
        self.sides_weight = sides_weight
        self._heat = HardNegativeMSE(positive_threshold, negative_ratio, min_negatives)

    def call(self, y_true, y_pred):
        """Per-image losses `[B]`."""
        maps = y_pred.shape[-1] - MAPS
        if y_true.shape[-1] != maps + MAPS + 2:
            raise ValueError(
                f"targets must be [B, h, w, {maps + MAPS + 2}] for outputs {tuple(y_pred.shape)}: "
                f"{MAPS} sides and two weights among them; got {tuple(y_true.shape)}"
            )
        heat, sides, weight, counts = tf.split(y_true, [maps, MAPS, 1, 1], axis=-1)
        found, told = tf.split(y_pred, [maps, MAPS], axis=-1)
        errors = tf.reduce_sum(counts * tf.abs(sides - told), axis=[1, 2, 3])  # [B]
        errors /= tf.maximum(tf.reduce_sum(counts, axis=[1, 2, 3]), 1.0)
        return self._heat.call(tf.concat([heat, weight], -1), found) + self.sides_weight * errors

    def get_config(self):
        """Constructor arguments."""
        names = ("positive_threshold", "negative_ratio", "min_negatives", "sides_weight", "name")
        return {name: getattr(self, name) for name in names}
