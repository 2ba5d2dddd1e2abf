"""Labels to training targets, and the network's outputs back to labels."""

import tensorflow as tf


class Codec:
    """Encodes labels as one-hot targets for training, decodes logits into the best few classes.

    Args:
        classes: Number of classes, at least 2.
        label_smoothing: Share of a target that is spread evenly over all classes, in [0, 1)
            (Szegedy et al., CVPR 2016, section 7; the Inception paper's "epsilon").
        top: Classes of a prediction; a model of fewer gives all it has.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> Codec(4, label_smoothing=0.2).encode([2]).numpy().tolist()
        [[0.05, 0.05, 0.85, 0.05]]
        >>> Codec(3, top=2).decode([[0.0, 2.0, 1.0]])["labels"].numpy().tolist()
        [[1, 2]]
    """

    def __init__(self, classes, label_smoothing=0.0, top=5):
        if classes < 2:
            raise ValueError(f"classes must be at least 2, got {classes!r}")
        if not 0 <= label_smoothing < 1:
            raise ValueError(f"label_smoothing must be in [0, 1), got {label_smoothing!r}")
        if top < 1:
            raise ValueError(f"top must be at least 1, got {top!r}")
        self.classes, self.label_smoothing, self.top = classes, label_smoothing, top

    def get_config(self):
        """Every setting."""
        return {
            "classes": self.classes,
            "label_smoothing": self.label_smoothing,
            "top": self.top,
        }

    def encode(self, labels):
        """Labels -> targets. Runs in a graph.

        Args:
            labels: int `[...]`, 0 … classes-1.

        Returns: float32 `[..., classes]`, whose rows add up to 1.

        Raises: InvalidArgumentError for a label out of range, which would be a row of zeros.
        """
        labels = tf.convert_to_tensor(labels)
        allowed = tf.reduce_all((labels >= 0) & (labels < self.classes))
        said = f"labels must be 0 to {self.classes - 1}, got"
        with tf.control_dependencies([tf.debugging.Assert(allowed, [said, labels])]):
            targets = tf.one_hot(labels, self.classes, dtype=tf.float32)  # [..., classes]
        return targets * (1 - self.label_smoothing) + self.label_smoothing / self.classes

    def decode(self, outputs):
        """Network outputs -> predictions. Runs in a graph, in float32.

        Args:
            outputs: logits `[B, classes]`.

        Returns: dict `scores` `[B, top]`, the softmax, falling; `labels` `[B, top]` int32. Of equal
            scores the lower label comes first.
        """
        scores = tf.nn.softmax(tf.cast(outputs, tf.float32))  # [B, classes]
        best = tf.math.top_k(scores, min(self.top, self.classes))
        return {"scores": best.values, "labels": best.indices}
