"""The one thing that all details of a car are: a polygon or a line on its skin, with a colour."""

import typing

import numpy as np

NORMALS = {
    "rear": (0, 0, -1.0),
    "front": (0, 0, 1.0),
    "left": (-1.0, 0, 0),
    "right": (1.0, 0, 0),
    "up": (0, 1.0, 0),
    "rear_glass": (0, 0.45, -0.89),
    "front_glass": (0, 0.6, 0.8),
    "left_glass": (-0.95, 0.31, 0),
    "right_glass": (0.95, 0.31, 0),
}
NORMAL_ROWS = np.array(list(NORMALS.values()))
ROLES = (
    "",
    "tail",
    "tail_rim",
    "third",
    "bulb",
    "taxi",
)  # "" keeps its colour; lamps change theirs
_FACES = list(NORMALS)
_TURN = np.linspace(0, 2 * np.pi, 17)[:-1]


class Mark(typing.NamedTuple):
    """A detail.

    Args:
        points: `[N, 3]` in the car's axes.
        colour: RGB that does not depend on the car's paint.
        face: Where it looks: a key of `NORMALS`; it decides the light on it.
        share: How much of the paint's colour is added.
        glass: Whether it mirrors what is around the car.
        width: 0 fills the polygon; else the width of a line in metres.
        role: One of `ROLES`.
    """

    points: np.ndarray
    colour: tuple = (0, 0, 0)
    face: str = "rear"
    share: float = 0.0
    glass: bool = False
    width: float = 0.0
    role: str = ""


class Lamp(typing.NamedTuple):
    """A place that glows when its lamp is on.

    Args:
        point: `[3]` in the car's axes.
        face: A key of `NORMALS`: which way it shines.
        role: One of `ROLES`.
    """

    point: np.ndarray
    face: str
    role: str


class Batch(typing.NamedTuple):
    """Marks as arrays.

    Args:
        points: `[P, 3]`, the points of all marks, one after the other.
        ends: `[M]`, where each mark's points end.
        rows: `[M, 11]`, the rest: RGB, share, position of the face, glass, width, position of the
            role, and the mean of the points. One array, for batches are joined for each car.
    """

    points: np.ndarray
    ends: np.ndarray
    rows: np.ndarray

    @classmethod
    def of(cls, marks):
        """Packs a list of marks."""
        rows = [
            (
                *mark.colour,
                mark.share,
                _FACES.index(mark.face),
                mark.glass,
                mark.width,
                ROLES.index(mark.role),
                *mark.points.mean(0),
            )
            for mark in marks
        ]
        return cls(
            points=np.concatenate([mark.points for mark in marks] or [np.zeros((0, 3))]),
            ends=np.cumsum([len(mark.points) for mark in marks], dtype=np.int64),
            rows=np.array(rows, np.float64).reshape(-1, 11),
        )

    @classmethod
    def joined(cls, batches):
        """One batch of several, in order."""
        starts = np.cumsum([0] + [len(batch.points) for batch in batches[:-1]])
        return cls(
            np.concatenate([batch.points for batch in batches]),
            np.concatenate([b.ends + start for b, start in zip(batches, starts, strict=True)]),
            np.concatenate([batch.rows for batch in batches]),
        )

    @property
    def colours(self):
        """`[M, 3]`."""
        return self.rows[:, :3]

    @property
    def shares(self):
        """`[M, 1]`."""
        return self.rows[:, 3:4]

    @property
    def faces(self):
        """`[M]`, rows of `NORMAL_ROWS`."""
        return self.rows[:, 4].astype(np.intp)

    @property
    def panes(self):
        """Which marks are glass, as positions."""
        return np.flatnonzero(self.rows[:, 5])

    @property
    def widths(self):
        """`[M]`, metres."""
        return self.rows[:, 6]

    @property
    def roles(self):
        """`[M]`, positions in `ROLES`."""
        return self.rows[:, 7]

    @property
    def middles(self):
        """`[M, 3]`."""
        return self.rows[:, 8:]


def outline(surface, points):
    """Lifts a polygon `[N, 2]` onto a surface function of two arguments."""
    points = np.asarray(points, np.float64)
    return surface(points[:, 0], points[:, 1])


def ellipse(surface, centre, radii, count=16):
    """An ellipse lifted onto a surface."""
    turn = _TURN[:: 16 // count]
    return surface(centre[0] + radii[0] * np.cos(turn), centre[1] + radii[1] * np.sin(turn))


def pane(surface, low, high, face, strips=6, across=3):
    """A window between two edges `(k, from, to)`, in strips, so that it mirrors more above."""
    found = []
    steps = np.linspace(0, 1, strips + 1)
    k, start, stop = (low[i] + (high[i] - low[i]) * steps for i in range(3))
    share = np.linspace(0, 1, across)
    for i in range(strips):
        lower = surface(start[i] + (stop[i] - start[i]) * share, np.full(across, k[i]))
        stretch = stop[i + 1] - start[i + 1]
        upper = surface(start[i + 1] + stretch * share, np.full(across, k[i + 1]))
        points = np.concatenate([lower, upper[::-1]])
        found.append(Mark(points, (20, 24, 26), face, glass=True))
    return found
