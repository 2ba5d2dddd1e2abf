"""Fronts of houses: walls with rows of windows and shops, and which windows are lit at night."""

import functools

import cv2
import numpy as np

from tfvision.detection.scenery import brush, grain, lettering
from tfvision.detection.scenery.pictures import Picture

BAYS, FLOORS, CELL = 8, 7, 28
COUNT = 14
_WALLS = np.array(
    [
        (186, 172, 150),
        (206, 200, 190),
        (150, 96, 76),
        (172, 124, 92),
        (126, 130, 134),
        (196, 184, 140),
        (164, 176, 178),
        (110, 92, 82),
        (222, 214, 200),
        (142, 154, 140),
    ],
    np.float64,
)


@functools.cache
def front(number, floors, bays):
    """A part of a wall, from the ground up.

    Returns: `Picture` of the wall by day, and `Picture` of the light to add by night, whose alpha
        is 0.
    """
    share = (1 - floors / FLOORS, bays / BAYS)
    wall, light = _whole(number)
    return wall.part(*share), light.part(*share)


@functools.lru_cache(maxsize=COUNT)
def _whole(number):
    """A wall of 8 bays and 7 floors, shops or doors at its foot, and its light."""
    rng = np.random.default_rng(1000 + number)
    height, width = FLOORS * CELL, BAYS * CELL
    wall = _WALLS[number % len(_WALLS)] * rng.uniform(0.8, 1.05)
    rgb = np.empty((height, width, 3), np.uint8)
    rgb[:] = np.uint8(np.clip(wall, 0, 255))
    light = np.zeros((height, width, 4), np.uint8)
    stain = np.resize(grain.clouds(256), (256, 256))[:height, :width].astype(np.float32)
    rgb[:] = np.uint8(np.clip(rgb * (0.86 + 0.22 * stain / 255)[..., None], 0, 255))
    style = int(rng.integers(4))
    for floor in range(1, FLOORS):
        for bay in range(BAYS):
            _window(rgb, light, floor, bay, style, wall, rng)
    _shops(rgb, light, rng)
    cv2.rectangle(rgb, (0, 0), (width, 4), (wall * 0.7).tolist(), -1)
    rgba = brush.premultiplied(rgb, np.full((height, width), 255, np.uint8))
    return Picture.of(rgba), Picture.of(light)


def _window(rgb, light, floor, bay, style, wall, rng):
    bottom = (FLOORS - floor) * CELL
    left, top = bay * CELL, bottom - CELL
    inset = ((6, 5), (3, 7), (8, 3), (1, 9))[style]
    box = (left + inset[0], top + inset[1], left + CELL - inset[0], bottom - 5)
    pane = np.array([58, 70, 82]) * rng.uniform(0.5, 1.3)
    cv2.rectangle(
        rgb, (box[0] - 1, box[1] - 1), (box[2], box[3]), (wall * 1.15).clip(0, 255).tolist(), 1
    )
    cv2.rectangle(rgb, box[:2], (box[2] - 1, box[3] - 1), pane.tolist(), -1)
    if style < 3:
        middle = (box[0] + box[2]) // 2
        cv2.line(rgb, (middle, box[1]), (middle, box[3] - 1), (205, 203, 198), 1)
    if rng.random() < 0.3:  # a blind or curtain
        drop = int(box[1] + (box[3] - box[1]) * rng.uniform(0.2, 0.7))
        cv2.rectangle(rgb, box[:2], (box[2] - 1, drop), (190, 184, 172), -1)
    if rng.random() < 0.12 and style != 3:  # a balcony
        cv2.rectangle(
            rgb, (left + 2, bottom - 9), (left + CELL - 3, bottom - 3), (wall * 0.6).tolist(), -1
        )
    if rng.random() < 0.28:
        warm = np.array([255, rng.uniform(180, 235), rng.uniform(90, 200)]) * rng.uniform(0.35, 0.9)
        cv2.rectangle(light, box[:2], (box[2] - 1, box[3] - 1), (*warm.tolist(), 0), -1)


def _shops(rgb, light, rng):
    top = (FLOORS - 1) * CELL
    bay = 0
    while bay < BAYS:
        wide = int(rng.integers(1, 4))
        left, right = bay * CELL + 2, min(bay + wide, BAYS) * CELL - 2
        if rng.random() < 0.75:
            board = rng.uniform(20, 230, 3)
            glow = rng.random() < 0.3
            cv2.rectangle(rgb, (left, top + 9), (right, top + CELL - 1), (46, 52, 58), -1)
            cv2.rectangle(rgb, (left, top + 1), (right, top + 8), board.tolist(), -1)
            if right - left > 24:
                text = "".join(rng.choice(list(lettering.LETTERS), int(rng.integers(3, 8))))
                ink = (245, 245, 240) if board.mean() < 140 else (25, 25, 30)
                lettering.write(rgb, text, (left + 3, top + 2, right - 3, top + 8), ink)
            if glow:
                cv2.rectangle(
                    light, (left, top + 9), (right, top + CELL - 2), (150, 132, 96, 0), -1
                )
                cv2.rectangle(
                    light, (left, top + 1), (right, top + 8), (*(board * 0.7).tolist(), 0), -1
                )
        else:
            cv2.rectangle(rgb, (left + 6, top + 6), (left + 18, top + CELL - 1), (70, 52, 40), -1)
        bay += wide
