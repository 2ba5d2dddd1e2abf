"""Sets text in lines and columns: where each glyph stands, with its ruby."""

import dataclasses
import typing

import numpy as np

from tfvision.text.screens import corpus
from tfvision.text.screens.faces import Face, Glyph
from tfvision.text.screens.treatments import PLAIN, Treatment

_TURNED = "「」『』（）()【】［］[]〈〉《》～〜…：；＝—–→←"  # a quarter to the right in a column
_MIRRORED = "ー"  # about the diagonal
_RAISED = "、。，．"  # to the upper right corner of the cell
_NOT_FIRST = set("、。，．」』）】］〉》！？ー…・" + corpus.SMALL_KANA)  # of a line
_SMALLEST_RUBY = 8  # pixels


@dataclasses.dataclass(frozen=True)
class Style:
    """How text is set.

    Args:
        face: A `Face`.
        em: Size of a full-width character in pixels.
        treatment: A `Treatment`.
        vertical: Whether in columns, from right to left.
        tracking: What is added to each step, in ems; less than 0 sets tightly.
        leading: From one line to the next, in ems.
        trimmed: Whether each character takes only the room of its ink and a little.
        align: 0 for left (or top), 0.5 for the middle, 1 for right (or bottom).
    """

    face: Face
    em: int
    treatment: Treatment = PLAIN
    vertical: bool = False
    tracking: float = 0.0
    leading: float = 1.5
    trimmed: bool = False
    align: float = 0.0

    @property
    def ruby_em(self):
        """Size of the readings beside words; 0 where they would be too small to be read."""
        return self.em // 2 if self.em >= 2 * _SMALLEST_RUBY else 0


class Placed(typing.NamedTuple):
    """A character at its place: the corner of its cell, from that of the text."""

    char: str
    glyph: Glyph
    x: int
    y: int
    line: int
    ruby: bool


def wrapped(line, style, room_px):
    """Breaks a line into pieces of a length; ruby stays with its base, and punctuation may hang."""
    pieces, used = [""], 0
    for base, ruby in corpus.parts(line):
        for text in [base] if ruby else base:
            length = _run(f"{{{text}|{ruby}}}" if ruby else text, style)[2]
            length += style.tracking * style.em
            if used and used + length > room_px and text not in _NOT_FIRST:
                pieces.append("")
                used = 0
            pieces[-1] += f"{{{text}|{ruby}}}" if ruby else text
            used += length
    return [piece for piece in pieces if piece.strip()]


def set_text(lines, style):
    """Sets lines of the corpus' notation one below the other, or columns from right to left.

    Returns: `(placed, size_wh)`: list of `Placed` in the order of reading, where a line's ruby
        follows its characters as a line of its own, and the extent of the cells. Characters
        that the font lacks are left out.
    """
    rows, height, number = [], 0, 0
    step = max(round(style.em * style.leading), style.em)
    for line in lines:
        main, ruby, length = _run(line, style)
        height += style.ruby_em if ruby and style.leading < 1.45 else 0
        rows.append((main, ruby, length, height))
        height += step
    height += style.em - step if lines else 0
    width = max((length for _, _, length, _ in rows), default=0)
    placed = []
    for main, ruby, length, y in rows:
        x = round(style.align * (width - length))
        for run, up in ((main, 0), (ruby, style.ruby_em)):
            places = (_place(style, along + x, y - up, up, height) for _, _, along in run)
            for (char, glyph, _), place in zip(run, places, strict=True):
                placed.append(Placed(char, glyph, *place, number, bool(up)))
            number += bool(run)
    return placed, (height, width) if style.vertical else (width, height)


def extent(placed, left, top, size_wh):
    """`(x0, y0, x1, y1)` of what a text at a place takes: its cells, and ink that leaves them."""
    corners = np.array([(p.x + p.glyph.left, p.y + p.glyph.top) for p in placed])
    ends = corners + [p.glyph.mask.shape[::-1] for p in placed]
    low, high = np.minimum(corners.min(0), 0), np.maximum(ends.max(0), size_wh)
    return (*(low + (left, top)).tolist(), *(high + (left, top)).tolist())


def _place(style, along, across, up, height):
    if not style.vertical:
        return along, across
    return height - across - (up or style.em), along


def _run(line, style):
    """Characters and ruby of one line: `[(char, glyph, along)]` twice, and the line's length."""
    main, ruby, along = [], [], 0
    for base, reading in corpus.parts(line):
        cells, length = _cells(base, style, style.em)
        over, over_length = _cells(reading if style.ruby_em else "", style, style.ruby_em)
        longer = max(length, over_length)
        main += _spread(cells, along, longer - length)
        ruby += _spread(over, along, longer - over_length)
        along += longer
    return main, ruby, round(along)


def _spread(cells, along, room):
    """The cells moved along, with room shared out before, between and after them."""
    each = room / max(len(cells), 1)
    return [
        (char, glyph, round(along + x + (i + 0.5) * each))
        for i, (char, glyph, x) in enumerate(cells)
    ]


def _cells(text, style, em):
    """`[(char, glyph, along)]` of a text and its length, in pixels."""
    cells, along, extra = [], 0, style.tracking * em
    for char in text:
        if char.isspace():
            along += style.face.advance(char, em) + extra
            continue
        glyph = style.face.glyph(char, em, style.treatment) if style.face.has(char) else None
        if glyph is None:
            continue
        if style.vertical:
            glyph = _in_column(char, glyph, em)
        start, advance = 0, glyph.advance
        if style.trimmed and char not in _RAISED + _TURNED:
            low, high = glyph.ink[style.vertical :: 2]
            gap = max(1, round(0.07 * em))
            start, advance = low - gap // 2, high - low + gap
        cells.append((char, glyph, along - start))
        along += max(advance + extra, 1)
    return cells, max(along - extra, 0) if cells else along


def _in_column(char, glyph, em):
    """The glyph as it stands in a column: in the middle of it, some turned or moved."""
    mask, left, top, advance = glyph.mask, glyph.left, glyph.top, glyph.advance
    x0, y0, x1, y1 = glyph.ink
    if char in _TURNED:
        mask, left, top = np.rot90(mask, -1), em - top - len(mask), left
        ink = em - y1, x0, em - y0, x1
        return Glyph(mask, left, top, advance, ink)
    if char in _MIRRORED:
        return Glyph(mask.T, top, left, advance, (y0, x0, y1, x1))
    right = round((em - advance) / 2)
    down = 0
    if char in _RAISED:
        right, down = em - x0 - x1, em - y0 - y1
    elif char in corpus.SMALL_KANA:
        right, down = right + round(0.1 * em), -round(0.1 * em)
    ink = x0 + right, y0 + down, x1 + right, y1 + down
    return Glyph(mask, left + right, top + down, em, ink)
