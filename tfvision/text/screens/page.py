"""A screen in the making: its picture, and every character that is written on it."""

import numpy as np

from tfvision.text.screens import paint, treatments, typesetting
from tfvision.text.screens.paint import Look, brightness
from tfvision.text.screens.typesetting import Style

SMALLEST, LARGEST = 8, 96  # pixels of an em
_CALM = 26  # standard deviation of brightness up to which text needs no outline
_APART = 90  # in brightness, text and what is behind it


class Page:
    """Finds room for text, writes it so that it can be read, and keeps its boxes.

    Args:
        rng: `numpy.random.Generator`; it decides everything.
        image: uint8 `[H, W, 3]`, painted on.
        faces: Tuple of `Face`.
    """

    def __init__(self, rng, image, faces):
        self.rng, self.image = rng, image
        self.height, self.width = image.shape[:2]
        self.unit = max(np.sqrt(self.height * self.width) / 512, 0.25)
        self.faces = faces
        japanese = [face for face in faces if face.japanese]
        self.face = japanese[int(rng.integers(len(japanese)))]
        self.treatment = treatments.draw(rng)
        self.boxes_px, self.characters, self.lines = [], [], []
        self.ruby, self.vertical = [], []
        self.taken = []
        self._line = 0

    def em(self, least, most):
        """A size between two of a screen of 512 x 512; small ones as often as large ones."""
        drawn = np.exp(self.rng.uniform(np.log(least), np.log(most))) * self.unit
        return int(np.clip(round(drawn), SMALLEST, LARGEST))

    def style(self, em, **changes):
        """A style in the font of this page, or at times in another."""
        rng = self.rng
        face, treatment = self.face, self.treatment
        if rng.random() < 0.15:
            japanese = [face for face in self.faces if face.japanese]
            face, treatment = japanese[int(rng.integers(len(japanese)))], treatments.draw(rng)
        if treatment.pixel:
            em = max(em // treatment.step(em), 9) * treatment.step(em)
        tracking = rng.choice((0.0, rng.uniform(-0.1, 0), rng.uniform(0, 0.3)), p=(0.6, 0.2, 0.2))
        drawn = {
            "face": face,
            "treatment": treatment,
            "tracking": float(tracking),
            "trimmed": bool(rng.random() < 0.12),
            "leading": float(rng.uniform(1.15, 1.9)),
        }
        return Style(em=em, **(drawn | changes))

    def any_face(self, text):
        """A face that has all characters of a text, often one without kanji."""
        able = [face for face in self.faces if face.has(text)]
        return able[int(self.rng.integers(len(able)))] if able else self.face

    def free(self, rect, margin=2):
        """Whether nothing is written on `rect`, and it lies within the picture."""
        x0, y0, x1, y1 = rect
        if x0 < 0 or y0 < 0 or x1 > self.width or y1 > self.height:
            return False
        return not any(
            x0 < b[2] + margin and b[0] < x1 + margin and y0 < b[3] + margin and b[1] < y1 + margin
            for b in self.taken
        )

    def measure(self, lines, style):
        """`(width, height)` of lines set in a style."""
        return typesetting.set_text(lines, style)[1]

    def write(self, lines, x, y, style, anchor=(0, 0), look=None, lit=0.0):
        """Writes lines with a point of their extent at (`x`, `y`).

        Args:
            lines: List of strings in the notation of the corpus.
            x, y: Pixels.
            style: A `Style`.
            anchor: `(across, down)`; (0, 0) is the left upper corner, (1, 1) the right lower one.
            look: A `Look`; None draws one that can be read here.
            lit: How often a line has a word in another colour.

        Returns: `(x0, y0, x1, y1)` of what it takes, or None if there is no room for it.
        """
        placed, (wide, high) = typesetting.set_text(lines, style)
        if not placed:
            return None
        left, top = round(x - anchor[0] * wide), round(y - anchor[1] * high)
        rect = self._extent(placed, left, top, wide, high)
        if not self.free(rect):
            return None
        x0, y0, x1, y1 = rect
        look = look or draw_look(self.rng, self.image[y0:y1, x0:x1], style.em)
        lit = self._lit(placed, look, self.image[y0:y1, x0:x1]) if self.rng.random() < lit else None
        paint.write(self.image, placed, left, top, style.em, look, lit)
        self.taken.append(rect)
        for item in placed:
            corner = left + item.x, top + item.y
            self.boxes_px.append(np.add(item.glyph.ink, corner * 2))
            self.characters.append(item.char)
            self.lines.append(self._line + item.line)
            self.ruby.append(item.ruby)
            self.vertical.append(style.vertical)
        self._line = self.lines[-1] + 1
        return rect

    @staticmethod
    def _extent(placed, left, top, wide, high):
        corners = np.array([(p.x + p.glyph.left, p.y + p.glyph.top) for p in placed])
        ends = corners + [p.glyph.mask.shape[::-1] for p in placed]
        low, high_ = np.minimum(corners.min(0), 0), np.maximum(ends.max(0), (wide, high))
        return (*(low + (left, top)).tolist(), *(high_ + (left, top)).tolist())

    def _lit(self, placed, look, area):
        count = len(placed)
        start = int(self.rng.integers(count))
        stop = min(count, start + int(self.rng.integers(1, 8)))
        behind = look.outline if look.outline is not None else area.reshape(-1, 3).mean(0)
        return range(start, stop), _readable(self.rng, brightness(behind))


def draw_look(rng, area, em):
    """A look that can be read over a part of the picture."""
    seen = brightness(area[::3, ::3])
    behind, busy = float(seen.mean()), seen.std() > _CALM
    fill = _readable(rng, behind)
    look = {"fill": fill, "opacity": float(rng.choice((1, rng.uniform(0.8, 1)), p=(0.85, 0.15)))}
    if busy or (em >= 14 and rng.random() < 0.25):
        dark = brightness(fill) > 127
        look["outline"] = tuple(rng.uniform(0, 50, 3) if dark else rng.uniform(215, 255, 3))
        look["fill"] = fill = _readable(rng, brightness(look["outline"]))
        look["outline_px"] = float(np.clip(em * rng.uniform(0.05, 0.14), 1, 8))
    if em >= 12 and rng.random() < 0.3:
        far = max(1, round(em * rng.uniform(0.04, 0.1)))
        dark = brightness(look.get("outline", fill)) > 90
        look["shadow"] = tuple(rng.uniform(0, 60, 3) if dark else rng.uniform(200, 255, 3))
        look["shadow_px"] = (far, far) if rng.random() < 0.7 else (0, far)
        look["blur_px"] = float(rng.choice((0, em * rng.uniform(0.03, 0.12))))
    if em >= 20 and rng.random() < 0.25:
        behind = brightness(look["outline"]) if "outline" in look else behind
        look["fade"] = _readable(rng, behind)
    return Look(**look)


def _readable(rng, behind):
    """A colour that stands apart from a brightness."""
    while True:
        colour = rng.uniform(0, 255, 3)
        if rng.random() < 0.6:
            colour[:] = rng.uniform(225, 255) if behind < 128 else rng.uniform(0, 45)
        if abs(brightness(colour) - behind) > _APART:
            return tuple(colour)
