"""Where and when a person has decided what is covered."""

import numpy as np
import pytest

from tfvision.video.tracks import Track
from tfvision.video.zones import Zones, restored, span


def track(first, count, label=0):
    boxes = np.arange(count)[:, None] + np.array([[10.0, 10, 30, 20]])
    return Track(label, first, boxes, np.linspace(0.5, 0.9, count))


def test_tracks_are_cut_to_the_spans():
    times = np.arange(20) / 10
    zones = Zones(spans=((0.2, 0.5), (1.0, 1.25), (9, 10)))
    found = zones.applied([track(0, 12), track(5, 5)], times, (72, 96), label=3)
    assert [(each.first, each.last) for each in found] == [(2, 4), (10, 11)]
    np.testing.assert_array_equal(found[1].at(10), track(0, 12).at(10))
    np.testing.assert_array_equal(found[1].scores, track(0, 12).scores[10:])


def test_what_is_always_covered_is_a_track_in_each_span():
    zones = Zones(always=((0, 0.5, 0.25, 1),), spans=((0, 0.3), (0.5, 0.7)))
    found = zones.applied([], np.arange(9) / 10, (72, 96), label=3)
    assert [(each.first, each.last, each.label) for each in found] == [(0, 2, 3), (5, 6, 3)]
    assert found[0].at(1).tolist() == [0, 36, 24, 72] and not found[0].seen.any()


def test_without_zones_tracks_stay():
    tracks = [track(0, 3), track(2, 4)]
    found = Zones().applied(tracks, np.arange(6) / 25, (72, 96), label=1)
    for one, other in zip(found, tracks, strict=True):
        assert one.first == other.first
        np.testing.assert_array_equal(one.boxes_px, other.boxes_px)
    assert Zones().applied([], [], (72, 96), label=1) == []


def test_boxes_that_lie_wholly_where_nothing_is_covered():
    zones = Zones(never=((0, 0, 0.5, 0.5), (0.5, 0, 1, 0.5)))
    boxes = [[5, 5, 40, 30], [40, 5, 60, 30], [5, 30, 40, 40], [50, 0, 96, 36]]
    assert zones.outside_never(boxes, (72, 96)).tolist() == [False, True, True, False]
    assert zones.outside_never([], (72, 96)).tolist() == []


def test_pixels_come_back():
    image, covered = np.full([72, 96, 3], 9, "uint8"), np.zeros([72, 96, 3], "uint8")
    result = restored(covered, image, Zones(never=((0.5, 0.5, 1, 0.6),)).never_px((72, 96)))
    rows, columns = np.nonzero(result[..., 0])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (36, 43, 48, 95)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10-25", (10, 25)), ("1:02-1:03.5", (62, 63.5)), ("1:00:00-", (3600, np.inf))],
)
def test_spans_as_they_are_typed(text, seconds):
    assert span(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "-10", "a-b", "1:60-2:00", "1:2:3:4-", "10-20-30"])
def test_what_is_no_span(text):
    with pytest.raises(ValueError, match=r"^a span must be like 0:10-0:25 or 1:00:00-, got "):
        span(text)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"always": ((0, 0, 1.1, 1),)}, r"^always must be boxes .*, got \(0, 0, 1\.1, 1\)$"),
        ({"never": ((0.5, 0, 0.5, 1),)}, r"^never must be boxes "),
        ({"never": ((0, float("nan"), 1, 1),)}, r"^never must be boxes "),
        ({"spans": ((5, 5),)}, r"^spans must begin before they end, got 5 to 5$"),
    ],
)
def test_what_cannot_be_a_zone(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        Zones(**given)
