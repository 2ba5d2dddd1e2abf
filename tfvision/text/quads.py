"""Quads, four corners each: their order, their area, and the rectangles among them."""

import numpy as np

_ROUND = 1.15  # Axes this close in length have no direction; such a rectangle stands upright.


def ordered(quads):
    """Brings corners into the order top left, top right, bottom right, bottom left.

    The order in which they come does not matter: every release of OpenCV has had its own.

    Args:
        quads: `[N, 4, 2]`, (x, y) each, y downward.

    Returns: `[N, 4, 2]` float64, clockwise on the screen; first is the corner nearest the top left
        (the smallest x + y; of equal ones, the higher).

    Example:
        >>> ordered([[[9, 7], [2, 7], [2, 1], [9, 1]]]).tolist()
        [[[2.0, 1.0], [9.0, 1.0], [9.0, 7.0], [2.0, 7.0]]]
    """
    quads = np.asarray(quads, "float64").reshape(-1, 4, 2)
    x, y = np.moveaxis(quads - quads.mean(1, keepdims=True), -1, 0)
    quads = np.take_along_axis(quads, np.arctan2(y, x).argsort(1)[..., None], 1)
    x, y = np.moveaxis(quads - quads.mean(1, keepdims=True), -1, 0)
    # In steps, for rounding not to choose between corners that are equally near
    scale = np.maximum(np.abs(x + y).max(1, keepdims=True), 1e-12)
    nearness = ((x + y) / scale).round(3) + 1e-4 * y / scale
    turns = (nearness.argmin(1)[:, None] + np.arange(4)) % 4
    return np.take_along_axis(quads, turns[..., None], 1)


def area(quads):
    """`[N]` areas of quads `[N, 4, 2]` whose corners go round."""
    x, y = np.moveaxis(np.asarray(quads, "float64"), -1, 0)
    return np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(1)) / 2


def bounds(quads):
    """`[N, 4]` xyxy of the upright boxes around quads."""
    quads = np.asarray(quads).reshape(-1, 4, 2)
    return np.concatenate([quads.min(1), quads.max(1)], axis=1)


def rectangles(centres, halves, angles):
    """`[N, 4, 2]` corners, `ordered`, of rectangles turned by angles in radians."""
    cos, sin = np.cos(angles), np.sin(angles)
    width = np.stack([cos, sin], -1) * halves[:, :1]
    height = np.stack([-sin, cos], -1) * halves[:, 1:]
    corners = [centres + i * width + j * height for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return ordered(np.stack(corners, axis=1))


def axes(covariances):
    """Turns covariances into the axes of their ellipses.

    Args:
        covariances: `[N, 2, 2]` of (x, y).

    Returns: `[N, 2]` standard deviations along the axis nearer the horizontal and the other one;
        `[N]` angles of the first in radians, within 45 degrees; 0 for what is nearly round.
    """
    a, b, c = covariances[:, 0, 0], covariances[:, 0, 1], covariances[:, 1, 1]
    mean, spread = (a + c) / 2, np.hypot((a - c) / 2, b)
    longer, shorter = mean + spread, np.maximum(mean - spread, 1e-12)
    angles = np.arctan2(2 * b, a - c) / 2  # Of the longer one
    steep = np.abs(angles) > np.pi / 4
    variances = np.where(steep, [shorter, longer], [longer, shorter])  # [2, N]
    angles = np.where(steep, angles - np.sign(angles) * np.pi / 2, angles)
    is_round = longer < _ROUND**2 * shorter
    return np.sqrt(np.where(is_round, [a, c], variances)).T, np.where(is_round, 0.0, angles)
