"""Precision and recall as the score threshold falls: their curve, its area, its best point."""

from typing import NamedTuple

import numpy as np


def precision_recall(verdict, positives):
    """Recall and precision after each counted detection, for verdicts sorted by falling score."""
    counted = verdict[verdict >= 0]
    right = np.cumsum(counted)
    precision = right / np.arange(1, len(counted) + 1)
    recall = right / positives if positives else np.full(len(counted), np.nan)
    return recall, precision


def area_under_curve(recall, precision):
    """VOC 2010+: the area under the precision made monotonic from the right."""
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * envelope))


class BestF1(NamedTuple):
    """The score threshold with the best harmonic mean of precision and recall."""

    f1: float
    score: float
    precision: float
    recall: float


def best_f1(recall, precision, scores):
    """The best threshold of a curve: keep what scores at least `.score`.

    Detections of equal score are kept or dropped together, so only the last of them is a choice.
    Without detections or truths, F1 is 0 and the threshold infinite: nothing is worth keeping.
    """
    choices = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)[: len(scores)])
    total = recall[choices] + precision[choices]
    f1 = np.divide(
        2 * recall[choices] * precision[choices], total, out=np.zeros(len(total)), where=total > 0
    )
    if not np.any(f1 > 0):
        return BestF1(0.0, float("inf"), float("nan"), 0.0)
    best = choices[np.argmax(f1)]
    return BestF1(float(f1.max()), float(scores[best]), float(precision[best]), float(recall[best]))
