"""Linking: what is one object stays one, what are two stay two."""

import functools

import numpy as np
import pytest

from tests import bad_input
from tfvision.video.linking import Linker, overlap


def box(x, y=50, width=30, height=10):
    return [x, y, x + width, y + height]


def link(frames, **options):
    """Chains of `{frame: [(box, score, label), …]}`."""
    linker = Linker(**{"rate": 30, **options})
    for frame, rows in frames.items():
        boxes, scores, labels = zip(*rows, strict=True) if rows else ((), (), ())
        linker.update(frame, np.array(boxes).reshape(-1, 4), scores, labels)
    return linker.chains


def frames_of(chains):
    return [chain.frames for chain in chains]


def test_a_small_fast_box_is_one_object():
    """It moves by more than itself from its third frame on."""
    positions = np.cumsum([0, 20, 28, 35, 40, 40, 40])
    chains = link({i: [(box(x, width=16), 0.9, 0)] for i, x in enumerate(positions)})
    assert frames_of(chains) == [list(range(7))]


def test_two_that_meet_stay_two():
    rows = {i: [(box(10 + 6 * i), 0.9, 0), (box(190 - 6 * i, 56), 0.9, 0)] for i in range(30)}
    chains = link(rows)
    assert frames_of(chains) == [list(range(30))] * 2
    for chain, speed in zip(chains, (6, -6), strict=True):
        assert set(np.diff(np.stack(chain.boxes_px)[:, 0])) == {speed}


def test_of_two_classes_none_is_the_other():
    chains = link({0: [(box(10), 0.9, 0)], 1: [(box(11), 0.9, 1)], 2: [(box(12), 0.9, 0)]})
    assert sorted(frames_of(chains)) == [[0, 2], [1]]


def test_a_low_score_goes_on_and_does_not_begin():
    scores = {0: 0.3, 1: 0.9, 2: 0.3, 3: 0.1, 4: 0.3}
    chains = link({i: [(box(10 + i), score, 0)] for i, score in scores.items()})
    assert frames_of(chains) == [[1, 2, 4]]


def test_a_sure_detection_chooses_first():
    chains = link({0: [(box(10), 0.9, 0)], 1: [(box(11), 0.3, 0), (box(14), 0.9, 0)]})
    assert frames_of(chains) == [[0, 1]] and chains[0].boxes_px[1][0] == 14


def test_patience_is_in_seconds():
    for rate, one in ((30, True), (10, False)):
        chains = link({0: [(box(10), 0.9, 0)], 12: [(box(12), 0.9, 0)]}, rate=rate, patience=0.5)
        assert (len(chains) == 1) is one


def test_nothing_goes_over_a_cut():
    linker = Linker(30)
    for i in range(4):
        seen = linker.update(i, [box(10)], [0.9], [0], cut=i == 2)
        assert len(seen) == 1
    assert frames_of(linker.chains) == [[0, 1], [2, 3]]


def test_a_false_box_beside_does_not_lead_astray():
    """A box that stood still for long is not suddenly a width and a half away."""
    rows = {i: [(box(100), 0.9, 0)] for i in range(20)}
    rows |= {20: [(box(145), 0.9, 0)], 21: [(box(100), 0.9, 0)]}
    assert frames_of(link(rows)) == [[*range(20), 21], [20]]


def test_frames_without_detections():
    assert link({0: [], 1: []}) == []
    assert frames_of(link({0: [(box(1), 0.9, 0)], 1: [], 2: [(box(1), 0.9, 0)]})) == [[0, 2]]


def test_overlap_is_iou():
    rng = np.random.default_rng(0)
    a, b = (np.sort(rng.uniform(0, 9, (5, 2, 2)), 1).reshape(5, 4) for _ in range(2))
    for i, j in np.ndindex(5, 5):
        sides = np.minimum(a[i, 2:], b[j, 2:]) - np.maximum(a[i, :2], b[j, :2])
        both = max(sides[0], 0) * max(sides[1], 0)
        either = np.prod(a[i, 2:] - a[i, :2]) + np.prod(b[j, 2:] - b[j, :2]) - both
        assert overlap(a, b)[i, j] == pytest.approx(both / either)
    assert overlap(np.zeros([1, 4]), a).max() == 0


Row = functools.partial(bad_input.Row, error=ValueError)
BAD = [
    Row("scores", lambda folder: Linker(30, 0.2, 0.5), r"^low and high must be 0 <= low <= high "),
    Row("a rate", lambda folder: Linker(0), r"^rate must be above 0 and patience .*, got 0 and 1"),
    Row("patience", lambda folder: Linker(25, patience=-1), r"got 25 and -1$"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)
