"""The order of what was written on a page."""

from tfvision.text.screens.page import Character
from tfvision.text.screens.reading import in_order


def _block(char, x, y, width=10, height=10, line=0, group=0, vertical=False):
    return Character(char, (x, y, x + width, y + height), group, line, False, vertical, True)


def _read(blocks, vertical=False):
    found = [
        _block(char, *place, line=i, group=i, vertical=vertical)
        for i, (char, *place) in enumerate(blocks)
    ]
    characters, lines = in_order(found)
    assert lines == list(range(len(blocks)))
    return "".join(character.char for character in characters)


def test_from_above_to_below_and_from_the_left():
    assert _read([("d", 0, 50), ("b", 80, 3), ("c", 40, 30), ("a", 0, 0)]) == "abcd"


def test_tall_windows_side_by_side_are_read_one_after_the_other():
    blocks = [("c", 60, 25, 50, 40), ("a", 0, 0, 100, 10), ("b", 0, 20, 50, 90), ("d", 0, 120)]
    assert _read(blocks) == "abcd"


def test_columns_are_read_from_the_right():
    assert _read([("b", 0, 0, 20, 80), ("a", 50, 5, 20, 80)], vertical=True) == "ab"


def test_a_group_stays_together_and_lines_are_numbered_anew():
    window = [_block(char, 0, 50 + 20 * i, line=i, group=0) for i, char in enumerate("bc")]
    head = [_block(char, 10 * i, 0, line=2, group=1) for i, char in enumerate("xy")]
    characters, lines = in_order(window + head)
    assert "".join(c.char for c in characters) == "xybc" and lines == [0, 0, 1, 2]


def test_nothing_has_an_order_too():
    assert in_order([]) == ([], [])
