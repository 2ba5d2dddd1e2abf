"""What is done to the glyphs of a font so that it looks like more fonts than one."""

import dataclasses

import cv2
import numpy as np

_PIXEL_EM = 12  # of the small fonts that old games magnify
_SHARP = 100  # coverage from which a pixel of theirs is set


@dataclasses.dataclass(frozen=True)
class Treatment:
    """How glyphs are changed after they are drawn.

    Args:
        bold: Growth of each stroke, in ems.
        slant: How far the upper end leans to the right, in heights.
        stretch: Width of a character, 1 for that of the font.
        thin: How much thinner level strokes become, in ems; as the serif fonts have them.
        pixel: Whether the glyph is drawn small, without grey, and magnified by a whole number.
    """

    bold: float = 0.0
    slant: float = 0.0
    stretch: float = 1.0
    thin: float = 0.0
    pixel: bool = False

    def step(self, em):
        """Side of the squares that a glyph is made of."""
        return max(1, round(em / _PIXEL_EM)) if self.pixel else 1

    def whole(self, em):
        """The em nearest below that such squares make up."""
        return max(em // self.step(em), 9) * self.step(em) if self.pixel else em

    def fine(self, em):
        """How much larger than it is needed a glyph is to be drawn."""
        if self.pixel:
            return 1 / self.step(em)
        return 1 if self == PLAIN else 2


PLAIN = Treatment()
KINDS = (
    (PLAIN, 0.5),
    (Treatment(bold=0.03), 0.09),
    (Treatment(bold=0.06), 0.09),
    (Treatment(slant=0.2), 0.05),
    (Treatment(bold=0.05, slant=0.15), 0.03),
    (Treatment(stretch=0.75), 0.04),
    (Treatment(stretch=0.87), 0.05),
    (Treatment(stretch=1.2), 0.03),
    (Treatment(thin=0.035), 0.05),
    (Treatment(pixel=True), 0.07),
)


def draw(rng):
    """One of `KINDS`."""
    return KINDS[rng.choice(len(KINDS), p=[share for _, share in KINDS])][0]


def treated(canvas, corner_xy, pen, em, treatment):
    """The coverage of a glyph, cropped, and its place in the cell.

    Args:
        canvas: uint8 `[h, w]`, the glyph as drawn, `treatment.fine(em)` times larger.
        corner_xy: Corner of its cell on the canvas.
        pen: Width of the cell on the canvas.
        em: Pixels that the em shall have.
        treatment: A `Treatment`.

    Returns: `(mask, left, top)`; None three times if there is no ink.
    """
    fine = treatment.fine(em)
    if fine == 2:
        canvas, corner_xy = _reshaped(canvas, corner_xy, em, treatment)
    elif treatment.pixel:
        canvas = cv2.compare(canvas, _SHARP, cv2.CMP_GE)
    x, y, width, height = cv2.boundingRect(canvas)
    if not width:
        return None, None, None
    mask = canvas[y : y + height, x : x + width].copy()
    left, top = x - round(corner_xy[0]), y - round(corner_xy[1])
    step = treatment.step(em)
    if step > 1:
        mask = mask.repeat(step, 0).repeat(step, 1)
    return mask, left * step, top * step


def _reshaped(canvas, corner_xy, em, treatment):
    """Strokes grown or thinned, then halved in size, leaned and stretched."""
    if treatment.bold:
        canvas = _grown(canvas, 2 * em * treatment.bold)
    if treatment.thin:
        canvas = _thinned(canvas, 2 * em * treatment.thin)
    x, y = corner_xy
    lean = treatment.slant * treatment.stretch / 2
    wide = treatment.stretch / 2
    # The cell's corner comes to (em, em), and its middle row stays where it is.
    matrix = np.float64(
        [[wide, -lean, em - wide * x + lean * (y + em)], [0, 0.5, em - 0.5 * y - 0.25]]
    )
    shape = (round(3.2 * em), round(2.6 * em))
    return cv2.warpAffine(canvas, matrix, shape, flags=cv2.INTER_LINEAR), (em, em)


def _grown(canvas, amount):
    """Dilates by a fraction of a pixel: between one size of the kernel and the next."""
    whole = int(amount)
    kernels = [np.ones((size, size), np.uint8) for size in (whole + 1, whole + 2)]
    less, more = (cv2.dilate(canvas, kernel) for kernel in kernels)
    return cv2.addWeighted(less, 1 - (amount - whole), more, amount - whole, 0)


def _thinned(canvas, amount):
    """Erodes level strokes in part, so that none is lost."""
    kernel = np.ones((1 + max(1, round(amount)), 1), np.uint8)
    return cv2.addWeighted(canvas, 0.35, cv2.erode(canvas, kernel), 0.65, 0)
