"""What belongs to another: a plate is where it was on its car."""

import numpy as np
import pytest

from tfvision.video.parents import in_parents, with_parents
from tfvision.video.tracks import Track

PLATE, CAR, DOG = 0, 1, 2


def car(first=0, count=40, left=100.0):
    """A car that comes nearer: it grows about its middle, and moves."""
    t = np.arange(count)[:, None]
    size = np.array([60.0, 50.0]) * (1 + 0.05 * t)
    corner = np.array([left, 80.0]) + t * (2, 0) - size / 2
    return Track(CAR, first, np.concatenate([corner, corner + size], 1), np.ones(count))


def plate_on(car, first, last):
    """The plate at the same place of the car."""
    boxes = car.boxes_px[first - car.first : last + 1 - car.first]
    size = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    boxes = np.tile(boxes[:, :2], 2) + size * (0.3, 0.7, 0.7, 0.8)
    return Track(PLATE, first, boxes, np.ones(len(boxes)))


def plates(tracks):
    return [track for track in tracks if track.label == PLATE]


def test_a_plate_is_where_it_was_on_its_car():
    bearer = car()
    (track,) = plates(with_parents([bearer, plate_on(bearer, 20, 25)], 30, {PLATE: CAR}, hold=0.3))
    assert (track.first, track.last) == (11, 34) and track.seen.sum() == 6
    np.testing.assert_allclose(track.boxes_px, plate_on(bearer, 11, 34).boxes_px)


def test_of_a_single_image_what_lies_in_a_parent_counts_and_what_needs_none():
    boxes = [[100, 80, 160, 130], [110, 115, 130, 125], [300, 80, 320, 90], [0, 0, 9, 9]]
    labels, sure = np.array([CAR, PLATE, PLATE, DOG]), np.ones(4, bool)
    found = in_parents(boxes, labels, {PLATE: CAR}, sure)
    assert found.tolist() == [True, True, False, True]
    sure[0] = False
    assert in_parents(boxes, labels, {PLATE: CAR}, sure).tolist() == [True, False, False, True]
    assert in_parents(np.zeros([0, 4]), [], {PLATE: CAR}, []).shape == (0,)


def test_it_ends_with_its_car_and_not_before_itself():
    bearer = car(first=10, count=12)
    plate = plate_on(car(count=40), 12, 30)
    (track,) = plates(with_parents([plate, bearer], 30, {PLATE: CAR}, within=0.1))
    assert (track.first, track.last) == (10, 30)


def test_of_two_cars_it_is_the_one_it_lies_on():
    one, other = car(), car(left=130.0)
    for bearer in (one, other):
        (track,) = plates(with_parents([one, other, plate_on(bearer, 5, 9)], 30, {PLATE: CAR}))
        np.testing.assert_allclose(track.at(20), plate_on(bearer, 20, 20).boxes_px[0])


def test_one_without_a_car():
    far, dog = plate_on(car(left=500.0), 3, 9), Track(DOG, 1, np.ones([2, 4]), np.ones(2))
    assert with_parents([car(), far, dog], 30, {PLATE: CAR})[1:] == [dog]
    assert plates(with_parents([car(), far], 30, {PLATE: CAR}, orphans=True)) == [far]
    assert with_parents([far], 30, {PLATE: CAR}) == with_parents([], 30, {PLATE: CAR}) == []
    later = plate_on(car(first=90), 95, 99)
    assert plates(with_parents([car(), later], 30, {PLATE: CAR})) == []


def test_a_region_that_nobody_saw():
    bearer = car()
    region = plate_on(bearer, 20, 25)
    region.scores[:] = np.nan
    (track,) = plates(with_parents([bearer, region], 30, {PLATE: CAR}, hold=0.1))
    assert (track.first, track.last) == (17, 28)


def test_a_person_is_told():
    with pytest.raises(ValueError, match=r"^within must be in \(0, 1\] and hold .*got 0 and 1\.0$"):
        with_parents([], 30, {}, within=0)
