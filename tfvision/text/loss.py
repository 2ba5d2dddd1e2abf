"""CRAFT's loss: the characters, and as much of the rest as looks most like one."""

import keras
import tensorflow as tf


def _share_of_largest(values, counts):
    """How far each number belongs to the largest of its row: 1, 0, or a share among equal ones.

    Nothing is sorted: the smallest of the `counts` largest is found bit by bit, which for floats
    above 0 is in the order of their size. That takes the same 31 sums whatever the counts.

    Args:
        values: `[B, C, N]` float32, none below 0.
        counts: `[B, C]` int32, how many of each row.

    Returns: `[B, C, N]` float32 that sums up to `counts`, unless there are fewer numbers.
    """
    bits = tf.bitcast(tf.abs(tf.stop_gradient(values)), tf.int32)
    smallest = tf.zeros_like(counts)
    for place in range(30, -1, -1):
        higher = smallest + (1 << place)
        reached = tf.reduce_sum(tf.cast(bits >= higher[..., None], tf.int32), -1)
        smallest = tf.where(reached >= counts, higher, smallest)  # [B, C]
    above = tf.cast(bits > smallest[..., None], tf.float32)
    equal = tf.cast(bits == smallest[..., None], tf.float32)
    left = tf.cast(counts, tf.float32) - tf.reduce_sum(above, -1)
    return above + equal * (left / tf.maximum(tf.reduce_sum(equal, -1), 1.0))[..., None]


@keras.saving.register_keras_serializable(package="tfvision")
class HardNegativeMSE(keras.losses.Loss):
    """Squared error of the pixels in characters, and of the background that looks most like one.

    In each image and each of its heat maps, the positive pixels have their mean error; of the
    others only those with the largest errors count, `negative_ratio` for each positive one and
    never fewer than `min_negatives`, so that an image without text teaches too; they have theirs.
    Both are added, and the maps' losses too.

    Where targets have more channels than outputs, the further ones are weights of the pixels'
    errors, at least 0: one for all maps or one a map. What weighs 0 is ignored: neither character
    nor background.

    Args:
        positive_threshold: Target above which a pixel is positive.
        negative_ratio: Negatives that count for each positive pixel.
        min_negatives: Negatives that count at the least, if there are as many.
        name: Name of the loss.

    Input shape: targets `[B, h, w, C]`, `[B, h, w, C + 1]` or `[B, h, w, 2 C]`; outputs
        `[B, h, w, C]`.
    Output shape: scalar float32, the mean of the images' losses.
    Raises: ValueError for an argument out of range, and for targets that do not fit the outputs.

    Example:
        >>> targets = keras.ops.ones([1, 8, 12, 2])
        >>> float(HardNegativeMSE()(targets, 0.5 * keras.ops.ones([1, 8, 12, 1])))
        0.25

    Differs from the paper: it weighs all pixels alike; its author says in the published code's
        issue 18 that hard negatives were mined, the two maps apart.
    Reference: Baek et al., CRAFT, CVPR 2019, equation 6.
    """

    def __init__(
        self,
        positive_threshold=0.1,
        negative_ratio=3.0,
        min_negatives=500,
        name="hard_negative_mse",
    ):
        if not 0 <= positive_threshold < 1:
            raise ValueError(f"positive_threshold must be in [0, 1), got {positive_threshold}")
        if negative_ratio < 0 or min_negatives < 0:
            raise ValueError(
                "negative_ratio and min_negatives must be at least 0, "
                f"got {negative_ratio} and {min_negatives}"
            )
        super().__init__(name=name, dtype="float32")
        self.positive_threshold = positive_threshold
        self.negative_ratio = negative_ratio
        self.min_negatives = min_negatives

    def call(self, y_true, y_pred):
        """Per-image losses `[B]`."""
        targets, weights = _parts(y_true, y_pred)
        errors = _flat(weights * tf.square(targets - y_pred))  # [B, C, N]
        counted = _flat(weights > 0)
        positive = counted & _flat(targets > self.positive_threshold)
        negative = counted & ~positive
        positives, negatives = _count(positive), _count(negative)  # [B, C]
        wanted = tf.maximum(self.negative_ratio * positives, float(self.min_negatives))
        kept = tf.floor(tf.minimum(wanted, negatives))
        # What is not negative stands in with 0: it can only replace one that costs nothing.
        hard = tf.where(negative, errors, 0.0)
        hard = hard * _share_of_largest(hard, tf.cast(kept, tf.int32))
        easy = tf.where(positive, errors, 0.0)
        return tf.reduce_sum(_mean(easy, positives) + _mean(hard, kept), 1)  # [B]

    def get_config(self):
        """Constructor arguments."""
        return {
            "positive_threshold": self.positive_threshold,
            "negative_ratio": self.negative_ratio,
            "min_negatives": self.min_negatives,
            "name": self.name,
        }


def _parts(y_true, y_pred):
    """Targets `[B, h, w, C]` and weights `[B, h, w, C]`."""
    given, maps = y_true.shape[-1], y_pred.shape[-1]
    sizes = tf.TensorShape(y_true.shape[:-1]), tf.TensorShape(y_pred.shape[:-1])
    if given not in (maps, maps + 1, 2 * maps) or not sizes[0].is_compatible_with(sizes[1]):
        raise ValueError(
            f"targets must be [B, h, w, {maps}], with {maps + 1} or {2 * maps} channels where they "
            f"have weights, for outputs {tuple(y_pred.shape)}; got {tuple(y_true.shape)}"
        )
    targets = y_true[..., :maps]
    weights = y_true[..., maps:] if given > maps else tf.ones_like(targets)
    return targets, tf.broadcast_to(weights, tf.shape(targets))


def _flat(maps):
    """`[B, h, w, C]` -> `[B, C, N]`: sums run several times as fast along the last axis."""
    maps = tf.transpose(maps, [0, 3, 1, 2])
    shape = tf.shape(maps)
    return tf.reshape(maps, [shape[0], maps.shape[1], shape[2] * shape[3]])


def _count(mask):
    return tf.reduce_sum(tf.cast(mask, tf.float32), -1)  # [B, C]


def _mean(errors, count):
    return tf.reduce_sum(errors, -1) / tf.maximum(count, 1.0)  # [B, C]
