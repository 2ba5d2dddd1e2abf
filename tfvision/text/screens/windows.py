"""Boxes of user interfaces: message windows, plates, buttons, gauges, portraits, markers."""

import dataclasses

import cv2
import numpy as np

from tfvision.text.screens import looks, textures
from tfvision.text.screens.paint import blend

_LARGEST = 90  # side of a window in pixels, beyond which its corners are no rounder


@dataclasses.dataclass(frozen=True)
class Skin:
    """How the windows of a page look.

    Args:
        top, bottom: RGB of the upper and the lower end.
        border: RGB of the frame.
        opacity: Of the filling.
        radius: Of the corners, as a share of the shorter side.
        frame: Widths of the lines of the frame from the outside, in pixels; empty for none.
        pattern: Seed of a faint pattern on it, or None.
    """

    top: tuple
    bottom: tuple
    border: tuple
    opacity: float
    radius: float
    frame: tuple
    pattern: int | None


def draw_skin(rng, light=None):
    """A skin, dark or light."""
    light = rng.random() < 0.35 if light is None else light
    top = looks.any_colour(rng, *((200, 255) if light else (0, 90)))
    if rng.random() < 0.15:
        top = looks.any_colour(rng)
    bottom = np.clip(top + rng.normal(0, 25) * (rng.random() < 0.5), 0, 255)
    border = rng.uniform(120, 255, 3) if top.mean() < 128 else rng.uniform(0, 160, 3)
    frames = ((), (1,), (2,), (3,), (1, 2), (2, 3, 1), (4,))
    return Skin(
        tuple(top),
        tuple(bottom),
        tuple(border),
        float(rng.choice((1.0, rng.uniform(0.55, 0.95)))),
        float(rng.choice((0, rng.uniform(0.03, 0.25), 0.5), p=(0.4, 0.5, 0.1))),
        frames[int(rng.integers(len(frames)))],
        int(rng.integers(2**31)) if rng.random() < 0.12 else None,
    )


def paint(image, rect, skin):
    """Paints a window over (x0, y0, x1, y1), whole pixels, as far as it is in the picture."""
    x0, y0, x1, y1 = rect
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = min(x1, image.shape[1]), min(y1, image.shape[0])
    size_hw = y1 - y0, x1 - x0
    if min(*size_hw, right - left + 3, bottom - top + 3) < 4:
        return
    seen = slice(top - y0, bottom - y0), slice(left - x0, right - x0)
    area = image[top:bottom, left:right]
    radius = int(skin.radius * min(*size_hw, _LARGEST))
    share = np.linspace(0, 1, size_hw[0])[:, None]
    ramp = np.uint8((1 - share) * skin.top + share * np.asarray(skin.bottom))
    colours = np.repeat(ramp[:, None], size_hw[1], 1)
    if skin.pattern is not None:
        textures.draw(colours, np.random.default_rng(skin.pattern), contrast=12)
    mask = _rounded(size_hw, 0, radius, -1)
    blend(area, colours[seen], cv2.convertScaleAbs(mask[seen], alpha=skin.opacity))
    inset = 1
    for i, thick in enumerate(skin.frame):
        lines = _rounded(size_hw, inset + thick // 2, max(radius - inset, 0), thick)
        blend(area, np.asarray(skin.border) * (1 - 0.3 * (i % 2)), lines[seen])
        inset += thick + 2


def _rounded(size_hw, inset, radius, thick):
    """Coverage of an oblong with round corners, filled (-1) or as a line."""
    canvas = np.zeros(size_hw, np.uint8)
    x0, y0, x1, y1 = inset, inset, size_hw[1] - 1 - inset, size_hw[0] - 1 - inset
    if min(x1 - x0, y1 - y0) < 2:
        return canvas
    radius = min(radius, (x1 - x0) // 2, (y1 - y0) // 2)
    turn = np.linspace(0, np.pi / 2, 8)
    arc = np.stack([np.cos(turn), np.sin(turn)], 1) * radius  # right and down
    corners = (
        (x1 - radius, y1 - radius) + arc,
        (x0 + radius, y1 - radius) + arc[::-1] * (-1, 1),
        (x0 + radius, y0 + radius) - arc,
        (x1 - radius, y0 + radius) + arc[::-1] * (1, -1),
    )
    outline = [np.int32(np.rint(np.concatenate(corners)))]
    if thick < 0:
        return cv2.fillPoly(canvas, outline, 255, cv2.LINE_AA)
    return cv2.polylines(canvas, outline, True, 255, thick, cv2.LINE_AA)


def gauge(image, rect, rng):
    """A bar that is filled in part."""
    x0, y0, x1, y1 = rect
    cv2.rectangle(image, (x0, y0), (x1, y1), rng.uniform(0, 80, 3).tolist(), -1)
    filled = x0 + 1 + int((x1 - x0 - 2) * rng.uniform(0, 1))
    colour = rng.uniform(40, 255, 3)
    cv2.rectangle(image, (x0 + 1, y0 + 1), (filled, y1 - 1), colour.tolist(), -1)
    if y1 - y0 > 6:
        light = np.clip(colour * 1.3, 0, 255).tolist()
        cv2.rectangle(image, (x0 + 1, y0 + 1), (filled, y0 + (y1 - y0) // 3), light, -1)
    cv2.rectangle(image, (x0, y0), (x1, y1), rng.uniform(150, 255, 3).tolist(), 1)


def marker(image, place_xy, size, rng, colour):
    """A cursor, a bullet, a check box or a small icon; its left upper corner is at a place."""
    x, y = place_xy
    half, kind = size // 2, int(rng.integers(5))
    centre = x + half, y + half
    if kind == 0:
        points = np.array([(x, y), (x + size, y + half), (x, y + size)])
        cv2.fillPoly(image, [points], colour, cv2.LINE_AA)
    elif kind == 1:
        cv2.circle(image, centre, max(half, 1), colour, int(rng.choice((-1, 2))), cv2.LINE_AA)
    elif kind == 2:
        cv2.rectangle(image, (x, y), (x + size, y + size), colour, 1)
        if rng.random() < 0.5:
            points = np.array([(x + 2, y + half), (x + half, y + size - 2), (x + size, y)])
            cv2.polylines(image, [points], False, colour, 2, cv2.LINE_AA)
    elif kind == 3:
        points = np.array(
            [(x + half, y), (x + size, y + half), (x + half, y + size), (x, y + half)]
        )
        cv2.fillPoly(image, [points], colour, cv2.LINE_AA)
    else:
        area = image[max(y, 0) : max(y + size, 0), max(x, 0) : max(x + size, 0)]
        if area.size:
            area[:] = colour
            textures.draw(area, rng)
