"""Pairs of near boxes and groups of connected members against plain loops."""

import numpy as np
import pytest

from tfvision.text import neighbours as module
from tfvision.text.neighbours import connected, neighbours


def boxes_of(rng, count):
    corner = rng.uniform(0, 100, [count, 2])
    return np.concatenate([corner, corner + rng.uniform(1, 20, [count, 2])], axis=1)


def pairs_loop(boxes, distances):
    """All (a, b) with a gap of at most the larger distance along both axes."""
    found = []
    for a in range(len(boxes)):
        for b in range(a + 1, len(boxes)):
            shared = np.minimum(boxes[a, 2:], boxes[b, 2:]) - np.maximum(boxes[a, :2], boxes[b, :2])
            if (shared >= -max(distances[a], distances[b])).all():
                found.append((a, b, *shared))
    return found


@pytest.mark.parametrize("stretch", [(1, 10), (10, 1)])  # Either axis may be swept.
@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_pairs_equal_the_loop(rng, count, stretch):
    boxes, distances = boxes_of(rng, count) * (*stretch, *stretch), rng.uniform(0, 15, count)
    found = neighbours(boxes, distances)
    rows = sorted(zip(found.a, found.b, *found.shared.T, strict=True))
    expected = pairs_loop(boxes, distances)
    assert [row[:2] for row in rows] == [row[:2] for row in expected]
    if rows:
        np.testing.assert_allclose(rows, expected, atol=1e-3)


def test_many_pairs_are_found_in_parts(rng, monkeypatch):
    boxes = boxes_of(rng, 50)
    whole = neighbours(boxes, np.full(50, 10.0))
    monkeypatch.setattr(module, "_PAIRS_AT_ONCE", 40)
    for one, other in zip(whole, neighbours(boxes, np.full(50, 10.0)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_is_said_of_a_pair():
    near = neighbours(np.array([[0.0, 0, 10, 4], [12, 2, 16, 10]]), np.array([5.0, 0]))
    assert (near.a.tolist(), near.b.tolist()) == ([0], [1])
    assert near.shared.tolist() == [[-2, 2]]
    assert near.reach.tolist() == [[-0.5, 0.5]]
    assert (near.gap(0).tolist(), near.gap(1).tolist()) == ([2], [0])
    assert len(near.only(np.array([False])).a) == 0


def test_groups_equal_the_loop(rng):
    for count in (1, 5, 40, 200):
        a, b = rng.integers(0, count, [2, count // 2])
        groups = list(range(count))
        for one, other in zip(a, b, strict=True):
            groups = [groups[one] if group == groups[other] else group for group in groups]
        seen = list(dict.fromkeys(groups))
        expected = [seen.index(group) for group in groups]
        assert connected(count, a, b).tolist() == expected


def test_a_long_chain_is_one_group(rng):
    order = rng.permutation(3000)
    assert not connected(3000, order[:-1], order[1:]).any()
