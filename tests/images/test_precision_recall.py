"""The curve of precision and recall by hand, and its best point against a plain loop."""

import numpy as np
import pytest

from tests.detection.oracles import best_f1_loop
from tfvision.images.precision_recall import area_under_curve, best_f1, precision_recall


def test_by_hand():
    verdict = np.array([1, -1, 0, 1], np.int8)  # The second does not count.
    recall, precision = precision_recall(verdict, 4)
    np.testing.assert_allclose(recall, [0.25, 0.25, 0.5])
    np.testing.assert_allclose(precision, [1, 0.5, 2 / 3])
    assert area_under_curve(recall, precision) == pytest.approx(0.25 * 1 + 0.25 * 2 / 3)


def test_nothing_to_find_or_nothing_found():
    recall, precision = precision_recall(np.array([0, 0], np.int8), 0)
    assert np.isnan(recall).all()
    assert precision.tolist() == [0, 0]
    assert area_under_curve(*precision_recall(np.zeros(0, np.int8), 4)) == 0


def test_best_f1_equals_the_loop(rng):
    for count in range(40):
        scores = np.sort(rng.integers(0, 6, count) / 5)[::-1]
        verdict = rng.integers(0, 2, count).astype(np.int8)
        best = best_f1(*precision_recall(verdict, 50), scores)
        f1, threshold = best_f1_loop(verdict.tolist(), scores.tolist(), 50)
        assert (best.f1, best.score) == (pytest.approx(f1), threshold)
        if f1:
            kept = verdict[scores >= best.score]
            assert best.precision == pytest.approx(kept.mean())
            assert best.recall == pytest.approx(kept.sum() / 50)
