"""What stands beside and over a road: rows of houses, trees, lamps, signs, fences."""

import itertools

import numpy as np

from tfvision.detection.scenery import facades, greenery, signs
from tfvision.detection.scenery.panels import Panel, along, standing

_NEAREST = 1.6  # metres; nothing may reach behind the lens


def draw_roadside(plan, light, rng):
    """Panels of both sides, and the feet `[N, 2]` of street lamps as (x, z)."""
    panels, feet = [], [np.zeros((0, 2))]
    lit = rng.random() < {"city": 0.9, "suburb": 0.8, "country": 0.15, "highway": 0.6}[plan.kind]
    for side, edge, walk in zip((-1, 1), plan.edges, plan.walks, strict=True):
        front = edge + side * (walk + 0.3)
        if plan.kind == "city" or (plan.kind == "suburb" and rng.random() < 0.6):
            panels += _houses(plan, front, side, rng)
        panels += _trees(plan, front if walk else edge + side * 1.5, side, rng)
        panels += _barrier(plan, edge, front, side, rng)
        panels += _furniture(plan, edge, side, rng)
        if lit and (side == 1 or rng.random() < 0.5):
            found, where = _lamps(plan, edge + side * 0.7, side, light, rng)
            panels += found
            feet.append(where)
    panels += _over_the_road(plan, rng)
    return panels, np.concatenate(feet)


def _houses(plan, front, side, rng):
    panels = []
    tall = rng.uniform(2, 7) if plan.kind == "city" else rng.uniform(1.6, 2.6)
    offset = front + side * rng.uniform(0.2, 5 if plan.kind == "city" else 9)
    z = _NEAREST if rng.random() < 0.75 else rng.uniform(6, 20)
    while z < 85:
        length = rng.uniform(9, 24) if plan.kind == "city" else rng.uniform(8, 14)
        if rng.random() < (0.15 if plan.kind == "city" else 0.3):
            z += rng.uniform(5, 14)
        floors = int(np.clip(round(tall * rng.uniform(0.6, 1.4)), 1, facades.FLOORS))
        bays = int(np.clip(length / 3, 2, facades.BAYS))
        number = int(rng.integers(facades.COUNT))
        picture, night = facades.front(number, floors, bays)
        night = night if rng.random() < 0.8 else None
        high, back = floors * 3.1, offset + side * 9
        wall = along(picture, plan, offset, z, z + length, 0, high, night)
        x, x_back = plan.across(offset, z), plan.across(back, z)
        gable = np.array([[x, high, z], [x_back, high, z], [x_back, 0, z], [x, 0, z]])
        if side < 0:
            gable = gable[[1, 0, 3, 2]]
        end = Panel(z + length, facades.front(number, floors, 3)[0], gable, (0, 0, -1.0))
        wall.depth = z + length + 0.01
        panels += [wall, end]
        if plan.kind == "suburb" or floors <= 2:
            panels.append(_roof(plan, offset, side, z, z + length, high, rng))
        z += length + rng.uniform(0, 0.4)
    return panels


def _roof(plan, offset, side, z_near, z_far, high, rng):
    colour = ((120, 62, 48), (78, 72, 70), (96, 84, 76), (58, 62, 70))[rng.integers(4)]
    eaves, ridge = offset - side * 0.5, offset + side * 4.5
    x = [
        plan.across(o, z)
        for o, z in ((ridge, z_near), (ridge, z_far), (eaves, z_far), (eaves, z_near))
    ]
    y = [high + 2.6, high + 2.6, high - 0.1, high - 0.1]
    corners = np.stack([x, y, [z_near, z_far, z_far, z_near]], -1)
    return Panel(z_far - 0.01, colour, corners, (-side * 0.5, 0.86, 0))


def _trees(plan, offset, side, rng):
    panels = []
    kinds = list(rng.choice(greenery.KINDS, 2, p=(0.36, 0.14, 0.14, 0.2, 0.16)))
    gap = {"city": 16, "suburb": 9, "country": 6, "highway": 9}[plan.kind] * rng.uniform(0.6, 2.2)
    if rng.random() < (0.45 if plan.kind == "city" else 0.12):
        return panels
    z = rng.uniform(3, 12)
    while z < 75:
        kind = str(kinds[rng.random() < 0.3])
        far = rng.uniform(0.2, 1.2) if plan.kind == "city" else rng.gamma(1.6, 4.0)
        high = rng.uniform(1.2, 2.2) if kind == "bush" else rng.uniform(4.5, 10)
        texture = greenery.tree(kind, int(rng.integers(greenery.FORMS)))
        x = plan.across(offset + side * (far + (0.14 * high if kind != "bush" else 0.5)), z)
        panels.append(standing(texture, x, z, high * rng.uniform(0.65, 0.95), high, shadow="round"))
        z += gap * rng.uniform(0.4, 1.6)
    return panels


def _barrier(plan, edge, front, side, rng):
    """A fence, a wall, a hedge or a rail, in pieces short enough to follow the bend."""
    if rng.random() > {"city": 0.15, "suburb": 0.5, "country": 0.35, "highway": 1.0}[plan.kind]:
        return []
    if plan.kind == "highway":
        offset, high = edge + side * 0.6, rng.choice((0.8, 0.8, 3.0))
        colour = (150, 152, 154) if high < 1 else (128, 136, 126)
    else:
        offset, high = front + side * 0.1, rng.uniform(0.7, 1.7)
        colour = ((150, 146, 138), (116, 92, 66), (66, 88, 50), (176, 168, 152))[rng.integers(4)]
    panels = []
    start = _NEAREST if rng.random() < 0.6 else rng.uniform(5, 25)
    steps = start * (rng.uniform(40, 110) / start) ** np.linspace(0, 1, 9)
    for near, far in itertools.pairwise(steps):
        shade = tuple(float(c) * rng.uniform(0.94, 1.04) for c in colour)
        low = 0.45 if plan.kind == "highway" and high < 1 else 0.0
        panels.append(along(shade, plan, offset, near, far, low, high))
    return panels


def _lamps(plan, offset, side, light, rng):
    gap, z = rng.uniform(20, 34), rng.uniform(5, 22)
    warm = np.minimum(light.street * 420, 255) if light.street.any() else np.array([255, 230, 190])
    panels, feet = [], []
    texture = signs.lamp_post(-side)
    while z < 100:
        x = plan.across(offset, z)
        head = np.array([x - side * 1.24, 7.8, z])
        panels.append(standing(texture, x, z, 3.2, 8.0, 0, [(head, warm, 2.2)]))
        feet.append((head[0], z))
        z += gap
    return panels, np.array(feet).reshape(-1, 2)


def _furniture(plan, edge, side, rng):
    panels = []
    for _ in range(int(rng.poisson(2.2 if plan.kind in ("city", "suburb") else 1.2))):
        z = rng.uniform(6, 55)
        x = plan.across(edge + side * rng.uniform(0.5, 1.5), z)
        texture = signs.sign(int(rng.integers(signs.SIGNS)))
        panels.append(standing(texture, x, z, 0.75, 2.5 * rng.uniform(0.85, 1.2)))
    for _ in range(int(rng.poisson(0.9))):  # posters and boards
        z = rng.uniform(9, 60)
        texture = signs.board(int(rng.integers(signs.BOARDS)))
        wide = rng.uniform(0.8, 1.6) if rng.random() < 0.5 else rng.uniform(3, 6)
        foot = rng.uniform(0.3, 1.2) if wide < 2 else rng.uniform(2.0, 5.0)
        x = plan.across(edge + side * (rng.uniform(1.2, 3) + wide / 2), z)
        panels.append(standing((96, 98, 100), x, z + 0.1, 0.12 * wide, foot))
        panels.append(standing(texture, x, z, wide, wide * rng.uniform(0.4, 0.65), foot))
    if rng.random() < (0.6 if plan.kind in ("country", "suburb") else 0.15):
        gap, z, kind = rng.uniform(18, 32), rng.uniform(5, 20), int(rng.integers(2))
        while z < 90:
            panels.append(
                standing(signs.wire_pole(kind), plan.across(edge + side * 1.8, z), z, 2.4, 8.0)
            )
            z += gap
    return panels


def _over_the_road(plan, rng):
    panels = []
    if plan.kind != "country" and rng.random() < 0.22:
        z, state = rng.uniform(10, 32), int(rng.integers(3))
        colour = ((255, 60, 50), (255, 190, 60), (70, 240, 150))[state]
        for x in (plan.across(plan.edges[1] + 0.5, z), plan.across(plan.edges[0] - 0.5, z)):
            lamp = (np.array([x, 3.5 - (17 + 30 * state) / 300 * 3.5, z]), colour, 0.5)
            panels.append(standing(signs.traffic_light(state), x, z, 0.7, 3.5, 0, [lamp]))
    if rng.random() < (0.6 if plan.kind == "highway" else 0.08):
        z = rng.uniform(22, 60)
        ends = [plan.across(o, z) for o in (plan.edges[0] - 0.8, plan.edges[1] + 0.8)]
        for x in ends:
            panels.append(standing((120, 122, 124), x, z, 0.3, 6.6))
        panels.append(standing((120, 122, 124), sum(ends) / 2, z, ends[1] - ends[0], 0.3, 6.3))
        for x in np.linspace(ends[0], ends[1], int(rng.integers(2, 4)) + 2)[1:-1]:
            texture = signs.board(int(rng.choice((0, 1, 6, 7))))
            panels.append(standing(texture, x, z - 0.1, 3.4, 1.9, 5.0))
    return panels
