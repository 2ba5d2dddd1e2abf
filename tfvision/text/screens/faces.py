"""Fonts: OpenCV's own and those of files, which characters they have, and what a character inks.

A glyph is placed in its cell: as high as the font's full width is wide (the em), as wide as the
pen moves. The cell is centred on the middle of a kanji, so that lines and columns line up.
"""

import dataclasses
import functools
import pathlib
import threading

import cv2
import numpy as np

from tfvision.images.problems import DataError
from tfvision.text.screens import cmap
from tfvision.text.screens.treatments import PLAIN, treated

BUILT_IN = ("sans", "uni", "italic")
_MEASURED = 200  # pixels
_LETTER_CENTRE = 0.36  # of the em over the base line; for fonts without kanji
_SUFFIXES = (".ttf", ".otf", ".ttc")
_INK = 0.3  # of a glyph's darkest pixel
_NOT_THERE = "\ue000"  # a code point that is nobody's

# OpenCV knows a glyph it has drawn by the address of its font: one that is freed leaves its glyphs
# to the next font at that address. So none is ever freed.
_FACES = {}
_LOCK = threading.RLock()  # A variable font carries the weight it was last drawn with.


@dataclasses.dataclass(frozen=True, eq=False)
class Glyph:
    """A character as it is inked.

    Args:
        mask: uint8 `[h, w]`, how much of each pixel is covered; read only.
        left, top: Of the mask, from the corner of the cell.
        advance: Width of the cell in pixels; its height in a column.
        ink: `(x0, y0, x1, y1)` of what is seen of it, from the corner of the cell.
    """

    mask: np.ndarray
    left: int
    top: int
    advance: int
    ink: tuple


@dataclasses.dataclass(frozen=True)
class Face:
    """A font at a weight. `font` is a name of OpenCV's or a path; equal ones draw the same."""

    font: str
    weight: int = 400

    @functools.cached_property
    def japanese(self):
        """Whether it can write a sentence: kana, kanji and their punctuation."""
        return self.has("あア日語。「ー")

    def has(self, text):
        """Whether each character of a text is drawn by this font itself, and leaves ink."""
        return all(_known(self.font, char) for char in text)

    def glyph(self, char, em, treatment=PLAIN):
        """The `Glyph` of a character with an em of about `em` pixels; None if it leaves no ink."""
        return _glyph(self, char, int(em), treatment)

    def advance(self, char, em):
        """How far the pen moves for a character without ink, such as a space."""
        return max(1, round(_pen(self, char) * em / _em_share(self)))


def find(fonts):
    """The faces to write with.

    Args:
        fonts: None for OpenCV's own; else a folder, searched with all that is in it, a font file,
            or a list of both and of names of OpenCV's own.

    Returns: Tuple of `Face`, at least one of them for Japanese.

    Raises: DataError if there is no font, or none with kana and kanji; ValueError without OpenCV 5.
    """
    if not hasattr(cv2, "FontFace"):
        raise ValueError(
            f"screens are written with cv2.FontFace of OpenCV 5, got {cv2.__version__}"
        )
    if fonts is None:
        fonts = BUILT_IN
    fonts = [fonts] if isinstance(fonts, (str, pathlib.Path)) else list(fonts)
    names = [name for place in fonts for name in _files(place)]
    weights = {"sans": (300, 400, 600, 800), "italic": (400, 700)}
    faces = tuple(Face(name, weight) for name in names for weight in weights.get(name, (400,)))
    if not any(face.japanese for face in faces):
        raise DataError(f"{fonts}: not one of {len(names)} fonts has kana and kanji")
    return faces


def _files(place):
    if str(place) in BUILT_IN:
        return [str(place)]
    path = pathlib.Path(place)
    if path.is_dir():
        return sorted(str(file) for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES)
    if not path.is_file():
        raise DataError(f"{path}: no such font file or folder, and none of {BUILT_IN}")
    return [str(path)]


@functools.lru_cache(maxsize=256)
def _codepoints(font):
    return cmap.codepoints(pathlib.Path(font))


@functools.lru_cache(maxsize=2**17)
def _known(font, char):
    if char.isspace():
        return True
    if font not in BUILT_IN and ord(char) not in _codepoints(font):
        return False
    mask = _drawn(Face(font), char, 24)[0]
    # For a character that it lacks, OpenCV draws a question mark.
    lacking = char != "?" and np.array_equal(mask, _drawn(Face(font), _NOT_THERE, 24)[0])
    return bool(mask.any()) and not lacking


def _drawn(face, char, size):
    """Coverage on a canvas with the pen at (`size`, 2 `size`), and where the pen went."""
    canvas = np.zeros((3 * size, 4 * size), np.uint8)
    with _LOCK:
        if face.font not in _FACES:
            _FACES[face.font] = cv2.FontFace(face.font)
        font = _FACES[face.font]
        end, _ = cv2.putText(canvas, char, (size, 2 * size), 255, font, size, face.weight)
    return canvas, end[0] - size


@functools.lru_cache(maxsize=4096)
def _pen(face, char):
    """How far the pen moves, for a size of 1."""
    return _drawn(face, char, _MEASURED)[1] / _MEASURED


@functools.lru_cache(maxsize=256)
def _em_share(face):
    """The em for a size of 1."""
    return _pen(face, "国" if face.has("国") else "M") * (1 if face.has("国") else 1.2)


@functools.lru_cache(maxsize=256)
def _centre(face):
    """How far the middle of the cell is over the base line, in ems."""
    if not face.has("国"):
        return _LETTER_CENTRE
    _, y, _, height = cv2.boundingRect(_drawn(face, "国", _MEASURED)[0])
    return (2 * _MEASURED - y - height / 2) / (_MEASURED * _em_share(face))


@functools.lru_cache(maxsize=32768)
def _glyph(face, char, em, treatment):
    fine = treatment.fine(em)
    size = max(1, round(em * fine / _em_share(face)))
    canvas, pen = _drawn(face, char, size)
    em_drawn = size * _em_share(face)
    corner = size, 2 * size - (_centre(face) + 0.5) * em_drawn  # of the cell on the canvas
    mask, left, top = treated(canvas, corner, pen, em, treatment)
    if mask is None:
        return None
    mask.setflags(write=False)
    seen = np.uint8(mask >= max(1, _INK * int(mask.max())))
    x, y, w, h = cv2.boundingRect(seen)
    ink = (left + x, top + y, left + x + w, top + y + h)
    step = treatment.step(em)
    advance = max(step, round(pen / fine / step * treatment.stretch) * step)
    return Glyph(mask, left, top, advance, ink)
