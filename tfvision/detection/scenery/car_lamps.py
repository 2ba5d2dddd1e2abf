"""Lamps of a car: what colour they have on and off, and how they glow."""

import numpy as np

from tfvision.detection.scenery.marks import NORMALS, ROLES

_RADIUS_M = {"tail": 0.45, "third": 0.4, "bulb": 1.7}


def _shine(car):
    """Brightness of the tail lamps, 0 to 1."""
    return 1.0 if car.braking else (0.45 if car.lamps else 0.0)


def light_up(rgb, roles, car):
    """Gives the marks `[M, 3]` that are lamps their colour when they are on, in place."""
    shine, changes = _shine(car), {}
    if shine:
        changes["tail"] = (255, 40 + 100 * shine, 34 + 90 * shine)
        changes["tail_rim"] = (170, 16, 14)
    if car.braking:
        changes["third"] = (255, 70, 60)
    if car.lamps:
        changes |= {"bulb": (255, 255, 250), "taxi": (255, 226, 120)}
    for role, colour in changes.items():
        rgb[roles == ROLES.index(role)] = colour


def shining(place, car, lamps):
    """Where the lamps that are on glow.

    Returns: list of (pixel, RGB, radius in pixels, foot of the lamp on the road in pixels).
    """
    shine = _shine(car)
    tail = (255, 62 + 60 * shine, 50 + 50 * shine)
    head = (235, 245, 255) if car.extra % 2 else (255, 236, 200)
    on = {"tail": (shine > 0, tail), "third": (car.braking, tail), "bulb": (car.lamps, head)}
    found = []
    for lamp in lamps:
        lit, colour = on[lamp.role]
        towards = place.eye - lamp.point
        facing = float(np.dot(NORMALS[lamp.face], towards) / np.linalg.norm(towards))
        if not lit or facing <= 0.05:
            continue
        pixels = place.pixels(np.stack([lamp.point, lamp.point * (1, -1, 1)]))
        wide = _RADIUS_M[lamp.role] + (0.75 * shine if lamp.role == "tail" else 0.0)
        radius = wide * facing * place.camera.focal_px / place.distance
        found.append((pixels[0], colour, radius, pixels[1]))
    return found
