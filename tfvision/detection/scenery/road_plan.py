"""Where the lanes of a road are: offsets in metres across, a bend, a kind of surroundings."""

import dataclasses

import numpy as np

KINDS = ("city", "suburb", "country", "highway")


@dataclasses.dataclass(frozen=True)
class Lane:
    """One lane; `offset` is that of its middle from the camera's lane.

    Args:
        offset: Metres to the right.
        direction: 1 with the camera, -1 against it.
        parked: Whether cars stand in it.
    """

    offset: float
    direction: int
    parked: bool = False


@dataclasses.dataclass(frozen=True)
class RoadPlan:
    """The road of one scene.

    Args:
        kind: One of `KINDS`.
        lanes: Tuple of `Lane` from left to right.
        lane_m: Width of a driving lane.
        edges: Left and right edge of the asphalt.
        walks: Width of the pavement on each side, 0 for none.
        bend: Metres that the road drifts to the right at 1 m, growing with the square.
        marking: RGB of the middle line.
        camera_x: Where the camera stands in its lane.
    """

    kind: str
    lanes: tuple
    lane_m: float
    edges: tuple
    walks: tuple
    bend: float
    marking: tuple
    camera_x: float

    def across(self, offset, z):
        """World x of a place `offset` metres across the road, `z` metres ahead."""
        return offset - self.camera_x + self.bend * np.square(z)

    def heading(self, z):
        """Angle of the road at `z`, radians to the right."""
        return np.arctan(2 * self.bend * z)


def draw_plan(rng):
    """A random road."""
    kind = str(rng.choice(KINDS, p=(0.42, 0.26, 0.18, 0.14)))
    lane_m = rng.uniform(3.0, 3.5) + (0.2 if kind == "highway" else 0.0)
    same = (
        int(rng.integers(2, 4))
        if kind == "highway"
        else int(rng.choice((1, 2, 3), p=(0.5, 0.4, 0.1)))
    )
    against = 0 if rng.random() < 0.12 else int(rng.integers(1, 3))
    own = int(rng.integers(same))
    gap = rng.uniform(0.8, 3.0) if kind == "highway" else 0.0
    lanes = [Lane((i - own) * lane_m, 1) for i in range(same)]
    lanes = [Lane((-1 - i - own) * lane_m - gap, -1) for i in range(against)][::-1] + lanes
    parks = [kind in ("city", "suburb") and rng.random() < 0.5 for _ in range(2)]
    left, right = lanes[0].offset - lane_m / 2, lanes[-1].offset + lane_m / 2
    if parks[0]:
        lanes.insert(0, Lane(left - 1.15, -1 if against else 1, True))
        left -= 2.3
    if parks[1]:
        lanes.append(Lane(right + 1.15, 1, True))
        right += 2.3
    edges = (left - 0.3, right + 0.3)
    walks = tuple(rng.uniform(1.5, 4.0, 2) * (kind in ("city", "suburb")))
    if rng.random() < 0.35:  # traffic on the left
        lanes = [Lane(-lane.offset, lane.direction, lane.parked) for lane in reversed(lanes)]
        edges, walks = (-edges[1], -edges[0]), walks[::-1]
    straight = rng.random() < 0.55
    white, yellow = (226, 226, 222), (222, 176, 60)
    return RoadPlan(
        kind=kind,
        lanes=tuple(lanes),
        lane_m=lane_m,
        edges=edges,
        walks=walks,
        bend=0.0 if straight else float(rng.normal(0, 0.0016)),
        marking=yellow if rng.random() < 0.35 else white,
        camera_x=float(rng.uniform(-0.45, 0.45)),
    )
