"""The sides of a car: windows, doors, wheels, mirrors; and what stands on its roof."""

import functools
import itertools

import numpy as np

from tfvision.detection.scenery import car_shape
from tfvision.detection.scenery.marks import Batch, Mark, ellipse, outline, pane

_TURN = np.linspace(0, 2 * np.pi, 17)[:-1]


@functools.cache
def tyres(name):
    """The four tyres as two circles each, `[4, 32, 3]`."""
    shape, hulls = car_shape.SHAPES[name], []
    outer, inner = shape.width / 2 * 0.965, shape.width / 2 * 0.965 - 0.22
    for z in shape.axles:
        for side in (-1, 1):
            up, ahead = shape.wheel * (1 + np.sin(_TURN)), z + shape.wheel * np.cos(_TURN)
            rim = np.stack([0 * _TURN, up, ahead], -1)
            hulls.append(np.concatenate([rim + (side * outer, 0, 0), rim + (side * inner, 0, 0)]))
    return np.stack(hulls)


@functools.cache
def flank(name, right, rims, fine):
    """Details of one side of `car_shape.SHAPES[name]`.

    Args:
        name: A key of `car_shape.SHAPES`.
        right: Which side.
        rims: RGB of the wheels.
        fine: Whether details of a few centimetres are worth it.
    """
    shape = car_shape.SHAPES[name]
    face = "right" if right else "left"

    def surface(z, k):
        return shape.lower.side(z, k, right)

    def window(z, k):
        return shape.cabin.side(z, k, right)

    found = _windows(shape, window, face, 4 if fine else 2)
    rear, front = shape.axles
    middle = (rear + front) / 2 + 0.05
    doors = [middle, front - shape.wheel - 0.28, rear + shape.wheel * 0.9]
    if fine:
        for z in doors:
            seam = surface(np.full(5, z), np.linspace(0.08, 1, 5))
            found.append(Mark(seam, face=face, share=0.4, width=0.012))
        z = np.linspace(-shape.length * 0.46, shape.length * 0.45, 9)
        crease = surface(z, 0 * z + 0.74)
        found.append(Mark(crease, (8, 8, 8), face, share=1.12, width=0.02))
        found.append(Mark(surface(z[1:-1], 0 * z[1:-1] + 0.1), face=face, share=0.4, width=0.03))
        for z in (doors[0] + 0.12, doors[2] + 0.16):
            grip = [(z, 0.80), (z + 0.17, 0.80), (z + 0.17, 0.835), (z, 0.835)]
            found.append(Mark(outline(surface, grip), face=face, share=0.55))
    for z in shape.axles:
        found += _wheel(shape, z, right, rims, fine)
    return Batch.of(found)


def _windows(shape, window, face, strips):
    rows, cabin = (0.12, 0.84), shape.cabin
    rear, front = (np.interp(rows, cabin.levels, ends) for ends in (cabin.z_rear, cabin.z_front))
    rear, front = rear + 0.24, front - 0.16
    pillars = [sum(shape.axles) / 2 + 0.05]
    if rear[0] < -shape.length * 0.33:  # long cabins have a third window
        pillars.append(-shape.length * 0.27)
    edges = [front, *(np.array([p, p]) for p in pillars), rear]
    found = []
    for ahead, behind in itertools.pairwise(edges):
        behind, ahead = behind + 0.035, ahead - 0.035
        low = (rows[0], behind[0], ahead[0])
        high = (rows[1], min(behind[1], ahead[1]), ahead[1])
        found += pane(window, low, high, face + "_glass", strips=strips)
    return found


def _wheel(shape, z, right, rims, fine):
    face, sign = ("right", 1) if right else ("left", -1)
    radius, half = shape.wheel, shape.width / 2

    def flat(x):
        return lambda a, y: np.stack(np.broadcast_arrays(sign * x, y, a), -1)

    turn = np.linspace(-0.15, np.pi + 0.15, 11)
    reach = 1.16 * radius
    arch = np.stack([z + reach * np.cos(turn), radius + reach * np.sin(turn)], -1)
    arch[:, 1] = np.maximum(arch[:, 1], shape.sill * 0.8)
    outer = flat(half * 0.965)
    found = [
        Mark(outline(flat(half * 0.985), arch), (14, 14, 15), face),
        Mark(ellipse(outer, (z, radius), (radius, radius)), (26, 26, 27), face),
        Mark(ellipse(outer, (z, radius), (radius * 0.66, radius * 0.66)), rims, face),
    ]
    if fine:
        for turn in np.arange(5) * 2 * np.pi / 5 + z:
            place = z + 0.43 * radius * np.cos(turn), radius + 0.43 * radius * np.sin(turn)
            hole = ellipse(outer, place, (radius * 0.13, radius * 0.13), 8)
            found.append(Mark(hole, (30, 30, 32), face))
    return found


@functools.cache
def mirror(name, right, face):
    """One outside mirror, seen from the "rear" or the "front"."""
    shape = car_shape.SHAPES[name]
    half, z, side = shape.width / 2, shape.length / 2 - shape.nose - 0.42, 1 if right else -1
    x = np.array([half * 0.9, half + 0.13, half + 0.15, half * 0.96])
    y = shape.belt + np.array([0.0, 0.02, 0.13, 0.13])
    points = np.stack([side * x, y, np.full(4, z)], -1)
    found = [Mark(points, face=face, share=0.8)]
    if face == "rear":
        middle = points.mean(0)
        inner = middle + (points - middle) * 0.62
        found.append(Mark(inner, (14, 16, 18), "rear_glass", glass=True))
    return Batch.of(found)


@functools.cache
def roof(name, kind, face):
    """What stands on the roof: "taxi" a sign, "rack" two rails, "fin" an aerial, "" nothing."""
    shape, found = car_shape.SHAPES[name], []
    top = shape.height
    if kind == "taxi":
        x = np.array([-0.28, 0.28, 0.24, -0.24])
        sign = np.stack([x, top + np.array([-0.02, -0.02, 0.16, 0.16]), np.full(4, -0.1)], -1)
        found.append(Mark(sign, (240, 206, 90), face, role="taxi"))
    elif kind == "rack":
        z = np.array([-shape.length * 0.33, shape.length * 0.1])
        for side in (-1, 1):
            x = np.full(2, side * shape.width / 2 * shape.roof * 0.93)
            found.append(
                Mark(np.stack([x, np.full(2, top + 0.05), z], -1), (60, 62, 66), "up", width=0.04)
            )
    elif kind == "fin":
        z = -shape.length * 0.33
        points = [[0, top - 0.03, z - 0.12], [0, top + 0.06, z - 0.1], [0, top - 0.02, z + 0.1]]
        found.append(Mark(np.array(points), face=face, share=0.6))
    return Batch.of(found)
