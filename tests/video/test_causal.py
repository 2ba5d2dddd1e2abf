"""Tracks of a live source: of the future they know what waits, and nothing else."""

import functools

import numpy as np
import pytest

from tests import bad_input
from tests.video.test_tracks import covered, detections
from tfvision.video.causal import CausalTracks
from tfvision.video.tracks import Track, find_tracks


def answers(rows, count, cuts=(), **options):
    """`{frame: (boxes, labels)}` of rows as `find_tracks` takes them."""
    tracks, seen, found = CausalTracks(rate=30, **options), {row[0]: row[1:] for row in rows}, []
    for frame in range(count):
        due = tracks.update(*seen.get(frame, ()), cut=frame in cuts)
        assert len(due) == (frame >= tracks.delay)
        found += due
    found += tracks.finish()
    assert [frame for frame, _, _ in found] == list(range(count))
    return {frame: (boxes, labels) for frame, boxes, labels in found}


def shown(found):
    return [frame for frame, (boxes, _) in found.items() if len(boxes)]


SEEN = [t for t in range(11, 40) if t % 7 not in (2, 3)]


def test_it_is_covered_from_its_first_sighting_on_and_for_a_while_after_its_last():
    found = answers(detections(SEEN, noise=0.5), 60, extend=0.2)
    assert shown(found) == list(range(11, 39 + 7))
    for t in range(11, 42):
        ((box,), (label,)) = found[t]
        assert label == 0 and covered(Track(0, t, box[None], np.ones(1)), t, slack=1.0)


@pytest.mark.parametrize("delay", [1, 4, 99])
def test_frames_that_wait_are_covered_before_it_is_seen(delay):
    found = answers(detections(SEEN), 60, extend=0.2, delay=delay)
    assert shown(found)[0] == 11 - min(delay, 6) and shown(found)[-1] == 45


def test_with_enough_delay_it_is_what_is_known_afterwards():
    rows = detections(range(5, 20, 3), noise=0.5)
    found = answers(rows, 25, extend=0.1, delay=99)
    (track,) = find_tracks(rows, 30, count=25, extend=0.1)
    assert shown(found) == list(range(track.first, track.last + 1))
    boxes = np.concatenate([found[t][0] for t in shown(found)])
    np.testing.assert_allclose(boxes, track.boxes_px, atol=1.0)


def test_nothing_goes_over_a_cut():
    found = answers(detections([8, 9, 20, 21]), 30, cuts=[12, 19], delay=3)
    assert shown(found) == [*range(5, 12), 19, *range(20, 30)]
    assert all(len(boxes) <= 1 for boxes, _ in found.values())


def test_too_few_sightings():
    assert shown(answers(detections([3, 4, 5]), 9, sightings=3, extend=0)) == [5]


def test_what_is_remembered_does_not_grow():
    tracks, box = CausalTracks(rate=30, delay=2), np.array([[10.0, 10, 40, 20]])
    for t in range(200):
        tracks.update(box + t // 50 * 100, [0.9], [0], cut=t % 50 == 0)
    chains = tracks.linker.chains
    assert len(chains) == 1 and len(chains[0].frames) < 14 and len(tracks._cuts) < 3


Row = functools.partial(bad_input.Row, error=ValueError)
BAD = [
    Row("delay", lambda folder: CausalTracks(30, delay=-1), r"^extend and delay .*0\.4, -1 and 1$"),
    Row("sightings", lambda folder: CausalTracks(30, sightings=0), r"sightings at least 1"),
    Row("scores", lambda folder: CausalTracks(30, low=0.9), r"^low and high must be"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)
