"""Average precision of the VOC devkit as pure NumPy functions on flat arrays of all images."""

import numpy as np

from tfvision.images.precision_recall import precision_recall

# Pairs of a detection and a truth held at once: about 100 MB of float64 work space.
_PAIRS_AT_ONCE = 1_000_000


def _overlap(a_xyxy, b_xyxy, extra):
    """IoU row by row, `[P, 4]` and `[P, 4]`; `extra` is 1 where boxes include their last pixel."""
    low = np.maximum(a_xyxy[:, :2], b_xyxy[:, :2])
    high = np.minimum(a_xyxy[:, 2:], b_xyxy[:, 2:])
    intersection = np.prod(np.maximum(high - low + extra, 0.0), axis=1)  # [P]
    union = -intersection
    for boxes in (a_xyxy, b_xyxy):
        union = union + np.prod(boxes[:, 2:] - boxes[:, :2] + extra, axis=1)
    return np.divide(intersection, union, out=np.zeros_like(union), where=union > 0)


def best_truths(boxes_xyxy, groups, truth_boxes_xyxy, truth_groups, inclusive=False):
    """Finds for each detection the truth of its own group that it overlaps most.

    A group is one class in one image. Among equal overlaps the truth given first wins, as in the
    devkit's loop.

    Args:
        boxes_xyxy: Detections, `[D, 4]`.
        groups: Their groups, int `[D]`.
        truth_boxes_xyxy: True boxes, `[G, 4]`.
        truth_groups: Their groups, int `[G]`.
        inclusive: Count the last pixel as part of a box (the devkit's +1).

    Returns: `(iou, truth)`, both `[D]`: the best IoU and the row of that truth; 0 and -1 where no
        truth of the group overlaps the detection.
    """
    order = np.argsort(truth_groups, kind="stable")
    sorted_groups = truth_groups[order]
    first = np.searchsorted(sorted_groups, groups, side="left")  # [D]
    counts = np.searchsorted(sorted_groups, groups, side="right") - first
    iou, truth = np.zeros(len(groups)), np.full(len(groups), -1)

    candidates = np.flatnonzero(counts)
    ends = np.cumsum(counts[candidates])
    chunk_of = ends // _PAIRS_AT_ONCE
    for rows in np.split(candidates, np.flatnonzero(np.diff(chunk_of)) + 1):
        if not len(rows):
            continue
        lengths = counts[rows]
        starts = np.cumsum(lengths) - lengths
        within = np.arange(lengths.sum()) - np.repeat(starts, lengths)
        pairs = order[np.repeat(first[rows], lengths) + within]  # [P] rows of the truth
        overlaps = _overlap(
            np.repeat(boxes_xyxy[rows], lengths, axis=0), truth_boxes_xyxy[pairs], float(inclusive)
        )
        best = np.maximum.reduceat(overlaps, starts)
        is_best = overlaps == np.repeat(best, lengths)
        place = np.minimum.reduceat(np.where(is_best, within, len(order)), starts)
        iou[rows] = best
        truth[rows] = np.where(best > 0, pairs[starts + place], -1)
    return iou, truth


def judge(iou, truth, ignored, threshold):
    """Says of each detection whether it is right, wrong or not to be counted.

    Args:
        iou: Best IoU of each detection, `[D]`, sorted by falling score.
        truth: Row of that truth or -1, `[D]`.
        ignored: Truths that count neither way (`difficult`), bool `[G]`.
        threshold: IoU from which on a detection has found its truth.

    Returns: int8 `[D]`: 1 for the first detection of a truth, 0 for a false one (a second
        detection of the same truth is false), -1 for one on an ignored truth.
    """
    verdict = np.zeros(len(iou), np.int8)
    found = np.flatnonzero((iou >= threshold) & (truth >= 0))
    _, first = np.unique(truth[found], return_index=True)
    verdict[found[first]] = 1
    verdict[found[ignored[truth[found]]]] = -1
    return verdict


def eleven_points(recall, precision):
    """VOC 2007: the mean of the best precision at recall 0, 0.1 … 1 or more."""
    # k / 10 is the very double that a recall of k truths in ten gives, so that no step is lost.
    first = np.searchsorted(recall, np.arange(11) / 10)
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(np.mean(envelope[first]))


def box_sizes(boxes_xyxy, size_of="area", inclusive=False):
    """Area in px² or height in px of boxes `[R, 4]`."""
    sides = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2] + float(inclusive)
    return sides[:, 1] if size_of == "height" else np.prod(sides, axis=1)


def rank(found, true, classes, inclusive=False):
    """Sorts detections by falling score, equal ones in the order given, and adds their best truths.

    Args:
        found: Dict of arrays with `boxes`, `scores`, `labels`, `images`.
        true: The same without scores.
        classes: Number of classes.
        inclusive: As in `best_truths`.

    Returns: `found`, sorted, with `iou` and `truth` of `best_truths`.
    """
    order = np.argsort(-found["scores"], kind="stable")
    found = {key: values[order] for key, values in found.items()}
    groups, true_groups = (rows["images"] * classes + rows["labels"] for rows in (found, true))
    iou, truth = best_truths(found["boxes"], groups, true["boxes"], true_groups, inclusive)
    return found | {"iou": iou, "truth": truth}


def voc_table(found, true, classes, ious, bins, average):
    """Average precision of every class at every threshold, over all sizes and in each bin.

    Args:
        found: What `rank` returned, with `sizes`.
        true: Dict of arrays with `labels`, `sizes`, `ignored`.
        classes: Number of classes.
        ious: Thresholds, T of them.
        bins: (low, high) sizes, S of them.
        average: `area_under_curve` or `eleven_points`.

    Returns: `[T, classes, 1 + S]`; NaN where a class has no truth that counts.
    """
    rows_of = [np.flatnonzero(found["labels"] == label) for label in range(classes)]
    table = np.full((len(ious), classes, 1 + len(bins)), np.nan)
    for size, (low, high) in enumerate([(-np.inf, np.inf), *bins]):
        ignored = true["ignored"] | (true["sizes"] < low) | (true["sizes"] > high)
        positives = np.bincount(true["labels"][~ignored], minlength=classes)
        outside = (found["sizes"] < low) | (found["sizes"] > high)
        for threshold, iou in enumerate(ious):
            verdict = judge(found["iou"], found["truth"], ignored, iou)
            verdict[(verdict == 0) & outside] = -1
            for label in np.flatnonzero(positives):
                curve = precision_recall(verdict[rows_of[label]], positives[label])
                table[threshold, label, size] = average(*curve)
    return table
