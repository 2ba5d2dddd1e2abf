"""Cars and plates: the boxes said are those of the pixels drawn."""

import dataclasses

import numpy as np
import pytest

from tfvision.detection.scenery import car_paint, car_style, light, plates, scene
from tfvision.detection.scenery.camera import Camera


def _extent(mask):
    """Box of the true pixels of a mask."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])


def _one_car(seed, heading=0.0, **changes):
    """A car right ahead, in daylight, on a blank picture."""
    rng = np.random.default_rng(seed)
    car = car_style.draw_car(rng, ("long", 1.0), 0.4, 9.0, heading, False, False)
    return dataclasses.replace(car, braking=False, **changes)


def _paint(cars, camera, ids):
    image = np.full((*camera.size_hw, 3), 255, np.uint8)
    air = dataclasses.replace(light.draw_light(np.random.default_rng(0)), haze_m=1e9)
    found = [
        (2 * i + 1, car_paint.paint_car(image, ids, 2 * i + 1, camera, air, car))
        for i, car in enumerate(cars)
    ]
    return image, found


@pytest.mark.parametrize("heading", [0.0, 0.5, -0.7, 1.6, 2.6, np.pi])
@pytest.mark.parametrize("seed", range(4))
def test_the_box_of_a_car_is_that_of_its_pixels(seed, heading):
    # The paint is neither that of the page nor near it, so each pixel of the car differs.
    car = _one_car(seed, heading, paint=np.array([150.0, 20.0, 20.0]))
    camera = Camera((240, 320), 50, 1.4, 0.02, 0.03, 0.02)
    image, [(_, painted)] = _paint([car], camera, np.zeros(camera.size_hw, np.uint8))
    touched = (np.abs(image.astype(int) - 255) > 100).any(-1)
    assert np.abs(_extent(touched) - painted.box_px).max() <= 1.5


@pytest.mark.parametrize("layout", ["long", "double", "square"])
@pytest.mark.parametrize("heading", [0.0, 0.4, np.pi - 0.4])
def test_the_box_of_a_plate_is_that_of_its_pixels(layout, heading):
    plate = plates.plate(layout, 7)
    camera = Camera((240, 320), 50, 1.4, 0.02, 0.03, 0.02)
    ids = np.zeros(camera.size_hw, np.uint8)
    pictures = []
    for shade in (0, 255):
        page = np.full(plate.picture.levels[0].shape, shade, np.uint8)
        page[..., 3] = 255
        plain = dataclasses.replace(plate, picture=type(plate.picture).of(page))
        car = _one_car(1, heading, rear_plate=plain, front_plate=plain)
        image, [(_, painted)] = _paint([car], camera, ids)
        pictures.append(image.astype(int))
    [quad] = painted.plates_px
    changed = (np.abs(pictures[0] - pictures[1]) > 60).any(-1)
    assert np.abs(_extent(changed) - np.concatenate([quad.min(0), quad.max(0)])).max() <= 1
    assert np.abs(_extent(ids == 2) - _extent(changed)).max() <= 1


def test_a_hidden_plate_is_difficult_or_left_out():
    camera = Camera((360, 640), 45, 1.4)
    far = dataclasses.replace(_one_car(1), x=0.0, z=16.0, name="saloon")
    seen = {}
    for offset in (4.0, 1.85, 1.5, 0.0):  # the nearer car moves before the farther one
        near = dataclasses.replace(_one_car(2), x=-offset, z=9.0, name="saloon")
        ids = np.zeros(camera.size_hw, np.uint8)
        _, found = _paint([far, near], camera, ids)
        _, labels, difficult, box_ids = scene._annotate(found, ids, camera.size_hw)
        assert set(labels) <= {0, 1}
        plate = np.flatnonzero(box_ids == 2)
        share = (ids == 2).sum()
        seen[offset] = (share, not len(plate) or bool(difficult[plate[0]]))
    whole = seen[4.0][0]
    assert whole > 100 and not seen[4.0][1]
    assert seen[0.0] == (0, True)
    for share, hard in seen.values():
        if share < 0.35 * whole:
            assert hard
