"""Tracks: an object is covered in every frame in which it is there."""

import numpy as np
import pytest

from tfvision.video.tracks import boxes_at, find_tracks


def true_box(t):
    """A plate that drives away: smaller and slower with every frame."""
    scale = 1 / (1 + 0.03 * t)
    middle = np.array([300 + 8 * t * scale, 200 - 100 * (1 - scale)])
    half = np.array([40, 10]) * scale
    return np.concatenate([middle - half, middle + half])


def detections(frames, noise=0.0, seed=0, score=0.9):
    rng = np.random.default_rng(seed)
    return [(t, true_box(t)[None] + rng.normal(0, noise, (1, 4)), [score], [0]) for t in frames]


def covered(track, t, slack=0.0):
    box, true = track.at(t), true_box(t)
    return (box[:2] <= true[:2] + slack).all() and (box[2:] >= true[2:] - slack).all()


def test_gaps_and_both_ends_are_covered():
    seen = [t for t in range(10, 60) if t % 7 not in (2, 3, 4) and not 30 < t < 45]
    (track,) = find_tracks(detections(seen, noise=0.5), 30, count=80, extend=0.2)
    first, last = min(seen) - 6, max(seen) + 6
    assert (track.first, track.last) == (first, last)
    assert track.seen.sum() == len(seen)
    assert all(covered(track, t, slack=1.0) for t in range(first + 2, last))
    areas = [np.prod(track.at(t)[2:] - track.at(t)[:2]) for t in range(first, last + 1)]
    true = [np.prod(true_box(t)[2:] - true_box(t)[:2]) for t in range(first, last + 1)]
    assert np.median(np.divide(areas, true)) < 2 and max(np.divide(areas, true)) < 5


def test_what_was_seen_is_never_less():
    rows = detections(range(0, 40, 2), noise=3.0)
    (track,) = find_tracks(rows, 30)
    for t, boxes, _, _ in rows:
        assert (track.at(t)[:2] <= boxes[0, :2]).all() and (track.at(t)[2:] >= boxes[0, 2:]).all()


def test_ends_that_meet_are_joined_by_the_past_alone_or_by_the_future():
    """A box that turns: followed forwards it is lost, backwards it is found."""
    before = [(t, [[10 + 6 * t, 50, 40 + 6 * t, 60]], [0.9], [0]) for t in range(10)]
    after = [(t, [[64, 50, 94, 60]], [0.9], [0]) for t in range(22, 30)]
    (track,) = find_tracks(before + after, 30)
    assert (track.first, track.last) == (0, 29)


def test_no_track_goes_over_a_cut():
    one, other = find_tracks(detections(range(30)), 30, cuts=[12], extend=0.5)
    assert (one.first, one.last, other.first, other.last) == (0, 11, 12, 29)


def test_too_few_sightings():
    rows = detections([3]) + [(9, [[0, 0, 9, 9]], [0.9], [1]), (10, [[0, 0, 9, 9]], [0.9], [1])]
    assert [track.label for track in find_tracks(rows, 30, sightings=2, patience=0)] == []
    assert [track.label for track in find_tracks(rows, 30, sightings=2)] == [1]


def test_of_a_frame():
    tracks = find_tracks(detections(range(5, 9)), 30, count=99, extend=0.0)
    boxes, labels = boxes_at(tracks, 6)
    assert boxes.shape == (1, 4) and labels.tolist() == [0]
    assert boxes_at(tracks, 4)[0].shape == (0, 4) == boxes_at([], 0)[0].shape
    assert find_tracks([], 30) == []


def test_a_person_is_told():
    with pytest.raises(ValueError, match=r"^detections must come in the order of frames, got 2 "):
        find_tracks(detections([3, 2]), 30)
    with pytest.raises(ValueError, match=r"^extend must be at least 0 and sightings at least 1"):
        find_tracks([], 30, extend=-1)
