"""Measuring a classifier: over batches that a pipeline has prepared, or on images as they are."""

import numpy as np

from tfvision.images.groups import groups


def evaluate_batches(classify, batches, metric):
    """Resets `metric`, runs `classify` over all batches and returns `metric.result()`.

    Args:
        classify: Function `images [B, h, w, 3]` -> dict with `labels` `[B, top]`, best first.
        batches: Iterable of `(images, truth)`, as `evaluation_batches` gives; `truth` is a dict
            with `label` `[B]`.
        metric: A `ConfusionMatrix`.

    Raises: ValueError if there is no batch, as when a generator is used a second time.
    """
    metric.reset()
    empty = True
    for images, truth in batches:
        empty = False
        metric.update({"labels": np.asarray(classify(images)["labels"])}, truth)
    if empty:
        raise ValueError("batches must hold at least one batch, got none (a used-up generator?)")
    return metric.result()


def measure(predictor, data, metric, batch_size=16):
    """Resets `metric`, runs a predictor over all images as they were taken, and returns the result.

    Args:
        predictor: Something with `predict(images)`, as `ClassPredictor` is; its `labels` must be
            the metric's classes.
        data: An object with `len()` and `.examples()`, dicts of `image` and `label`.
        metric: A `ConfusionMatrix`.
        batch_size: Images that are in memory at once.
    """
    metric.reset()
    for _, examples in groups(data, batch_size):
        found = predictor.predict([example["image"] for example in examples])
        for answer, example in zip(found, examples, strict=True):
            metric.update({"labels": answer["label"]}, {"label": example["label"]})
    return metric.result()
