"""Colours text and lays it over a picture: fill, gradient, outline, shadow, opacity."""

import dataclasses

import cv2
import numpy as np


@dataclasses.dataclass(frozen=True)
class Look:
    """What text is painted with; colours are RGB in 0 … 255.

    Args:
        fill: Colour of the characters.
        fade: Colour that each line reaches at its lower end; None for one colour.
        outline: Colour around the characters; None for no outline.
        width: Of the outline, in ems.
        shadow: Colour behind the characters; None for no shadow.
        cast: `(right, down)`, how far it falls, in ems.
        blur: Standard deviation of its edge, in ems.
        opacity: Of all of it.
    """

    fill: tuple
    fade: tuple | None = None
    outline: tuple | None = None
    width: float = 0.0
    shadow: tuple | None = None
    cast: tuple = (0.0, 0.0)
    blur: float = 0.0
    opacity: float = 1.0


def brightness(colour):
    """Of an RGB colour or picture, 0 … 255."""
    return np.asarray(colour, np.float64) @ (0.299, 0.587, 0.114)


def blend(area, colour, alpha):
    """Lays a colour, or a picture of the same size, over part of an image in place.

    Args:
        area: uint8 view `[h, w, 3]`.
        colour: RGB, or uint8 `[h, w, 3]`.
        alpha: uint8 `[h, w]`, or a share in 0 … 1 for all.
    """
    if not isinstance(colour, np.ndarray) or colour.ndim < 3:
        colour = np.full(area.shape, np.clip(colour, 0, 255), np.uint8)
    if isinstance(alpha, np.ndarray):
        over = cv2.merge([alpha] * 3)
        colour = cv2.multiply(colour, over, scale=1 / 255)
        area[:] = cv2.add(cv2.multiply(area, 255 - over, scale=1 / 255), colour)
    else:
        area[:] = cv2.addWeighted(colour, alpha, area, 1 - alpha, 0)


def write(image, placed, left, top, em, look, lit=None):
    """Paints placed glyphs with the corner of their text at (`left`, `top`).

    Args:
        image: uint8 `[H, W, 3]`, painted on.
        placed: List of `Placed`, whose masks all lie within the image.
        left: Whole pixels.
        top: Whole pixels.
        em: Height of a line, over which a gradient runs.
        look: A `Look`.
        lit: `(positions, colour)` of placed characters with another colour, or None.
    """
    width, blur = max(em * look.width, 0.8), em * look.blur
    cast = [round(em * share) for share in look.cast]
    spread = int(np.ceil(width + 3 * blur + max(cast))) + 2
    x0, y0, x1, y1 = _extent(placed, left, top)
    x0, y0 = max(x0 - spread, 0), max(y0 - spread, 0)
    area = image[y0 : y1 + spread, x0 : x1 + spread]
    cover = np.zeros(area.shape[:2], np.uint8)
    for item in placed:
        part = _window(cover, item, left - x0, top - y0)
        np.maximum(part, item.glyph.mask, out=part)
    outer = _grown(cover, width) if look.outline is not None else cover
    if look.shadow is not None:
        blend(area, look.shadow, _opaque(_shadow(outer, cast, blur), look.opacity))
    if look.outline is not None:
        blend(area, look.outline, _opaque(outer, look.opacity))
    colours = _colours(area.shape, placed, left - x0, top - y0, em, look, lit)
    blend(area, colours, _opaque(cover, look.opacity))


def _window(canvas, item, left, top):
    """The part of a canvas that a placed glyph's mask covers."""
    x, y = left + item.x + item.glyph.left, top + item.y + item.glyph.top
    height, width = item.glyph.mask.shape
    return canvas[y : y + height, x : x + width]


def _extent(placed, left, top):
    corners = np.array([(p.x + p.glyph.left, p.y + p.glyph.top) for p in placed])
    sizes = np.array([p.glyph.mask.shape[::-1] for p in placed])
    low, high = corners.min(0) + (left, top), (corners + sizes).max(0) + (left, top)
    return (*low.tolist(), *high.tolist())


def _opaque(alpha, opacity):
    return alpha if opacity >= 1 else cv2.convertScaleAbs(alpha, alpha=opacity)


def _grown(cover, width):
    """Coverage of what lies within `width` pixels of the ink; fractions are a share of a pixel."""
    whole = int(width)
    sizes = [2 * whole + 1, 2 * whole + 3]
    less, more = (
        cv2.dilate(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (s, s))) for s in sizes
    )
    return cv2.addWeighted(less, 1 - (width - whole), more, width - whole, 0)


def _shadow(cover, cast, blur):
    matrix = np.float64([[1, 0, cast[0]], [0, 1, cast[1]]])
    moved = cv2.warpAffine(cover, matrix, cover.shape[::-1])
    return cv2.GaussianBlur(moved, (0, 0), blur) if blur > 0.3 else moved


def _colours(shape, placed, left, top, em, look, lit):
    """What the characters are filled with: one colour, or a picture."""
    if look.fade is None and lit is None:
        return look.fill
    colours = np.empty(shape, np.uint8)
    colours[:] = look.fill
    if look.fade is not None:
        share = np.linspace(0, 1, em)[:, None]
        ramp = np.uint8((1 - share) * look.fill + share * np.asarray(look.fade))  # [em, 3]
        for y in {item.y + top for item in placed}:
            part = colours[max(y, 0) : y + em]
            part[:] = ramp[max(-y, 0) :][: len(part), None]
    positions, colour = lit or ((), None)
    for position in positions:
        _window(colours, placed[position], left, top)[:] = colour
    return colours
