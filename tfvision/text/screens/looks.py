"""Draws colours and outlines with which text can be read over what is there."""

import numpy as np

from tfvision.text.screens.paint import Look, brightness

_CALM = 26  # standard deviation of brightness up to which text needs no outline
_APART = 85  # in brightness, text and what is behind it


def draw(rng, area, em):
    """A `Look` for text of a size over a part of the picture, uint8 `[h, w, 3]`."""
    behind, busy = _behind(area)
    look = {"fill": readable(rng, behind)}
    if rng.random() < 0.15:
        look["opacity"] = float(rng.uniform(0.8, 1))
    if busy or rng.random() < 0.25:
        look["outline"] = outline = _opposite(rng, look["fill"])
        look["fill"] = readable(rng, brightness(outline))
        look["width"] = float(rng.uniform(0.05, 0.14))
        behind = brightness(outline)
    if em >= 12 and rng.random() < 0.3:
        far = float(rng.uniform(0.04, 0.1))
        look["shadow"] = _opposite(rng, look.get("outline", look["fill"]))
        look["cast"] = (far, far) if rng.random() < 0.7 else (0.0, far)
        look["blur"] = float(rng.choice((0, rng.uniform(0.03, 0.12))))
    if em >= 20 and rng.random() < 0.25:
        look["fade"] = readable(rng, behind)
    return Look(**look)


def fits(look, area):
    """Whether text of a look can be read there too."""
    if look.outline is not None:
        return True
    behind, busy = _behind(area)
    shades = [look.fill] if look.fade is None else [look.fill, look.fade]
    return not busy and min(abs(brightness(shade) - behind) for shade in shades) > _APART


def readable(rng, behind):
    """A colour that stands apart from a brightness; most are near white or near black."""
    while True:
        colour = rng.uniform(0, 255, 3)
        if rng.random() < 0.6:
            colour[:] = rng.uniform(225, 255) if behind < 128 else rng.uniform(0, 45)
        if abs(brightness(colour) - behind) > _APART:
            return tuple(colour.tolist())


def any_colour(rng, low=0, high=255):
    """A colour; three of four are rather grey, as most of what is to be seen."""
    if rng.random() < 0.25:
        return rng.uniform(low, high, 3)
    return np.clip(rng.uniform(low, high) + rng.normal(0, 0.1 * (high - low), 3), low, high)


def _behind(area):
    """Brightness of a part of the picture, and whether it changes much there."""
    seen = brightness(area[::3, ::3])
    return float(seen.mean()), seen.std() > _CALM


def _opposite(rng, colour):
    dark = brightness(colour) > 110
    return tuple((rng.uniform(0, 50, 3) if dark else rng.uniform(205, 255, 3)).tolist())
