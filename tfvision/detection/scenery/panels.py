"""Flat pictures that stand in a scene: houses, trees, signs, and how they are lit and laid down."""

import dataclasses
import math

import cv2
import numpy as np

from tfvision.detection.scenery import brush
from tfvision.detection.scenery.pictures import Picture


@dataclasses.dataclass
class Panel:
    """A flat picture in the world.

    Args:
        depth: Key of the painting order; far ones first.
        picture: `Picture`, or an RGB tuple for one plain colour.
        corners: `[4, 3]` in metres: left top, right top, right bottom, left bottom.
        normal: Where it looks, for the light on it.
        night: `Picture` with alpha 0, the light that it gives of itself, or None.
        lamps: List of (point `[3]`, RGB, radius in metres) that shine when lamps are on.
        shadow: "round", "square" or "" for none worth drawing.
    """

    depth: float
    picture: Picture | tuple
    corners: np.ndarray
    normal: tuple
    night: Picture | None = None
    lamps: list = dataclasses.field(default_factory=list)
    shadow: str = ""


def standing(picture, x, z, width_m, height_m, foot_m=0.0, lamps=(), shadow=""):
    """A panel that faces the camera, with the middle of its lower edge at (x, foot, z)."""
    left, right, top = x - width_m / 2, x + width_m / 2, foot_m + height_m
    corners = np.array([[left, top, z], [right, top, z], [right, foot_m, z], [left, foot_m, z]])
    return Panel(z, picture, corners, (0, 0.35, -0.94), None, list(lamps), shadow)


def along(picture, plan, offset, z_near, z_far, low, high, night=None):
    """A panel that runs along the road at an offset and looks at it."""
    ends = [(plan.across(offset, z), z) for z in (z_near, z_far)]
    if offset > 0:  # seen from the road, a wall on the right begins with its far end
        ends.reverse()
    (x0, z0), (x1, z1) = ends
    corners = np.array([[x0, high, z0], [x1, high, z1], [x1, low, z1], [x0, low, z0]])
    normal = (-0.98 * float(np.sign(offset)), 0, -0.2)
    return Panel((z_near + z_far) / 2, picture, corners, normal, night, shadow="square")


@dataclasses.dataclass(frozen=True)
class Ready:
    """A panel with all that does not depend on its turn to be painted."""

    panel: Panel
    quad: np.ndarray
    colours: np.ndarray

    def paint(self, image, ids, camera, light):
        """Draws the panel, and takes the place it covers away from what was there on `ids`."""
        panel, quad = self.panel, self.quad
        if isinstance(panel.picture, tuple):
            plain = self.colours @ (*panel.picture, 255.0)
            brush.fill(image, quad, plain[:3].clip(0, 255).tolist())
            brush.fill(ids, quad, 0, smooth=False)
        else:
            self._lay(image, ids, light)
        if light.lamps and panel.lamps:
            places, depths = camera.project(np.array([lamp[0] for lamp in panel.lamps]))
            strength = 1.0 if light.dark else 0.5
            for (_, colour, radius), place, depth in zip(panel.lamps, places, depths, strict=True):
                size = radius * camera.focal_px / max(float(depth), 2.0)
                brush.glow(image, place, size, np.multiply(colour, strength))

    def _lay(self, image, ids, light):
        across, down = self.quad[1] - self.quad[0], self.quad[3] - self.quad[0]
        picture, night = self.panel.picture, self.panel.night
        number = picture.number_for(math.hypot(*across), math.hypot(*down))
        texture, colours = picture.levels[number], self.colours
        if night is not None and light.lamps:
            texture = cv2.add(cv2.transform(texture, colours), night.levels[number])
            colours = None
        laid = brush.warp(image, texture, self.quad, colours)
        if laid is not None:
            (left, top, right, bottom), alpha = laid
            # A mask from OpenCV writes faster than one from NumPy.
            part = ids[top:bottom, left:right]
            cv2.subtract(part, part, part, cv2.threshold(alpha, 127, 255, cv2.THRESH_BINARY)[1])


def ready(panels, camera, light):
    """Projects and lights all panels at once.

    Returns: list of (depth, `Ready`) of those that can be seen.
    """
    if not panels:
        return []
    corners = np.stack([panel.corners for panel in panels])  # [P, 4, 3]
    quads, _ = camera.project(corners)  # [P, 4, 2]
    low, high = quads.min(1), quads.max(1)
    height, width = camera.size_hw
    seen = (high > 0).all(1) & (low[:, 0] < width) & (low[:, 1] < height)
    seen &= (high - low > 0.6).all(1)
    middles = corners.mean(1)
    distances = np.hypot(middles[:, 0], middles[:, 2])
    normals = np.array([panel.normal for panel in panels], np.float64)
    beams = light.beam(middles[:, 0], middles[:, 2])
    gains = light.falls_on(normals, beams[:, None]) + light.street * 0.35
    hazes = light.haze(distances)
    return [
        (panels[i].depth, Ready(panels[i], quads[i], brush.tone(gains[i], light.horizon, hazes[i])))
        for i in np.flatnonzero(seen)
    ]
