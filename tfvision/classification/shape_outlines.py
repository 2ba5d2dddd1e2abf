"""The outlines of eight shapes, as polygons within the unit circle, pointing to the right."""

import numpy as np


def _around(corners, radius=1.0, turned=0.0, centre=(0.0, 0.0)):
    """`[corners, 2]` points on a circle."""
    angles = turned + 2 * np.pi * np.arange(corners) / corners
    return radius * np.stack([np.cos(angles), np.sin(angles)], -1) + centre


def _star():
    outer, inner = _around(5), _around(5, 0.42, np.pi / 5)
    return np.stack([outer, inner], 1).reshape(-1, 2)


def _crescent():
    """A circle without a second one that reaches beyond its edge."""
    outer = np.linspace(0.3 * np.pi, 1.7 * np.pi, 40)
    tip = np.cos(0.3 * np.pi), np.sin(0.3 * np.pi)
    inner_centre = 0.55
    radius = np.hypot(tip[0] - inner_centre, tip[1])
    last = np.arctan2(tip[1], tip[0] - inner_centre)
    inner = np.linspace(2 * np.pi - last, last, 40)
    arc = np.stack([inner_centre + radius * np.cos(inner), radius * np.sin(inner)], -1)
    return np.concatenate([np.stack([np.cos(outer), np.sin(outer)], -1), arc])


def _cross(arm=0.33):
    corner, end = np.array([arm, arm]), np.array([np.sqrt(1 - arm**2), arm])
    quarter = np.stack([end, corner, end[::-1]])
    turns = [np.array([[c, s], [-s, c]]) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    return np.concatenate([quarter @ turn for turn in turns])


_ARROW = [(1, 0), (0.25, 0.75), (0.25, 0.28), (-0.95, 0.28)]

OUTLINES = {
    "arrow": [np.array(_ARROW + [(x, -y) for x, y in reversed(_ARROW[1:])])],
    "circle": [_around(60)],
    "crescent": [_crescent()],
    "cross": [_cross()],
    "ring": [_around(60), _around(60, 0.55)],
    "square": [_around(4)],
    "star": [_star()],
    "triangle": [_around(3)],
}
