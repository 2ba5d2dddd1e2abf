"""Text set by hand as boxes of ink: where characters stand and how large, without a font."""

import numpy as np

# Ink of a character in its cell, as (left, top, right, bottom) in thousandths of an em.
_INKS = {
    "、": (60, 760, 260, 960),
    "。": (60, 700, 300, 940),
    "・": (420, 430, 560, 570),
    "ー": (80, 450, 920, 540),
    "一": (40, 460, 960, 540),
    "…": (80, 460, 920, 540),
    "「": (600, 40, 950, 700),
    "」": (50, 300, 400, 960),
    "！": (430, 60, 560, 940),
    "？": (250, 60, 750, 940),
}
_SMALL = set("っゃゅょッャュョァィゥェォ")
_TURNED = "ー…「」"


def _ink(char, vertical, rng):
    if char in _INKS:
        left, top, right, bottom = _INKS[char]
    elif char in _SMALL:
        left, top, right, bottom = 180, 340, 780, 920
    elif char.isascii():
        left, top, right, bottom = 60, 150, 460, 870
        if char in ",.":
            left, top, right, bottom = 150, 790, 280, 930
    else:
        left, top, right, bottom = np.array([70, 70, 930, 930]) + rng.integers(-60, 61, 4)
    if vertical and char in "、。":
        left, top, right, bottom = left + 640, top - 660, right + 640, bottom - 660
    elif vertical and char in _SMALL:
        left, top, right, bottom = left + 120, top - 120, right + 120, bottom - 120
    elif vertical and char in _TURNED:  # A quarter to the right
        left, top, right, bottom = 1000 - bottom, left, 1000 - top, right
    elif vertical and char.isascii():
        left, right = left + 240, right + 240
    return np.array([left, top, right, bottom]) / 1000


def line(text, x, y, em=20, *, vertical=False, tracking=0.0, rng=None):
    """Boxes of the characters of a line whose first cell has its corner at (x, y)."""
    rng, boxes = rng or np.random.default_rng(0), []
    along = 0.0
    for char in text:
        step = 0.5 if char.isascii() and not vertical else 1.0
        if not char.isspace():
            place = (x, y + along * em) if vertical else (x + along * em, y)
            boxes.append(_ink(char, vertical, rng) * em + [*place, *place])
        along += step + tracking
    return boxes


def page(*lines):
    """All boxes of some lines in the order given, `[N, 4]`, and the number of each one's line."""
    numbers = np.repeat(np.arange(len(lines)), [len(boxes) for boxes in lines])
    return np.array([box for boxes in lines for box in boxes], float).reshape(-1, 4), numbers


def rows(texts, x, y, em=20, leading=1.5, **options):
    """Lines one below the other."""
    return [line(text, x, y + i * leading * em, em, **options) for i, text in enumerate(texts)]


def columns(texts, x, y, em=20, leading=1.5, **options):
    """Columns from right to left; the first one has its right edge at x."""
    return [
        line(text, x - em - i * leading * em, y, em, vertical=True, **options)
        for i, text in enumerate(texts)
    ]
