"""A car's own axes in the world, on the picture and in the light."""

import numpy as np


class Placing:
    """Takes points and normals of a car to the picture and to the light there.

    Args:
        camera: `Camera`.
        light: `Light`.
        car: `Car`.
    """

    def __init__(self, camera, light, car):
        cos, sin = np.cos(car.heading), np.sin(car.heading)
        self.camera, self.light = camera, light
        self.turn = np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])  # rows: the car's axes
        self.stretch = car.stretch
        self.centre = np.array([car.x, 0.0, car.z])
        self.eye = self.turn @ (np.array([0, camera.height_m, 0]) - self.centre)
        self.distance = float(np.hypot(car.x, car.z))
        self.beam = light.beam(car.x, car.z)

    def pixels(self, points):
        """Points `[..., 3]` of the shape -> `[..., 2]`."""
        return self.camera.project((points * self.stretch) @ self.turn + self.centre)[0]

    def gain(self, normals):
        """Light `[..., 3]` on matt surfaces with normals `[..., 3]` in the car's axes."""
        return self.light.falls_on(normals @ self.turn, self.beam)

    def mirrored(self, points, normals):
        """What a glossy skin shows, RGB, and a share `[..., 1]` that grows at flat angles."""
        view = points * self.stretch - self.eye
        view /= np.sqrt(np.square(view).sum(-1, keepdims=True))
        facing = (view * normals).sum(-1, keepdims=True)
        bounce = (view - 2 * facing * normals) @ self.turn
        road = 70 * self.light.falls_on(np.array([0, 1.0, 0]))
        return self.light.mirrored(bounce, road), (1 - np.clip(-facing, 0, 1)) ** 4
