"""SSD's two losses: where the box is, and what is in it."""

import keras
import tensorflow as tf

MINING = ("hard_negatives", "focal")
_USUAL_NEGATIVES = 512


def _matches(matched):
    """Matched default boxes of the whole batch, over all replicas, at least 1."""
    count = tf.reduce_sum(tf.cast(matched, tf.float32))
    context = tf.distribute.get_replica_context()
    if context is not None and context.num_replicas_in_sync > 1:
        count = context.all_reduce(tf.distribute.ReduceOp.SUM, count)
    return tf.maximum(count, 1.0)


def _sum_of_largest(values, counts):
    """Sums the `counts` `[B]` largest numbers of each row of `values` `[B, K]`."""
    width = tf.shape(values)[1]

    def total(most):
        largest, _ = tf.math.top_k(values, k=most)
        return tf.reduce_sum(largest * tf.sequence_mask(counts, most, values.dtype), 1)

    # Two sizes only: XLA would compile anew for each number of matches. The small one is 6x faster.
    few = tf.minimum(_USUAL_NEGATIVES, width)
    return tf.cond(tf.reduce_max(counts) <= few, lambda: total(few), lambda: total(width))


@keras.saving.register_keras_serializable(package="tfvision")
class OffsetLoss(keras.losses.Loss):
    """Smooth L1 of the offsets, summed over matched default boxes, divided by their number.

    The number is that of the whole batch, over all replicas of a distribution strategy: the
    gradient does not depend on how the batch is spread. A batch without objects costs 0.

    Args:
        delta: Where the square turns into a line; 1 in the paper.
        name: Name of the loss.

    Input shape: targets `[B, K, 5]` (see `Codec.encode`), outputs `[B, K, 4]`.
    Output shape: scalar float32.
    Raises: ValueError if `delta` is not above 0.
    Reference: Liu et al., SSD, ECCV 2016, equations 1 and 2.
    """

    def __init__(self, delta=1.0, name="offset_loss"):
        if not delta > 0:
            raise ValueError(f"delta must be above 0, got {delta}")
        super().__init__(name=name, reduction="sum", dtype="float32")
        self.delta = delta

    def call(self, y_true, y_pred):
        """Per-image losses `[B]`; `reduction="sum"` adds them up, unscaled by the replicas."""
        matched = y_true[..., 4]  # [B, K]
        distance = tf.abs(y_true[..., :4] - y_pred)
        square = 0.5 * tf.square(distance) / self.delta
        smooth = tf.where(distance < self.delta, square, distance - 0.5 * self.delta)
        return tf.reduce_sum(smooth * matched[..., None], [1, 2]) / _matches(matched)  # [B]

    def get_config(self):
        """Constructor arguments."""
        return {"delta": self.delta, "name": self.name}


@keras.saving.register_keras_serializable(package="tfvision")
class ClassLoss(keras.losses.Loss):
    """Cross-entropy of the classes, of all objects and of the background that looks like one.

    With `mining="hard_negatives"` each image adds, to its matched boxes, the unmatched ones with
    the largest loss, `negative_ratio` for each match and never fewer than `min_negatives`, so that
    an image without objects teaches too. With `mining="focal"` all boxes count, easy ones little.

    Args:
        mining: "hard_negatives" or "focal".
        negative_ratio: Negatives an image adds for each match; 3 in the paper.
        min_negatives: Negatives an image adds at the least.
        alpha: Focal: weight of objects, `1 - alpha` that of background.
        gamma: Focal: how fast easy boxes lose weight.
        label_smoothing: Share of the target that is spread over all classes.
        name: Name of the loss.

    Input shape: targets `[B, K]` int (0 background), outputs `[B, K, classes + 1]` logits.
    Output shape: scalar float32: the sum divided by the matches of the whole batch (at least 1).
    Raises: ValueError naming the argument that is out of range.
    Differs from the paper: `min_negatives`; the paper gives images without objects no loss.
    Reference: Liu et al., SSD, ECCV 2016, equation 3 and section 2.2; Lin et al., Focal Loss,
        ICCV 2017, equation 5, on softmax probabilities.
    """

    def __init__(
        self,
        mining="hard_negatives",
        negative_ratio=3.0,
        min_negatives=3,
        alpha=0.25,
        gamma=2.0,
        label_smoothing=0.0,
        name="class_loss",
    ):
        if mining not in MINING:
            raise ValueError(f"mining must be one of {MINING}, got {mining!r}")
        if negative_ratio < 0 or min_negatives < 0 or gamma < 0:
            raise ValueError(
                "negative_ratio, min_negatives and gamma must be at least 0, "
                f"got {negative_ratio}, {min_negatives} and {gamma}"
            )
        if not (0 <= alpha <= 1 and 0 <= label_smoothing < 1):
            raise ValueError(
                "alpha must be in [0, 1] and label_smoothing in [0, 1), "
                f"got {alpha} and {label_smoothing}"
            )
        super().__init__(name=name, reduction="sum", dtype="float32")
        self.mining = mining
        self.negative_ratio = negative_ratio
        self.min_negatives = min_negatives
        self.alpha = alpha
        self.gamma = gamma
        self.label_smoothing = label_smoothing

    def call(self, y_true, y_pred):
        """Per-image losses `[B]`; `reduction="sum"` adds them up, unscaled by the replicas."""
        targets = tf.cast(y_true, tf.int32)  # [B, K]
        matched = targets > 0
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, y_pred)  # [B, K]
        if self.mining == "focal":
            weights = self._focal_weights(losses, matched)
            per_image = tf.reduce_sum(weights * self._smoothed(losses, y_pred), 1)  # [B]
        else:
            per_image = self._hard_negatives(self._smoothed(losses, y_pred), matched)  # [B]
        return per_image / _matches(matched)

    def _smoothed(self, losses, logits):
        """Cross-entropy `[B, K]` against targets of which a share is spread over all classes."""
        if not self.label_smoothing:
            return losses
        uniform = -tf.reduce_mean(tf.nn.log_softmax(logits), -1)
        return (1 - self.label_smoothing) * losses + self.label_smoothing * uniform

    def _hard_negatives(self, losses, matched):
        positives = tf.reduce_sum(tf.where(matched, losses, 0.0), 1)  # [B]
        # A matched box stands in with 0: it can only replace a negative that costs nothing.
        negatives = tf.where(matched, 0.0, losses)
        matches = tf.reduce_sum(tf.cast(matched, tf.float32), 1)  # [B]
        wanted = tf.maximum(self.negative_ratio * matches, float(self.min_negatives))
        return positives + _sum_of_largest(negatives, tf.cast(wanted, tf.int32))

    def _focal_weights(self, losses, matched):
        # Bounded, because the slope of a root has no value at 0.
        doubt = tf.maximum(1 - tf.exp(-losses), 1e-7)
        return tf.where(matched, self.alpha, 1 - self.alpha) * tf.pow(doubt, self.gamma)

    def get_config(self):
        """Constructor arguments."""
        return {
            "mining": self.mining,
            "negative_ratio": self.negative_ratio,
            "min_negatives": self.min_negatives,
            "alpha": self.alpha,
            "gamma": self.gamma,
            "label_smoothing": self.label_smoothing,
            "name": self.name,
        }
