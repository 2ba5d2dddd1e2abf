"""Which detected character is which true one: overlaps of an image, and pairs of one to one."""

from typing import NamedTuple

import numpy as np

_PAIRS_AT_ONCE = 500_000  # About 40 MB of work space.


class Overlaps(NamedTuple):
    """The pairs of a detection and a truth that share an area, sorted by detection, then truth.

    Args:
        found: Row of the detection, `[P]`.
        true: Row of the truth, `[P]`.
        iou: Intersection over union, `[P]`.
        of_found: Share of the detection's area that lies in the truth, `[P]`.
        of_true: Share of the truth's area that lies in the detection, `[P]`.
        centred: Whether the truth's centre lies in the detection, bool `[P]`.
    """

    found: np.ndarray
    true: np.ndarray
    iou: np.ndarray
    of_found: np.ndarray
    of_true: np.ndarray
    centred: np.ndarray


def overlaps(found_xyxy, true_xyxy):
    """All pairs of one image with an intersection.

    Args:
        found_xyxy: Detections, `[N, 4]`.
        true_xyxy: Truths, `[M, 4]`, the same unit.

    Returns: `Overlaps`. A box without an area is in no pair. A centre on the border between two
        detections lies in the right or lower one alone.
    """
    rows = max(1, _PAIRS_AT_ONCE // max(1, len(true_xyxy)))
    starts = range(0, max(1, len(found_xyxy)), rows)
    parts = [_overlaps(found_xyxy[at : at + rows], true_xyxy, at) for at in starts]
    return Overlaps(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _overlaps(found_xyxy, true_xyxy, start):
    low = np.maximum(found_xyxy[:, None, :2], true_xyxy[:, :2])  # [N, M, 2]
    high = np.minimum(found_xyxy[:, None, 2:], true_xyxy[:, 2:])
    found, true = np.nonzero((high > low).all(axis=2))  # [P]
    shared = np.prod(high[found, true] - low[found, true], axis=1)
    ours, theirs = found_xyxy[found], true_xyxy[true]
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (ours, theirs)]
    centres = (theirs[:, :2] + theirs[:, 2:]) / 2
    centred = ((ours[:, :2] <= centres) & (centres < ours[:, 2:])).all(axis=1)
    iou = shared / (areas[0] + areas[1] - shared)
    return found + start, true, iou, shared / areas[0], shared / areas[1], centred


def one_to_one(pairs, scores, truths, iou):
    """Gives each detection at most one truth, and each truth at most one detection.

    The detection with the highest score chooses first, of equal ones the one given first; each
    takes the truth that it overlaps most among those still free. Where the truths do not overlap
    each other and `iou` is at least 0.5, a detection can reach one truth only, and no other
    matching finds more.

    Args:
        pairs: `Overlaps`, of any number of images.
        scores: Of each detection, `[N]`.
        truths: Number of truths.
        iou: Least overlap of a pair, in (0, 1].

    Returns: `[N]`: row in `pairs` of each detection's pair, or -1.
    """
    # Everyone asks for the best truth that has not yet refused; a truth keeps the highest score
    # among those who ask. All truths rank detections alike, so this ends where choosing one after
    # the other does, in a few rounds over all images.
    near = np.flatnonzero(pairs.iou >= iou)
    near = near[np.lexsort((pairs.true[near], -pairs.iou[near], pairs.found[near]))]
    order = np.argsort(-scores, kind="stable")
    rank = np.empty(len(scores), np.int64)
    rank[order] = np.arange(len(scores))
    place = np.searchsorted(pairs.found[near], np.arange(len(scores)))
    last = np.searchsorted(pairs.found[near], np.arange(len(scores)), side="right")
    while True:
        asking = np.flatnonzero(place < last)
        asked = pairs.true[near[place[asking]]]
        best = np.full(truths, len(scores))
        np.minimum.at(best, asked, rank[asking])
        refused = asking[best[asked] != rank[asking]]
        if not len(refused):
            break
        place[refused] += 1
    chosen = np.full(len(scores), -1)
    chosen[asking] = near[place[asking]]
    return chosen
