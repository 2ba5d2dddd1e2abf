"""What a data set holds, what is wrong with it, and how well default boxes cover its objects."""

import collections

import numpy as np

from tfvision.detection.box_fitting import best_overlaps
from tfvision.detection.loading import unit_boxes as unit_boxes_of

PERCENTILES = (0, 5, 25, 50, 75, 95, 100)
# Under it no default box is matched but by force, one a object: hardly enough to learn from.
_MATCH_IOU = 0.5
_RARE = 20


def examine(data, problems=()):
    """Counts a data set.

    Args:
        data: `Annotations`.
        problems: `Problem`s found in it.

    Returns: dict of plain values: images, objects, background_images, classes (objects, images,
        difficult objects and crowds of each), problems (a dict each), errors, warnings.
    """
    _, labels = unit_boxes(data)
    objects = collections.Counter(labels.tolist())
    images = collections.Counter(
        label for sample in data.samples for label in np.unique(sample.labels[~sample.crowd])
    )
    difficult = collections.Counter(
        label for sample in data.samples for label in sample.labels[sample.difficult]
    )
    crowds = collections.Counter(
        label for sample in data.samples for label in sample.labels[sample.crowd]
    )
    severities = collections.Counter(problem.severity for problem in problems)
    return {
        "images": len(data),
        "objects": sum(objects.values()),
        "background_images": sum(not len(sample.labels) for sample in data.samples),
        "classes": {
            name: {
                "objects": objects[i],
                "images": images[i],
                "difficult": difficult[i],
                "crowds": crowds[i],
            }
            for i, name in enumerate(data.classes)
        },
        "errors": severities["error"],
        "warnings": severities["warning"],
        "problems": [vars(problem) for problem in problems],
    }


def unit_boxes(data):
    """`(boxes, labels)`: all objects `[N, 4]` float32 xyxy in [0, 1] of their images, `[N]`.

    Crowds are no objects: nothing is trained on them.
    """
    labels = np.concatenate([np.zeros(0, "int32"), *(sample.labels for sample in data.samples)])
    crowd = np.concatenate([np.zeros(0, bool), *(sample.crowd for sample in data.samples)])
    return unit_boxes_of(data.samples)[~crowd], labels[~crowd]


def sizes_wh(boxes_xyxy, image_size):
    """`[N, 2]` widths and heights of boxes in pixels of the model's input."""
    return (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) * image_size[::-1]


def octaves(sides_wh):
    """How the sizes of objects, square roots of their areas, spread over powers of two.

    Args:
        sides_wh: `[N, 2]` widths and heights in pixels, above 0.

    Returns: `(edges, shares)`, each `[M]`: where octaves begin, none left out between the first
        and the last, and the share of the objects in each.

    Example:
        >>> edges, shares = octaves(np.array([[9, 8], [10, 8], [64, 32], [70, 70]]))
        >>> edges.tolist(), shares.tolist()
        ([8.0, 16.0, 32.0, 64.0], [0.5, 0.0, 0.25, 0.25])
    """
    if not len(sides_wh):
        return np.zeros(0), np.zeros(0)
    places = np.floor(np.log2(np.sqrt(sides_wh.prod(1)))).astype(int)
    counts = np.bincount(places - places.min())
    return 2.0 ** (places.min() + np.arange(len(counts))), counts / len(places)


def coverage(data, default_cxcywh, image_size):
    """How large the objects are at the model's input, and how well default boxes cover them.

    Args:
        data: `Annotations`.
        default_cxcywh: `[K, 4]` default boxes.
        image_size: (height, width) of the model's input.

    Returns: dict of plain values: default_boxes (their number), percentiles of width_px and
        height_px, and for all objects and each class mean_best_iou and share_under_half, the
        share of objects whose best IoU is under 0.5; None where there are no objects.
    """
    boxes_xyxy, labels = unit_boxes(data)
    best = best_overlaps(boxes_xyxy, default_cxcywh)
    sides = sizes_wh(boxes_xyxy, image_size)
    return {
        "image_size": list(image_size),
        "default_boxes": len(default_cxcywh),
        "percentiles": list(PERCENTILES),
        "width_px": _percentiles(sides[:, 0]),
        "height_px": _percentiles(sides[:, 1]),
        **_covered(best),
        "classes": {name: _covered(best[labels == i]) for i, name in enumerate(data.classes)},
    }


def advice(report):
    """Sentences on what to mend first, the most pressing one first; may be empty.

    Args:
        report: What `examine` returns, with that of `coverage` as "coverage".
    """
    lines = []
    if report["errors"]:
        lines.append(
            f"{report['errors']} errors: training stops at them; mend them, or train with "
            "--on-error skip"
        )
    if not report["objects"]:
        return [*lines, "no objects: there is nothing to learn"]
    rare = [name for name, row in report["classes"].items() if row["objects"] < _RARE]
    if rare:
        lines.append(f"fewer than {_RARE} objects of {', '.join(rare)}: hardly enough to learn")
    share = report["coverage"]["share_under_half"]
    if share > 0.25:
        lines.append(
            f"{share:.0%} of the objects overlap every default box by less than half: try "
            "--fit-boxes, a larger --image-size, or a finer level"
        )
    return lines


def _percentiles(values):
    return [round(float(v), 1) for v in np.percentile(values, PERCENTILES)] if len(values) else None


def _covered(best):
    if not len(best):
        return {"mean_best_iou": None, "share_under_half": None}
    return {
        "mean_best_iou": round(float(best.mean()), 4),
        "share_under_half": round(float((best < _MATCH_IOU).mean()), 4),
    }
