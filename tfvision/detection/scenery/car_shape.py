"""Bodies of cars as lofts: rounded outlines stacked from the sill to the roof.

Axes of a car: x to its right, y up, z ahead, the origin on the ground under its middle; metres.
"""

import dataclasses
import functools

import numpy as np


@dataclasses.dataclass(frozen=True)
class Loft:
    """A stack of superellipses: rounded rectangles in plan, one for each level `k` in [0, 1].

    Args:
        levels: Increasing `k` of the rows below.
        half_width, z_rear, z_front: Extent of the outline at each level.
        power: Exponent of the superellipse; more is squarer.
        bottom: Height of level 0.
        top_z, top_y: Height of level 1 along z, as a polyline.
    """

    levels: np.ndarray
    half_width: np.ndarray
    z_rear: np.ndarray
    z_front: np.ndarray
    power: float
    bottom: float
    top_z: np.ndarray
    top_y: np.ndarray

    def _plan(self, k):
        rows = (self.half_width, self.z_rear, self.z_front)
        width, rear, front = (np.interp(k, self.levels, row) for row in rows)
        return width, (rear + front) / 2, (front - rear) / 2

    def _point(self, x, k, z):
        y = self.bottom + k * (np.interp(z, self.top_z, self.top_y) - self.bottom)
        return np.stack(np.broadcast_arrays(x, y, z), -1)

    def _bulge(self, share):
        inside = np.clip(1 - np.abs(share) ** self.power, 0, 1)
        return inside ** (1 / self.power)

    def ring(self, k, angles):
        """Points around the loft, `[levels, angles, 3]`; angle 0 is the right side, π/2 ahead."""
        k = np.asarray(k)[:, None]
        width, middle, half = self._plan(k)
        cos, sin = np.cos(angles), np.sin(angles)
        x = width * np.sign(cos) * np.abs(cos) ** (2 / self.power)
        z = middle + half * np.sign(sin) * np.abs(sin) ** (2 / self.power)
        return self._point(x, k, z)

    def end(self, u, k, front):
        """Points on the rear or front face; `u` in (-1, 1) across, from left to right."""
        u, k = np.broadcast_arrays(np.float64(u), np.float64(k))
        width, middle, half = self._plan(k)
        z = middle + (half if front else -half) * self._bulge(u)
        return self._point(u * width, k, z)

    def side(self, z, k, right):
        """Points on a flank at given z."""
        z, k = np.broadcast_arrays(np.float64(z), np.float64(k))
        width, middle, half = self._plan(k)
        x = width * self._bulge((z - middle) / half)
        return self._point(x if right else -x, k, z)


@dataclasses.dataclass(frozen=True)
class Shape:
    """Measures of one kind of car, in metres.

    Args:
        length, width, height: The whole.
        belt: Height of the lower edge of the windows.
        nose, tail: Length of bonnet and boot.
        nose_y, tail_y: Height of their outer edges.
        screen, rear: How far windscreen and rear window lean, along z.
        roof: Width of the roof as a share of the body's.
        wheel: Radius of a wheel.
        power: Squareness in plan.
    """

    length: float
    width: float
    height: float
    belt: float
    nose: float
    tail: float
    nose_y: float
    tail_y: float
    screen: float
    rear: float
    roof: float
    wheel: float
    power: float
    sill: float = 0.2

    @functools.cached_property
    def lower(self):
        """The body under the windows."""
        half = self.length / 2
        levels = np.array([0, 0.16, 0.40, 0.66, 0.88, 1.0])
        return Loft(
            levels=levels,
            half_width=self.width / 2 * np.array([0.90, 0.97, 1.0, 0.995, 0.97, 0.925]),
            z_rear=-half * np.array([0.945, 0.985, 1.0, 0.985, 0.975, 0.955]),
            z_front=half * np.array([0.945, 0.99, 1.0, 0.985, 0.96, 0.925]),
            power=self.power,
            bottom=self.sill,
            top_z=half * np.array([-1, -1, 1, 1]) + np.array([0, self.tail, -self.nose, 0]),
            top_y=np.array([self.tail_y, self.belt, self.belt, self.nose_y]),
        )

    @functools.cached_property
    def cabin(self):
        """Windows and roof."""
        half = self.length / 2
        rear, front = -half * 0.95 + self.tail, half - self.nose
        levels = np.array([0, 0.35, 0.72, 0.92, 1.0])
        lean = np.array([0, 0.36, 0.76, 1.0, 1.16])
        narrow = np.array([0, 0.30, 0.68, 0.96, 1.22])
        return Loft(
            levels=levels,
            half_width=self.width / 2 * (0.925 - (0.925 - self.roof) * narrow),
            z_rear=rear + self.rear * lean,
            z_front=front - self.screen * lean,
            power=self.power + 2,
            bottom=self.belt - 0.02,
            top_z=np.array([-9.0, 9.0]),
            top_y=np.array([self.height, self.height]),
        )

    @property
    def axles(self):
        """Z of the rear and the front axle."""
        return -self.length / 2 * 0.60, self.length / 2 * 0.63


# length width height belt  nose  tail  nose_y tail_y screen rear roof wheel power
SHAPES = {
    "hatchback": Shape(4.0, 1.76, 1.48, 0.94, 0.95, 0.05, 0.76, 0.93, 0.72, 0.42, 0.72, 0.31, 6),
    "city": Shape(3.5, 1.63, 1.50, 0.93, 0.72, 0.04, 0.78, 0.92, 0.66, 0.32, 0.73, 0.29, 5),
    "saloon": Shape(4.6, 1.82, 1.44, 0.94, 1.10, 0.62, 0.76, 0.97, 0.80, 0.72, 0.70, 0.33, 6),
    "executive": Shape(4.9, 1.87, 1.46, 0.96, 1.25, 0.68, 0.78, 1.00, 0.85, 0.80, 0.70, 0.34, 7),
    "estate": Shape(4.6, 1.80, 1.47, 0.94, 1.08, 0.05, 0.76, 0.93, 0.78, 0.45, 0.73, 0.32, 7),
    "suv": Shape(4.5, 1.88, 1.69, 1.08, 1.05, 0.05, 0.95, 1.07, 0.70, 0.38, 0.76, 0.37, 8, 0.27),
    "offroad": Shape(
        4.3, 1.86, 1.84, 1.14, 1.10, 0.05, 1.05, 1.13, 0.42, 0.16, 0.83, 0.39, 11, 0.32
    ),
    "van": Shape(4.7, 1.90, 1.95, 1.12, 0.62, 0.05, 0.92, 1.10, 0.75, 0.16, 0.83, 0.33, 9),
    "box": Shape(3.4, 1.50, 1.74, 0.98, 0.46, 0.04, 0.86, 0.97, 0.50, 0.12, 0.85, 0.27, 10),
    "coupe": Shape(4.4, 1.83, 1.30, 0.88, 1.20, 0.38, 0.70, 0.92, 0.85, 0.95, 0.66, 0.33, 5),
}
SHARES = (0.19, 0.09, 0.15, 0.08, 0.12, 0.15, 0.05, 0.07, 0.05, 0.05)

_LOWER = np.array([0, 0.16, 0.30, 0.48, 0.66, 0.80, 0.90, 1.0])
_CABIN = np.array([0, 0.35, 0.72, 0.86, 0.94, 1.0])


@functools.cache
def skin(name, segments):
    """The skin of a car as quadrilaterals, in an order that paints the upper over the lower.

    Returns: corners `[Q, 4, 3]`, clockwise as seen from outside; unit normals `[Q, 3]`; and bool
        `[Q]`, whether each belongs to the lowest band, which many cars have in black.
    """
    shape = SHAPES[name]
    angles = np.linspace(0, 2 * np.pi, segments + 1)
    lower = shape.lower.ring(_LOWER, angles)
    cabin = shape.cabin.ring(_CABIN, angles)
    parts = [_walls(lower), _lid(lower[-1], 0.035), _walls(cabin), _lid(cabin[-1], 0.02)]
    lowest = np.zeros(sum(len(p) for p in parts), bool)
    lowest[: 2 * segments] = True
    corners = np.concatenate(parts)
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    return corners, normals, lowest


@functools.cache
def plate_spot(name, k, front):
    """Where the middle of a plate touches the skin, `[3]`."""
    return SHAPES[name].lower.end(0.0, k, front)


def _walls(grid):
    corners = np.stack([grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]], 2)
    return corners.reshape(-1, 4, 3)


def _lid(ring, crown):
    """Closes a ring by strips from right to left, raised in the middle."""
    segments = len(ring) - 1
    quarter = segments // 4
    right = np.concatenate(
        [ring[segments - quarter : segments], ring[: quarter + 1]]
    )  # rear -> front
    across = np.array([1.0, 0.55, -0.55, -1.0])
    lift = crown * (1 - across**2)
    grid = right[:, None] * np.stack([across, np.ones(4), np.ones(4)], -1)  # [n, 4, 3]
    grid[1:-1, :, 1] += lift
    corners = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], 2)
    return corners.reshape(-1, 4, 3)
