"""Overlaps and one-to-one pairs against plain loops, and against the best of all matchings."""

import numpy as np
import pytest

from tests.detection.oracles import iou_loop
from tests.text.score_oracles import holds_centre, inside, matches_loop, most_matches
from tfvision.text import matching
from tfvision.text.matching import one_to_one, overlaps


def crowd(rng, found, true):
    """Boxes on a small sheet, in whole pixels and with few scores, so that ties happen."""
    boxes = [rng.integers(0, 12, [count, 4]).astype(float) for count in (found, true)]
    for part in boxes:
        part[:, 2:] = part[:, :2] + rng.integers(0, 8, [len(part), 2])
    return *boxes, rng.integers(0, 4, found) / 4


def test_overlaps_equal_the_loop(rng):
    found, true, _ = crowd(rng, 30, 25)
    pairs = overlaps(found, true)
    expected = [
        (f, t, iou_loop(a, b), inside(a, b), inside(b, a), holds_centre(a, b))
        for f, a in enumerate(found)
        for t, b in enumerate(true)
        if inside(a, b) > 0
    ]
    np.testing.assert_allclose(np.stack(pairs, 1).astype(float), np.array(expected, float))


def test_overlaps_in_parts_are_the_same(rng, monkeypatch):
    found, true, _ = crowd(rng, 30, 25)
    whole = overlaps(found, true)
    monkeypatch.setattr(matching, "_PAIRS_AT_ONCE", 60)
    for one, other in zip(whole, overlaps(found, true), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("found", "true"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_on_one_side(rng, found, true):
    found, true, scores = crowd(rng, found, true)
    pairs = overlaps(found, true)
    assert len(pairs.found) == 0
    assert one_to_one(pairs, scores, len(true), 0.5).tolist() == [-1] * len(found)


@pytest.mark.parametrize("iou", [0.1, 0.3, 0.5])
def test_pairs_equal_the_loop(rng, iou):
    for case in range(60):
        found, true, scores = crowd(rng, case % 23, case % 17)
        pairs = overlaps(found, true)
        chosen = one_to_one(pairs, scores, len(true), iou)
        owners = [int(pairs.true[row]) if row >= 0 else -1 for row in chosen]
        assert owners == matches_loop(found, scores, true, iou)


def test_no_matching_finds_more_of_truths_that_lie_apart(rng):
    for _ in range(30):
        grid = np.stack(np.meshgrid(np.arange(4), np.arange(3)), -1).reshape(-1, 2) * 10.0
        true = np.concatenate([grid, grid + 10], axis=1)
        found = np.repeat(true, 2, axis=0) + rng.integers(-4, 5, [24, 4])
        pairs = overlaps(found, true)
        chosen = one_to_one(pairs, rng.uniform(size=24), len(true), 0.5)
        assert np.sum(chosen >= 0) == most_matches(found, true, 0.5)


def test_a_centre_on_a_border_is_held_once():
    pairs = overlaps(np.array([[0.0, 0, 5, 10], [5, 0, 10, 10]]), np.array([[0.0, 0, 10, 10]]))
    assert pairs.centred.tolist() == [False, True]
