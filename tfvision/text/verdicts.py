"""What becomes of each detected and each true character: found, false, missed, split, merged."""

from typing import NamedTuple

import numpy as np

from tfvision.text.matching import one_to_one

_HALF = 0.5


class Verdicts(NamedTuple):
    """Answers for N detections and M truths of any number of images.

    Args:
        found: int8 `[N]`: 1 for a detection of a truth, 0 for a false one, -1 for one that counts
            neither way, because half of it or more lies in ignored truths.
        owner: Row of the truth that each detection found, or -1, `[N]`.
        iou: Overlap with it, else 0, `[N]`.
        hit: Whether each truth's centre lies in exactly one detection, bool `[M]`.
        detected: Whether each truth was found, bool `[M]`.
        split: Whether each truth holds the greater part of two detections or more, bool `[M]`.
        merged: Whether each detection holds the greater part of two truths or more, bool `[N]`.
    """

    found: np.ndarray
    owner: np.ndarray
    iou: np.ndarray
    hit: np.ndarray
    detected: np.ndarray
    split: np.ndarray
    merged: np.ndarray


def judge(pairs, scores, ignored, iou):
    """Judges detections and truths by their overlaps.

    Args:
        pairs: `Overlaps` of all images.
        scores: Of the detections, `[N]`.
        ignored: Truths that count neither way, bool `[M]`; they are never found, missed or hit.
        iou: Overlap from which on a detection has found a truth.

    Returns: `Verdicts`.
    """
    found, true = len(scores), len(ignored)
    skipped = ignored[pairs.true]
    counted = type(pairs)(*(column[~skipped] for column in pairs))
    chosen = one_to_one(counted, scores, true, iou)
    matched = chosen >= 0
    owner, overlap = np.full(found, -1), np.zeros(found)
    owner[matched] = counted.true[chosen[matched]]
    overlap[matched] = counted.iou[chosen[matched]]

    outside = np.bincount(pairs.found[skipped], pairs.of_found[skipped], found) >= _HALF
    verdict = np.where(matched, 1, np.where(outside, -1, 0)).astype(np.int8)
    detected = np.zeros(true, bool)
    detected[owner[matched]] = True
    return Verdicts(
        found=verdict,
        owner=owner,
        iou=overlap,
        hit=np.bincount(counted.true[counted.centred], minlength=true) == 1,
        detected=detected,
        split=np.bincount(counted.true[counted.of_found > _HALF], minlength=true) > 1,
        merged=np.bincount(counted.found[counted.of_true > _HALF], minlength=found) > 1,
    )
