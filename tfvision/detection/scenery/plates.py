"""Number plates: layouts of several countries' kinds, none of them a real one."""

import dataclasses
import functools

import cv2
import numpy as np

from tfvision.detection.scenery import brush, lettering
from tfvision.detection.scenery.pictures import Picture

_DOTS_PER_METRE = 420
_ENLARGED = 1.25  # over life size, so that a small input and a short training still find plates


@dataclasses.dataclass(frozen=True)
class Plate:
    """A picture of a plate and its size on the car.

    Args:
        picture: `Picture`.
        size_wh_m: Width and height in metres.
        layout: "long", "double" or "square".
    """

    picture: Picture
    size_wh_m: tuple
    layout: str


def _characters(rng, pattern):
    """Fills a pattern: A a letter, 9 a digit, anything else itself."""
    pools = {"A": lettering.LETTERS, "9": lettering.DIGITS}
    return "".join(rng.choice(list(pools[c])) if c in pools else c for c in pattern)


def _blank(rng, size_wh_m, ground, ink):
    width, height = (round(side * _DOTS_PER_METRE) for side in size_wh_m)
    rgb = np.empty((height, width, 3), np.uint8)
    rgb[:] = ground
    if rng.random() < 0.7:
        cv2.rectangle(rgb, (2, 2), (width - 3, height - 3), tuple(map(int, ink)), 2)
    return rgb


# Ground and ink; white ones stand several times, for they are the most.
_LONG_COLOURS = (
    *[((238, 238, 234), (18, 18, 22))] * 6,
    ((232, 232, 236), (25, 35, 110)),
    ((240, 190, 40), (20, 18, 15)),
    ((22, 22, 26), (225, 225, 225)),
    ((25, 55, 150), (235, 238, 240)),
    ((70, 175, 110), (15, 20, 18)),
)
_LONG_PATTERNS = ("A 99 AAA", "AA 999 AA", "AAA 999", "AA99 AAA", "999 AAA", "A AA 999", "AA 9999")


def _long(rng):
    ground, ink = _LONG_COLOURS[rng.integers(len(_LONG_COLOURS))]
    size = (0.52, 0.112) if rng.random() < 0.6 else (0.44, 0.14)
    rgb = _blank(rng, size, ground, ink)
    height, width = rgb.shape[:2]
    start = 10
    if rng.random() < 0.65:  # the coloured strip at the left
        start = height // 2 + 6
        rgb[2:-2, 2 : height // 2] = (28, 60, 160)
        cv2.circle(rgb, (height // 4 + 1, height // 3), height // 8, (240, 210, 60), 1, cv2.LINE_AA)
        code = _characters(rng, "A")
        box = (height // 6, height * 3 // 5, height // 3 + 3, height - 6)
        lettering.write(rgb, code, box, (235, 235, 235))
    text = _characters(rng, str(rng.choice(_LONG_PATTERNS)))
    box = (start, height // 7, width - 9, height - height // 7)
    lettering.write(rgb, text, box, ink, thickness=int(rng.integers(5, 10)))
    return rgb, size


_DOUBLE_COLOURS = (
    *[((236, 238, 232), (20, 80, 50))] * 5,
    ((236, 238, 232), (20, 20, 25)),
    ((238, 200, 40), (20, 20, 20)),
    ((25, 90, 60), (235, 238, 235)),
    ((24, 24, 28), (235, 205, 70)),
)


def _double(rng):
    ground, ink = _DOUBLE_COLOURS[rng.integers(len(_DOUBLE_COLOURS))]
    size = (0.33, 0.165)
    rgb = _blank(rng, size, ground, ink)
    height, width = rgb.shape[:2]
    place = "".join(rng.choice(list(lettering.STAMPS), 2))
    upper = (width // 4, height // 10, width * 3 // 4, height * 4 // 11)
    lettering.write(rgb, place + " " + _characters(rng, "999"), upper, ink, thickness=5)
    if rng.random() < 0.75:
        kana = str(rng.choice(list(lettering.KANA)))
        small = (width // 20, height * 6 // 11, width // 20 + height // 6, height * 8 // 11)
        lettering.write(rgb, kana, small, ink)
        left = width // 5
    else:
        left = width // 12
    lower = (left, height * 9 // 20, width - width // 16, height - height // 9)
    lettering.write(rgb, _characters(rng, "99-99"), lower, ink, thickness=9)
    return rgb, size


_SQUARE_COLOURS = (
    ((240, 240, 240), (20, 30, 95), (190, 30, 40)),
    ((244, 244, 240), (30, 30, 40), (60, 110, 170)),
    ((240, 240, 240), (20, 30, 95), (190, 30, 40)),
    ((240, 242, 245), (15, 70, 50), (60, 140, 90)),
    ((245, 238, 205), (60, 25, 20), (220, 120, 40)),
    ((205, 225, 245), (25, 40, 110), (240, 240, 240)),
    ((20, 60, 50), (240, 240, 235), (240, 240, 235)),
    ((245, 215, 120), (25, 30, 80), (25, 30, 80)),
    ((225, 228, 230), (30, 30, 35), (40, 90, 170)),
)


def _square(rng):
    ground, ink, trim = _SQUARE_COLOURS[rng.integers(len(_SQUARE_COLOURS))]
    size = (0.305, 0.152)
    rgb = _blank(rng, size, ground, trim)
    height, width = rgb.shape[:2]
    if rng.random() < 0.4:  # a second colour fading in from above
        fade = np.linspace(rng.uniform(0.3, 0.8), 0, height)[:, None, None]
        rgb[:] = rgb * (1 - fade) + np.float64(trim) * fade * 0.6 + 110 * fade * 0.4
    name = _characters(rng, "AAAAAAAA"[: rng.integers(4, 9)])
    upper = (width * 3 // 10, height // 14, width * 7 // 10, height // 4)
    lettering.write(rgb, name, upper, trim if ground[0] > 100 else ink, thickness=5)
    text = _characters(
        rng, str(rng.choice(["AAA 9999", "9AAA999", "AAA 999", "999 AAA", "A99 9AA"]))
    )
    lower = (width // 18, height * 3 // 10, width - width // 18, height * 5 // 6)
    lettering.write(rgb, text, lower, ink, thickness=int(rng.integers(5, 9)))
    if rng.random() < 0.5:
        base = (width * 3 // 10, height * 8 // 9, width * 7 // 10, height - 3)
        lettering.write(rgb, _characters(rng, "AAAAA AAAA"), base, trim, thickness=3)
    return rgb, size


_LAYOUTS = {"long": _long, "double": _double, "square": _square}


COUNT = 160  # different plates of each layout


def draw_plate(rng, layout):
    """Picks a plate.

    Args:
        rng: `numpy.random.Generator`.
        layout: "long" (one line, as in Europe), "double" (two lines, as in Japan) or
            "square" (one tall line and a name, as in North America).
    """
    return plate(layout, int(rng.integers(COUNT)))


@functools.cache
def plate(layout, number):
    """Plate `number` of a layout; drawn at its first use, for that takes a millisecond."""
    rng = np.random.default_rng([sorted(_LAYOUTS).index(layout), number])
    rgb, size_wh_m = _LAYOUTS[layout](rng)
    if rng.random() < 0.35:  # dirt, thicker towards the road
        dirt = np.linspace(0, rng.uniform(0.1, 0.5), rgb.shape[0])[:, None, None]
        rgb = np.uint8(rgb * (1 - dirt) + np.float64([96, 84, 70]) * dirt)
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    size_wh_m = tuple(side * _ENLARGED for side in size_wh_m)
    return Plate(Picture.of(brush.premultiplied(rgb, alpha)), size_wh_m, layout)
