"""What is counted of characters in each image, and the shares that follow from it."""

import numpy as np

from tfvision.images.precision_recall import area_under_curve, precision_recall

ALL = (-np.inf, np.inf)


def within(verdicts, found, true, bounds=ALL):
    """What counts of the characters of some sizes.

    A pair has the size of its truth, a false detection its own.

    Args:
        verdicts: `Verdicts` of N detections and M truths.
        found: Dict of arrays with `sizes` `[N]`.
        true: Dict of arrays with `sizes` and `ignored`, both `[M]`.
        bounds: `(low, high)`, `low <= size < high`.

    Returns: `(verdict, counted)`: int8 `[N]` with 1 right, 0 false, -1 not to be counted; and bool
        `[M]`, the truths that count.
    """
    low, high = bounds
    counted = ~true["ignored"] & (true["sizes"] >= low) & (true["sizes"] < high)
    inside = (found["sizes"] >= low) & (found["sizes"] < high)
    matched = verdicts.owner >= 0
    inside[matched] = counted[verdicts.owner[matched]]
    return np.where(inside, verdicts.found, -1).astype(np.int8), counted


def per_image(verdicts, found, true, images, bounds=ALL):
    """Pairs, false detections, missed truths, the pairs' IoU, centre hits: `[images, 5]`."""
    verdict, counted = within(verdicts, found, true, bounds)
    right, false = verdict == 1, verdict == 0
    columns = [
        np.bincount(found["images"][right], minlength=images),
        np.bincount(found["images"][false], minlength=images),
        np.bincount(true["images"][counted & ~verdicts.detected], minlength=images),
        np.bincount(found["images"][right], verdicts.iou[right], minlength=images),
        np.bincount(true["images"][counted & verdicts.hit], minlength=images),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def shares(counts):
    """The shares that follow from counts `[..., 5]`: dict of arrays `[...]`, NaN for 0 / 0."""
    matched, false, missed, iou, hits = np.moveaxis(np.asarray(counts), -1, 0)
    return {
        "precision": _share(matched, matched + false),
        "recall": _share(matched, matched + missed),
        "hmean": _share(2 * matched, 2 * matched + false + missed),
        "mean_iou": _share(iou, matched),
        "centre_hits": _share(hits, matched + missed),
    }


def _share(part, whole):
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)


def curve(verdicts, found, true, bounds=ALL):
    """Recall, precision and score as the threshold falls, each `[D]`, one point a detection."""
    verdict, counted = within(verdicts, found, true, bounds)
    order = np.argsort(-found["scores"], kind="stable")
    recall, precision = precision_recall(verdict[order], int(counted.sum()))
    return recall, precision, found["scores"][order][verdict[order] >= 0]


def average_precision(verdicts, found, true, bounds=ALL):
    """The area under `curve` as VOC 2010 has it; NaN where no truth counts."""
    if not within(verdicts, found, true, bounds)[1].any():
        return float("nan")
    return area_under_curve(*curve(verdicts, found, true, bounds)[:2])
