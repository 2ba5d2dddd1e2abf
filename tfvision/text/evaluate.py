"""Measuring a detector of characters on images as they were taken: of any size."""

import numpy as np

from tfvision.geometry import boxes as box_math
from tfvision.images.groups import groups


def measure(predictor, data, metric, batch_size=16):
    """Resets `metric`, runs a predictor over all images and returns `metric.result()`.

    Args:
        predictor: Something with `predict(images)`, as `CharacterDetector` is.
        data: An object with `len()` and `.examples()`, as `Pages` and `Screens` are.
        metric: A `CharacterMetric`.
        batch_size: Images that are in memory at once.
    """
    metric.reset()
    for _, examples in groups(data, batch_size):
        found = predictor.predict([example["image"] for example in examples])
        for answer, example in zip(found, examples, strict=True):
            metric.update(answer, truth(example))
    return metric.result()


def truth(example):
    """What a metric needs of an example: `boxes` in pixels, and which are `ignored`."""
    boxes_px = box_math.to_pixels(example["boxes_xyxy"], example["image"].shape[:2]).numpy()
    return {"boxes": boxes_px, "ignored": example.get("ignored", np.zeros(len(boxes_px), bool))}
