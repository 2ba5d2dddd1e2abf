"""Shadows on the road: soft ones under cars always, long ones of everything when the sun shines."""

import cv2
import numpy as np

from tfvision.detection.scenery import brush

_SHRINK = 2
_LOOP = np.linspace(0, 2 * np.pi, 13)[:-1]


def draw_shadows(image, camera, light, cars, panels):
    """Darkens the ground in `image`; draw it before anything that stands on the ground."""
    height, width = (side // _SHRINK for side in camera.size_hw)
    mask = np.zeros((height, width), np.uint8)
    if light.sun is not None:
        sunny = light.falls_on(np.array([0.0, 1.0, 0.0]))
        share = 1 - float((light.ambient / sunny).mean())
        for panel in panels:
            if panel.shadow:
                _cast(mask, camera, _inscribed(panel), light.sun, 255 * share * 0.9)
        for car in cars:
            _cast(mask, camera, _block(car), light.sun, 255 * share * 0.9)
    soft = max(1, int(3 * camera.unit)) * 2 + 1
    mask = cv2.blur(mask, (soft, soft))
    under = np.zeros_like(mask)
    for car in cars:
        feet = _footprint(car, car.size / 2 * 0.97)
        _patch(under, camera, feet, 190)
    size = max(1, int(4 * camera.unit)) * 2 + 1
    under = cv2.blur(under, (size, size))
    rest = cv2.multiply(255 - mask, 255 - under, scale=1 / 255)
    rest = cv2.resize(rest, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    top = max(0, min(int(camera.horizon_px), image.shape[0] - 1))
    area = image[top:]
    area[:] = cv2.multiply(area, cv2.cvtColor(rest[top:], cv2.COLOR_GRAY2RGB), scale=1 / 255)


def _footprint(car, half):
    corners = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1.0]]) * half
    return _turned(car, corners)


def _turned(car, points):
    cos, sin = np.cos(car.heading), np.sin(car.heading)
    return points @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]]) + (car.x, 0, car.z)


def _block(car):
    """The corners of a car and of its roof."""
    wide, high, long = car.size / (2, 1, 2)
    base = [[s * wide, y * high, e * long] for s in (-1, 1) for e in (-1, 1) for y in (0, 0.62)]
    roof = [[s * wide * 0.75, high, z * long] for s in (-1, 1) for z in (-0.5, 0.2)]
    return _turned(car, np.array(base + roof))


def _inscribed(panel):
    """An oval in a panel for round things, the panel itself for square ones."""
    a, b, c, d = panel.corners
    if panel.shadow == "square":
        return panel.corners
    middle = (a + b + c + d) / 4
    oval = [middle + np.cos(t) * (b - a) * 0.42 + np.sin(t) * (a - d) * 0.46 for t in _LOOP]
    return np.stack([*oval, (c + d) / 2])


def _cast(mask, camera, points, sun, dark):
    fallen = points - sun * (points[:, 1:2] / sun[1])
    _patch(mask, camera, fallen, dark)


def _patch(mask, camera, points, dark):
    points = points.copy()
    points[:, 2] = np.maximum(points[:, 2], 0.7)
    pixels, _ = camera.project(points)
    hull = cv2.convexHull(np.float32(np.clip(pixels, -9000, 9000)) / _SHRINK)
    brush.fill(mask, hull.reshape(-1, 2), dark, smooth=False)
