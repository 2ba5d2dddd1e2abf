"""Lines and columns: order, places, ruby, and the forms that characters take in a column."""

import dataclasses

import numpy as np
import pytest

from tfvision.text.screens import typesetting
from tfvision.text.screens.faces import Face
from tfvision.text.screens.typesetting import Style, set_text, wrapped

_ROW = Style(Face("uni"), 20)
_COLUMN = dataclasses.replace(_ROW, vertical=True)


def _centres(placed):
    ink = np.array([p.glyph.ink for p in placed], float)
    places = np.array([(p.x, p.y) for p in placed])
    return (ink[:, :2] + ink[:, 2:]) / 2 + places


def _text(placed, line):
    return "".join(p.char for p in placed if p.line == line)


def test_lines_run_right_and_down():
    placed, (width, height) = set_text(["国語の本", "山川"], _ROW)
    assert [_text(placed, line) for line in (0, 1)] == ["国語の本", "山川"]
    x, y = _centres(placed).T
    assert (np.diff(x[:4]) > 15).all() and np.ptp(y[:4]) < 4
    assert abs((y[4] - y[0]) - 30) <= 2 and abs(x[4] - x[0]) <= 2
    assert abs(width - 80) <= 4 and height == 50


def test_columns_run_down_and_left():
    placed, (width, height) = set_text(["国語の本", "山川"], _COLUMN)
    x, y = _centres(placed).T
    assert (np.diff(y[:4]) > 15).all() and np.ptp(x[:4]) < 4
    assert abs((x[4] - x[0]) + 30) <= 2 and abs(y[4] - y[0]) <= 2
    assert width == 50 and abs(height - 80) <= 4
    assert min(p.x for p in placed) >= 0


def test_an_em_sets_the_size_and_alignment_the_place():
    short, long = set_text(["山", "国語の本"], dataclasses.replace(_ROW, align=0.5))[0][:2]
    assert abs(short.x - 30) <= 2 and long.x == 0
    tight = set_text(["国語"], dataclasses.replace(_ROW, tracking=-0.1))[1][0]
    assert abs(tight - 38) <= 2


@pytest.mark.parametrize("style", [_ROW, _COLUMN], ids=["row", "column"])
def test_ruby_is_a_small_line_beside_its_word(style):
    placed, _ = set_text(["この{約束|やくそく}だ", "山"], style)
    assert [_text(placed, line) for line in range(3)] == ["この約束だ", "やくそく", "山"]
    assert [p.ruby for p in placed] == [False] * 5 + [True] * 4 + [False]
    word, ruby = _centres(placed)[2:4], _centres(placed)[5:9]
    across, along = (0, 1) if style.vertical else (1, 0)
    beside = ruby.mean(0) - word.mean(0)
    assert abs(beside[along]) <= 2
    assert (beside[across] > 11) if style.vertical else (beside[across] < -11)
    assert (np.diff(ruby[:, along]) > 0).all()


def test_a_word_makes_room_for_a_long_reading():
    placed, (width, _) = set_text(["{紅|くれない}だ"], dataclasses.replace(_ROW, em=40))
    assert width >= 4 * 20 + 38
    assert abs(_centres(placed[:1])[0, 0] - _centres(placed[2:])[:, 0].mean()) <= 3


def test_tiny_text_has_no_ruby():
    assert len(set_text(["{約束|やくそく}"], dataclasses.replace(_ROW, em=15))[0]) == 2


def test_characters_in_a_column_take_their_forms():
    def ink(char, style):
        [item] = set_text([char], style)[0]
        return np.array(item.glyph.ink)

    wide, tall = ink("ー", _ROW), ink("ー", _COLUMN)
    assert wide[2] - wide[0] > 3 * (wide[3] - wide[1])
    np.testing.assert_array_equal(tall, wide[[1, 0, 3, 2]])
    comma = ink("、", _COLUMN)
    assert comma[0] >= 10 and comma[3] <= 10
    bracket = ink("「", _COLUMN)  # turned, it lies at the lower right of its cell
    assert bracket[2] - bracket[0] > bracket[3] - bracket[1]
    small_row, small = ink("っ", _ROW), ink("っ", _COLUMN)
    assert small[0] > small_row[0] and small[1] < small_row[1]
    letter = ink("l", _COLUMN)
    assert abs(letter[0] + letter[2] - 20) <= 2


def test_trimmed_text_leaves_small_gaps_only():
    loose, tight = (
        set_text(["いっしょ「に」"], dataclasses.replace(_ROW, trimmed=t)) for t in (0, 1)
    )
    assert tight[1][0] < 0.9 * loose[1][0]
    edges = np.array([(p.x + p.glyph.ink[0], p.x + p.glyph.ink[2]) for p in tight[0][:4]])
    gaps = edges[1:, 0] - edges[:-1, 1]
    assert (gaps >= 0).all() and (gaps <= 4).all()


def test_a_line_breaks_where_it_is_full_and_no_punctuation_begins_one():
    pieces = wrapped("国語の{約束|やくそく}だ、山川ー。", _ROW, 60)
    assert "".join(pieces) == "国語の{約束|やくそく}だ、山川ー。"
    assert [piece[0] for piece in pieces] == ["国", "{", "山"]
    assert wrapped("　", _ROW, 60) == []


def test_what_a_font_lacks_is_left_out_with_its_room():
    placed, size = set_text(["山\ue000川"], _ROW)
    assert _text(placed, 0) == "山川" and size == set_text(["山川"], _ROW)[1]
    assert set_text([], _ROW) == ([], (0, 0))
    assert set_text(["\ue000"], _ROW)[0] == []


def test_extent_covers_cells_and_ink():
    placed, size = set_text(["gj国"], _ROW)
    x0, y0, x1, y1 = typesetting.extent(placed, 7, 9, size)
    for item in placed:
        height, width = item.glyph.mask.shape
        left, top = 7 + item.x + item.glyph.left, 9 + item.y + item.glyph.top
        assert x0 <= left and y0 <= top and x1 >= left + width and y1 >= top + height
    assert x0 <= 7 and x1 >= 7 + size[0]
