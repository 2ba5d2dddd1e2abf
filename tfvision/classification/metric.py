"""How often a classifier is right, and which classes it takes for which."""

import keras
import numpy as np


def accuracies(classes, top=5):
    """What `compile(metrics=…)` measures in `fit`: "top1" and, by default, "top5".

    Args:
        classes: Number of classes.
        top: How many answers of an image may hold the right one; of fewer classes: all.

    Returns: Two Keras metrics on one-hot targets and logits, both `[B, classes]`. Of smoothed or
        mixed targets the largest counts as the right one.

    Example:
        >>> [metric.name for metric in accuracies(10)]
        ['top1', 'top5']
    """
    return [
        keras.metrics.CategoricalAccuracy(name="top1"),
        keras.metrics.TopKCategoricalAccuracy(min(top, classes), name=f"top{top}"),
    ]


@keras.saving.register_keras_serializable(package="tfvision")
class ConfusionMatrix:
    """Counts the images of each class that were taken for each class, and the right answers.

    It works in NumPy on finished predictions, outside every graph, and answers to Keras's method
    names as well, as `detection.MeanAveragePrecision` does. In `fit`, use `accuracies`.

    Args:
        classes: Names of the classes, in the order of the labels.
        top: How many answers of an image may hold the right one.
        name: As every Keras metric has one.

    Raises: ValueError for arguments out of range.

    Example:
        >>> metric = ConfusionMatrix(["cat", "dog", "fox"], top=2)
        >>> metric.update({"labels": [[0, 1], [0, 2], [2, 1]]}, {"label": [0, 2, 1]})
        >>> result = metric.result()
        >>> result["top1"], result["top2"], result["recall/fox"], result["precision/cat"]
        (0.33, 1.0, 0.0, 0.5)
        >>> metric.matrix.tolist()
        [[1, 0, 0], [0, 0, 1], [1, 0, 0]]
    """

    def __init__(self, classes, top=5, *, name="confusion_matrix"):
        if isinstance(classes, str) or not len(classes):
            raise ValueError(f"classes must be a list of names, got {classes!r}")
        if len(set(classes)) < len(classes):
            raise ValueError(f"classes must have different names, got {classes}")
        if top < 1:
            raise ValueError(f"top must be at least 1, got {top}")
        self.classes = classes
        self.top = top
        self.name = name
        self.reset()

    def reset(self):
        """Forgets all images."""
        self.matrix = np.zeros([len(self.classes)] * 2, "int64")  # [truth, answer]
        self._right = np.zeros(self.top, "int64")  # Of rank 1, 2, …

    def update(self, predictions, truth):
        """Adds one image, or a batch.

        Args:
            predictions: Dict with `labels` `[n]`, best first, where `n` is at least `top` or the
                number of classes; more keys do not matter. A batch has `[B, n]`.
            truth: Dict with `label`, a number, or `[B]` for a batch; -1 is padding and does not
                count.

        Raises: ValueError for shapes that do not agree and labels that are no class.
        """
        found = np.atleast_2d(_labels("predictions", predictions, "labels"))  # [B, n]
        true = np.atleast_1d(_labels("truth", truth, "label"))  # [B]
        if true.ndim != 1 or found.ndim != 2 or len(found) != len(true):
            raise ValueError(
                f"predictions['labels'] and truth['label'] must be [B, n] and [B], "
                f"got {found.shape} and {true.shape}"
            )
        wanted = min(self.top, len(self.classes))
        if found.shape[1] < wanted:
            raise ValueError(
                f"predictions['labels'] must hold the best {wanted} of each image for "
                f"top={self.top}, got {found.shape[1]}"
            )
        self._refuse("predictions['labels']", found, 0)
        self._refuse("truth['label']", true, -1)
        found, true = found[true >= 0], true[true >= 0]
        np.add.at(self.matrix, (true, found[:, 0]), 1)
        right = (found == true[:, None])[:, : self.top].sum(0)
        self._right[: len(right)] += right

    def result(self):
        """The shares so far.

        Returns: Dict of floats, whose keys depend on the arguments alone: "top1" and "top<top>",
            the shares of images whose first answer, or one of the first, is right;
            "recall/<class>", the share of its images that were recognised; "precision/<class>", the
            share of its answers that were right; and "recall" and "precision", their means over the
            classes that have them. NaN where there is nothing to divide by.
        """
        right = np.diag(self.matrix)
        recall = _shares(right, self.matrix.sum(1))
        precision = _shares(right, self.matrix.sum(0))
        ranks = _shares(np.cumsum(self._right), self.matrix.sum())
        result = {"top1": float(ranks[0]), f"top{self.top}": float(ranks[-1])}
        for name, values in (("recall", recall), ("precision", precision)):
            known = values[~np.isnan(values)]
            result[name] = float(known.mean()) if known.size else float("nan")
        for name, values in (("recall", recall), ("precision", precision)):
            pairs = zip(self.classes, values.tolist(), strict=True)
            result |= {f"{name}/{label}": value for label, value in pairs}
        return result

    def confusions(self, most=10):
        """The mistakes that were made most often.

        Returns: list of `(truth, answer, count)`, names of classes, most frequent first.
        """
        wrong = self.matrix - np.diag(np.diag(self.matrix))
        order = np.argsort(-wrong, axis=None, kind="stable")[:most]
        places = zip(*np.unravel_index(order, wrong.shape), strict=True)
        return [
            (self.classes[true], self.classes[found], int(wrong[true, found]))
            for true, found in places
            if wrong[true, found]
        ]

    def update_state(self, y_true, y_pred):
        """`update` under Keras's name, in Keras's order: the truth first."""
        self.update(y_pred, y_true)

    def reset_state(self):
        """`reset` under Keras's name."""
        self.reset()

    def get_config(self):
        return {"classes": self.classes, "top": self.top, "name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def _refuse(self, name, labels, lowest):
        classes = len(self.classes)
        wrong = labels[(labels < lowest) | (labels >= classes)]
        if wrong.size:
            raise ValueError(f"{name} must lie in [{lowest}, {classes - 1}], got {wrong[0]}")


def _labels(name, entries, key):
    if not isinstance(entries, dict) or key not in entries:
        got = sorted(entries) if isinstance(entries, dict) else type(entries).__name__
        raise ValueError(f"{name} must be a dict with '{key}', got {got}")
    values = np.asarray(entries[key])
    if values.size and values.dtype.kind not in "iu":
        raise ValueError(f"{name}['{key}'] must be whole numbers, got {values.dtype}")
    return values.astype("int64")


def _shares(parts, wholes):
    wholes = np.asarray(wholes, "float64")
    return np.divide(
        parts, wholes, np.full(np.broadcast(parts, wholes).shape, np.nan), where=wholes > 0
    )
