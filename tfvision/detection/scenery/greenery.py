"""Trees and bushes, drawn once a process, each kind in several forms."""

import functools

import cv2
import numpy as np

from tfvision.detection.scenery import brush
from tfvision.detection.scenery.pictures import Picture

KINDS = ("round", "tall", "conifer", "bare", "bush")
FORMS = 8
_SIZE_HW = (224, 176)


@functools.lru_cache(maxsize=len(KINDS) * FORMS)
def tree(kind, form):
    """RGBA `[224, 176, 4]` of a tree that stands on the lower edge."""
    rng = np.random.default_rng([KINDS.index(kind), form])
    page = np.zeros((*_SIZE_HW, 4), np.uint8)
    bark = np.array([78, 62, 48]) * rng.uniform(0.7, 1.2)
    if kind == "bare":
        _branch(page, np.array([88.0, 224.0]), -np.pi / 2, 58, 7, bark, rng)
    elif kind == "conifer":
        _trunk(page, bark, 150, 4)
        _conifer(page, rng)
    else:
        low, high, wide = {"round": (150, 12, 78), "tall": (176, 4, 44), "bush": (224, 140, 84)}[
            kind
        ]
        if kind != "bush":
            _trunk(page, bark, low - 30, 6)
            _branch(page, np.array([88.0, low + 10]), -np.pi / 2, 34, 5, bark, rng)
        _leaves(page, low, high, wide, rng)
    picture = brush.premultiplied(np.ascontiguousarray(page[..., :3]), page[..., 3].copy())
    return Picture.of(picture)


def _trunk(page, bark, top, half):
    x, bottom = 88, _SIZE_HW[0]
    points = np.array(
        [[x - half, bottom], [x - half * 0.6, top], [x + half * 0.6, top], [x + half, bottom]]
    )
    brush.fill(page, points.astype(np.float64), (*bark.tolist(), 255))


def _branch(page, start, angle, reach, width, bark, rng):
    end = start + reach * np.array([np.cos(angle), np.sin(angle)])
    colour = (*(bark * rng.uniform(0.85, 1.15)).tolist(), 255)
    brush.line(page, np.stack([start, end]), colour, width)
    if reach > 9:
        for _ in range(int(rng.integers(2, 4))):
            turn = angle + rng.uniform(-0.75, 0.75)
            _branch(
                page,
                start + (end - start) * rng.uniform(0.7, 1),
                turn,
                reach * rng.uniform(0.55, 0.8),
                width * 0.6,
                bark,
                rng,
            )


def _leaves(page, low, high, wide, rng):
    leaf = np.array(
        [(72, 100, 44), (92, 118, 56), (58, 84, 50), (128, 118, 52), (150, 96, 42)][rng.integers(5)]
    )
    middle = np.array([88, (low + high) / 2])
    count = 9
    turn = rng.uniform(0, 2 * np.pi, count)
    reach = np.sqrt(rng.uniform(0, 0.5, count))
    lobes = (
        middle
        + np.stack([np.cos(turn) * wide, np.sin(turn) * (low - high) / 2], -1) * reach[:, None]
    )
    spots = []
    for lobe in lobes:
        angle, far = rng.uniform(0, 2 * np.pi, 60), np.sqrt(rng.uniform(0, 1, 60))
        size = 0.55 * np.array([wide, (low - high) / 2])
        spots.append(lobe + np.stack([np.cos(angle), np.sin(angle)], -1) * far[:, None] * size)
    spots = np.concatenate(spots)
    # Light comes from the upper left: those spots are brighter and painted last.
    lit = (middle[0] - spots[:, 0]) / wide * 0.4 + (middle[1] - spots[:, 1]) / (low - high) * 1.2
    lit += rng.normal(0, 0.25, len(spots))
    for i in np.argsort(lit):
        colour = np.clip(leaf * (0.72 + 0.42 * lit[i]), 8, 240).tolist()
        centre = (int(spots[i, 0]), int(min(spots[i, 1], low - 2)))
        cv2.circle(page, centre, int(rng.integers(4, 10)), (*colour, 255), -1, cv2.LINE_AA)


def _conifer(page, rng):
    needle = np.array([40, 70, 48]) * rng.uniform(0.8, 1.2)
    for row in np.arange(190, 14, -9):
        half = (row - 4) * rng.uniform(0.26, 0.34)
        teeth = np.linspace(-1, 1, 15)
        y = row + rng.uniform(-5, 5, 15) + 9 * (np.arange(15) % 2) - 6 * (1 - np.abs(teeth))
        skirt = np.stack([88 + teeth * half, y], -1)
        points = np.concatenate([skirt, [[88, row - 26]]])
        shade = needle * rng.uniform(0.75, 1.2)
        brush.fill(page, points, (*shade.clip(0, 255).tolist(), 255))
