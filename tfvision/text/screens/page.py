"""A screen in the making: its picture, and every character that is written on it."""

import contextlib
import dataclasses

import cv2
import numpy as np

from tfvision.text.screens import looks, paint, treatments, typesetting
from tfvision.text.screens.typesetting import Style

_LEGIBLE = 20  # of 255, between ink and the pixels beside it, in the channel that differs most


@dataclasses.dataclass(frozen=True)
class Character:
    """A character that was written.

    Args:
        char: What it is.
        box_px: `(x0, y0, x1, y1)` of its ink.
        group: Number of the group it was written in.
        line: Number of its line, from 0 through the page as it was written.
        ruby: Whether it is a reading beside a word.
        vertical: Whether it stands in a column.
        legible: Whether its ink differs from what is around it.
    """

    char: str
    box_px: tuple
    group: int
    line: int
    ruby: bool
    vertical: bool
    legible: bool


class Page:
    """Finds room for text, writes it so that it can be read, and keeps its boxes.

    Args:
        rng: `numpy.random.Generator`; it decides everything.
        image: uint8 `[H, W, 3]`, painted on.
        faces: Tuple of `Face`.
        sizes: Smallest and largest em in pixels.
    """

    def __init__(self, rng, image, faces, sizes=(8, 96)):
        self.rng, self.image, self.sizes = rng, image, sizes
        self.height, self.width = image.shape[:2]
        self.unit = max(np.sqrt(self.height * self.width) / 512, 0.7)
        self.faces = faces
        self.face, self.treatment = self._font()
        self.look = None
        self.characters, self.taken = [], []
        self._lines, self._groups, self._together = 0, 0, False

    def _font(self):
        japanese = [face for face in self.faces if face.japanese]
        return japanese[int(self.rng.integers(len(japanese)))], treatments.draw(self.rng)

    def em(self, least, most):
        """A size between two of a screen of 512 x 512; small ones as often as large ones."""
        drawn = np.exp(self.rng.uniform(np.log(least), np.log(most))) * self.unit
        return int(np.clip(round(drawn), *self.sizes))

    def style(self, em, **changes):
        """A style in the font of this page, or at times in another."""
        rng = self.rng
        face, treatment = self._font() if rng.random() < 0.15 else (self.face, self.treatment)
        tracking = rng.choice((0.0, rng.uniform(-0.1, 0), rng.uniform(0, 0.3)), p=(0.6, 0.2, 0.2))
        drawn = {
            "face": face,
            "treatment": treatment,
            "tracking": float(tracking),
            "trimmed": bool(rng.random() < 0.12),
            "leading": float(rng.uniform(1.15, 1.9)),
        }
        drawn |= changes
        return Style(em=drawn["treatment"].whole(em), **drawn)

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

    @contextlib.contextmanager
    def group(self):
        """What is written inside is read together, as the rows of a window are."""
        self._together = True
        yield
        self._together = False
        self._groups += 1

    def write(self, lines, x, y, style, anchor=(0, 0), lit=0.0):
        """Writes lines with a point of their extent at (`x`, `y`), so that they can be read there.

        Args:
            lines: List of strings in the notation of the corpus.
            x: Pixels.
            y: Pixels.
            style: A `Style`.
            anchor: `(across, down)`; (0, 0) is the left upper corner, (1, 1) the right lower one.
            lit: How often some characters have another colour.

        Returns: `(x0, y0, x1, y1)` of what it takes, or None if there is no room for it.
        """
        placed, (wide, high) = typesetting.set_text(lines, style)
        if not placed:
            return None
        left, top = round(x - anchor[0] * wide), round(y - anchor[1] * high)
        rect = typesetting.extent(placed, left, top, (wide, high))
        if not self.free(rect):
            return None
        area = self.image[rect[1] : rect[3], rect[0] : rect[2]]
        look = self._look(area, style.em)
        other = self._other_colour(look, area, len(placed)) if self.rng.random() < lit else None
        paint.write(self.image, placed, left, top, style.em, look, other)
        self.taken.append(rect)
        self.characters += [self._character(item, left, top, style) for item in placed]
        self._lines = self.characters[-1].line + 1
        self._groups += not self._together
        return rect

    def _look(self, area, em):
        """The look of this page where it can be read, else one of its own."""
        if self.look is None or not looks.fits(self.look, area):
            drawn = looks.draw(self.rng, area, em)
            self.look = self.look or drawn
            return drawn
        return looks.draw(self.rng, area, em) if self.rng.random() < 0.1 else self.look

    def _other_colour(self, look, area, count):
        start = int(self.rng.integers(count))
        stop = min(count, start + int(self.rng.integers(1, 8)))
        behind = look.outline if look.outline is not None else area.reshape(-1, 3).mean(0)
        return range(start, stop), looks.readable(self.rng, paint.brightness(behind))

    def _character(self, item, left, top, style):
        x, y = left + item.x, top + item.y
        x0, y0, x1, y1 = item.glyph.ink
        line, group = self._lines + item.line, self._groups
        legible = _differs(self.image, item.glyph, x, y)
        box = (x + x0, y + y0, x + x1, y + y1)
        return Character(item.char, box, group, line, item.ruby, style.vertical, legible)


def _differs(image, glyph, x, y):
    """Whether the ink of a glyph stands out from the pixels beside it."""
    top, left = y + glyph.top, x + glyph.left
    height, width = glyph.mask.shape
    y0, x0 = max(top - 2, 0), max(left - 2, 0)
    area = image[y0 : top + height + 2, x0 : left + width + 2]
    ink = np.zeros(area.shape[:2], np.uint8)
    ink[top - y0 : top - y0 + height, left - x0 : left - x0 + width] = glyph.mask
    strong = np.uint8(ink >= int(ink.max()) // 2 + 1)
    difference = cv2.absdiff(area, cv2.mean(area, strong))
    return max(cv2.mean(difference, np.uint8(ink == 0))) > _LEGIBLE
