"""Which cars are on a road, and where."""

import numpy as np

from tfvision.detection.scenery import car_style

_MOST = 12
_LAYOUTS = (("long", 0.97), ("double", 0.97), ("square", 0.75))


def draw_traffic(plan, light, rng):
    """Cars from far to near; at least one that stands well in the picture."""
    country = _LAYOUTS[rng.choice(3, p=(0.56, 0.22, 0.22))]
    busy = rng.choice((0.3, 0.6, 0.9), p=(0.35, 0.4, 0.25))
    cars = []

    def add(offset, z, heading, parked=False, wander=0.35):
        x = plan.across(offset + rng.normal(0, wander * 0.5), z)
        angle = plan.heading(z) + heading + rng.normal(0, 0.03)
        car = car_style.draw_car(rng, country, x, z, angle, light.lamps, parked)
        if z > car.size[2] / 2 + 1.3:
            cars.append(car)

    if rng.random() < 0.88:
        z = np.exp(rng.uniform(np.log(4.0), np.log(11))) + 2.3
        turn = rng.normal(0, 0.25) if rng.random() < 0.12 else 0.0
        add(0, z, turn)
        while rng.random() < 0.5 * busy:
            z += rng.uniform(9, 24)
            add(0, z, 0.0)
    for lane in plan.lanes:
        if lane.parked:
            _park(lane, plan, busy, add, rng)
        elif lane.offset != 0:
            z = rng.uniform(6, 11) if rng.random() < 0.45 + 0.5 * busy else rng.uniform(11, 30)
            heading = 0.0 if lane.direction > 0 else np.pi
            while z < 45 and rng.random() < 0.4 + 0.4 * busy:
                add(lane.offset, z, heading)
                z += rng.uniform(6.5, 14) + rng.exponential(14 / busy)
    if rng.random() < 0.12:
        _cross(plan, cars, add, rng)
    if not cars:
        add(0, np.exp(rng.uniform(np.log(5), np.log(12))) + 2.4, 0.0)
    cars.sort(key=lambda car: car.z)
    return cars[:_MOST][::-1]


def _park(lane, plan, busy, add, rng):
    z, slanted = rng.uniform(3.6, 9), rng.random() < 0.12
    side = np.sign(lane.offset)
    while z < 32:
        if rng.random() < 0.35 + 0.5 * busy:
            heading = 0.0 if lane.direction > 0 else np.pi
            if rng.random() < 0.15:
                heading += np.pi
            if slanted:  # noses to the kerb
                heading = side * rng.uniform(0.7, 1.0)
            place = lane.offset + (side * 0.9 if slanted else 0.0)
            add(place, z, heading, parked=True, wander=0.15)
        z += rng.uniform(3.4, 4.4) if slanted else rng.uniform(5.4, 7.5)


def _cross(plan, cars, add, rng):
    """A car that crosses or turns in, seen from its side."""
    z = rng.uniform(8, 26)
    offset = rng.uniform(plan.edges[0], plan.edges[1])
    x = plan.across(offset, z)
    cars[:] = [car for car in cars if np.hypot(car.x - x, car.z - z) > 5.6]
    add(offset, z, rng.choice((-1, 1)) * np.pi / 2 + rng.normal(0, 0.35))
