"""Films and cameras in one pass: what comes out, when, and with what covered."""

import numpy as np
import pytest

from tests.video import films
from tests.video.striped import FRAMES, Seeing, box_of, picture, readable, write_film
from tfvision.video import Cover, Film, Live, redact_live
from tfvision.video.zones import Zones


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "drive.mp4")


def test_a_camera():
    live, due = Live(Seeing(blind=(0, 1, 5)), rate=30, delay=2), []
    for i in range(8):
        found = live.push(picture(i))
        assert len(found) == (i >= 2)
        due += found
    due += live.finish()
    assert live.finish() == [] and len(due) == 8
    for i, (image, boxes, labels) in enumerate(due):
        np.testing.assert_array_equal(image, picture(i))
        assert labels.tolist() == [1]  # Two frames wait: the first ones are known in time.
        assert (boxes[0, :2] <= box_of(i)[:2] + 1).all() and (
            boxes[0, 2:] >= box_of(i)[2:] - 1
        ).all()


def test_only_some_are_looked_at_and_only_some_classes_count():
    detector = Seeing()
    live = Live(detector, rate=30, every=3, labels=["car"])
    due = [row for i in range(7) for row in live.push(picture(i), look=i != 3)]
    assert detector.looked == 2 and not any(len(boxes) for _, boxes, _ in due)


def test_a_scene_is_looked_at_from_its_first_frame_on():
    detector = Seeing()
    live = Live(detector, rate=30, every=20)
    shown = [live.push(picture(0)), live.push(np.maximum(picture(1), 190))]
    assert detector.looked == 2 and all(len(boxes) == 1 for ((_, boxes, _),) in shown)


def test_a_film(film, tmp_path):
    detector = Seeing(blind=(0, 1, 9, 10, 11, 22, 23))
    count = redact_live(film, tmp_path / "out.mp4", detector, delay=3, high=0.5)
    assert count == detector.looked == FRAMES
    assert readable(tmp_path / "out.mp4").max() < 25
    assert films.times(tmp_path / "out.mp4") == films.times(film)
    assert films.packets(tmp_path / "out.mp4", "audio") == films.packets(film, "audio")


def test_nothing_is_known_of_what_comes_later(film, tmp_path):
    redact_live(film, tmp_path / "out.mp4", Seeing(blind=range(5)))
    left = readable(tmp_path / "out.mp4")
    assert left[:5].min() > 80 and left[5:].max() < 25


def test_zones_hold(film, tmp_path):
    zones = Zones(always=((0.9, 0.9, 1, 1),), never=((0, 0, 0.5, 1),), spans=((0.2, 0.6),))
    redact_live(film, tmp_path / "out.mp4", Seeing(), cover=Cover("solid"), zones=zones)
    with Film(tmp_path / "out.mp4") as out:
        dark = [frame.image[86, 152].max() < 40 for frame in out]
    assert np.flatnonzero(dark).tolist() == list(range(5, 15))
    assert readable(tmp_path / "out.mp4")[:10].min() > 60


def test_a_person_is_told():
    with pytest.raises(ValueError, match=r"^every must be at least 1, got 0$"):
        Live(Seeing(), 30, every=0)
    with pytest.raises(ValueError, match=r"^labels must be among car, plate, got face$"):
        Live(Seeing(), 30, labels=["face"])
