"""Characters for plates and signs, cut to their ink so that every OpenCV draws much the same."""

import functools

import cv2
import numpy as np

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DIGITS = "0123456789"
HEIGHT = 40  # rows of one glyph
_FULL = 80  # mean coverage under which a glyph is too thin to read from afar

# A few brush strokes that read as kana from afar: polylines on a 10 x 10 grid.
_KANA = (
    (((1, 3), (9, 3)), ((5, 0), (4, 6), (5, 10)), ((8, 5), (4, 9), (1, 8), (3, 6), (8, 7), (8, 9))),
    (((2, 1), (1, 6), (3, 9)), ((8, 2), (9, 6))),
    (((3, 0), (6, 1)), ((1, 4), (7, 3), (8, 6), (4, 10))),
    (((1, 2), (6, 2)), ((4, 0), (1, 9)), ((5, 5), (9, 5)), ((5, 9), (9, 9))),
    (((1, 2), (9, 2)), ((6, 0), (6, 6), (4, 5), (6, 4), (5, 10))),
    (((2, 0), (1, 5), (4, 3), (8, 3), (9, 7), (5, 10)),),
    (((1, 2), (8, 2), (3, 6), (8, 6), (5, 10)),),
    (((2, 1), (2, 10)), ((5, 3), (9, 3)), ((7, 0), (7, 8), (4, 9), (5, 7), (9, 9))),
)
KANA = "".join(chr(0xE000 + i) for i in range(len(_KANA)))  # private code points: never a font's
STAMPS = "".join(chr(0xE100 + i) for i in range(12))  # dense characters that read as kanji


@functools.lru_cache(maxsize=256)
def glyph(character, thickness=7):
    """Coverage `[40, W]` uint8 of one character, cut to its ink; read-only."""
    page = np.zeros((220, 220), np.uint8)
    if character in KANA:
        for stroke in _KANA[KANA.index(character)]:
            points = np.int32(np.float32(stroke) * 11 + 50)
            cv2.polylines(page, [points], False, 255, thickness + 3, cv2.LINE_AA)
    elif character in STAMPS:
        _stamp(page, STAMPS.index(character))
    else:
        origin = (40, 150)
        cv2.putText(page, character, origin, cv2.FONT_HERSHEY_SIMPLEX, 3.6, 255, thickness, 16)
    rows, columns = np.flatnonzero(page.any(1)), np.flatnonzero(page.any(0))
    ink = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if ink.mean() < _FULL and character not in KANA:  # OpenCV 4 draws the same width thinner
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    low = character in "-.:"
    height = max(4, round(ink.shape[0] * HEIGHT / 90)) if low else HEIGHT
    width = max(4, round(ink.shape[1] * height / ink.shape[0]))
    ink = cv2.resize(ink, (min(width, 44), height), interpolation=cv2.INTER_AREA)
    above = (HEIGHT - height) // 2 if character == "-" else HEIGHT - height
    ink = cv2.copyMakeBorder(ink, above, HEIGHT - height - above, 0, 0, cv2.BORDER_CONSTANT)
    ink.setflags(write=False)
    return ink


def _stamp(page, number):
    rng = np.random.default_rng(number)
    for _ in range(3):
        y = int(rng.integers(50, 150))
        cv2.line(page, (50, y), (150, y), 255, 9)
    for _ in range(2):
        x = int(rng.integers(60, 140))
        cv2.line(page, (x, 50), (x + int(rng.integers(-20, 20)), 150), 255, 9)
    cv2.line(page, (100, 70), (int(rng.integers(40, 160)), 150), 255, 9)


def text_line(text, thickness=7, gap=6, space=18):
    """Coverage `[40, W]` of a line of text."""
    columns = []
    for character in text:
        if character == " ":
            columns.append(np.zeros((HEIGHT, space), np.uint8))
        else:
            columns += [glyph(character, thickness), np.zeros((HEIGHT, gap), np.uint8)]
    return np.concatenate(columns, 1)


def write(rgb, text, box, colour, thickness=7):
    """Writes a line of text into `rgb`, stretched to `box` = (left, top, right, bottom)."""
    left, top, right, bottom = box
    size = (right - left, bottom - top)
    cover = cv2.resize(text_line(text, thickness), size, interpolation=cv2.INTER_AREA)
    share = cover[..., None].astype(np.float32) / 255
    area = rgb[top:bottom, left:right]
    area[:] = area * (1 - share) + np.float32(colour) * share
