"""Measures a detector on images as they were taken: of any size, in their own pixels."""

from tfvision.geometry import boxes
from tfvision.images.groups import groups

_KNOWN = ("labels", "difficult", "crowd", "areas")


def originals(data, batch_size):
    """Groups of images and truths, in file order.

    Args:
        data: An object with `len()` and `.examples()`, as `Annotations` is.
        batch_size: Images of a group; the last one may be smaller.

    Returns: iterator of `(start, images, truths)`: the position of the group's first image, uint8
        arrays `[H, W, 3]`, and dicts with `boxes` in pixels, `labels` and what else an example says
        of its objects.
    """
    for start, examples in groups(data, batch_size):
        images = [example["image"] for example in examples]
        yield start, images, [_truth(example) for example in examples]


def measure(predictor, data, metric, batch_size=16):
    """Resets `metric`, runs a predictor over all images and returns `metric.result()`.

    Args:
        predictor: Something with `predict(images)`, as `Detector` is; its `labels` must be the
            metric's classes.
        data: See `originals`.
        metric: A `MeanAveragePrecision`.
        batch_size: Images that are in memory at once.
    """
    metric.reset()
    for _, images, truths in originals(data, batch_size):
        update(metric, predictor.predict(images), truths)
    return metric.result()


def update(metric, predictions, truths):
    """Adds what `predict` found in some images to a metric."""
    for found, truth in zip(predictions, truths, strict=True):
        plural = {"boxes": found["box"], "scores": found["score"], "labels": found["label"]}
        metric.update(plural, truth)


def _truth(example):
    known = {name: example[name] for name in _KNOWN if name in example}
    size_hw = example["image"].shape[:2]
    return {"boxes": boxes.to_pixels(example["boxes_xyxy"], size_hw).numpy(), **known}
