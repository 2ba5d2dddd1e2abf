"""The table of a font's characters, in files made by hand."""

import struct

import numpy as np
import pytest

from tfvision.images.problems import DataError
from tfvision.text.screens import cmap


def _font(table, kind=(3, 1), start=b"\0\1\0\0", offset=0):
    head = start + struct.pack(">HHHH", 1, 0, 0, 0)
    place = offset + 12 + 16
    entry = struct.pack(">4sIII", b"cmap", 0, place, 12 + len(table))
    return head + entry + struct.pack(">HHHHI", 0, 1, *kind, 12) + table


def _format4(segments, glyphs=()):
    """Segments of (first, last, delta, offset of its list in `glyphs`, or None)."""
    count = len(segments)
    first, last, delta, lists = zip(*segments, strict=True)
    offsets = [0 if at is None else 2 * (count - i + at) for i, at in enumerate(lists)]
    columns = [last, (0,), first, [d & 0xFFFF for d in delta], offsets, glyphs]
    body = b"".join(np.array(column, ">u2").tobytes() for column in columns)
    return struct.pack(">7H", 4, 0, 0, 2 * count, 0, 0, 0) + body


def test_segments_with_shifts_and_lists(tmp_path):
    rows = [
        (65, 67, -60, None),
        (0x3041, 0x3043, 0, 0),
        (70, 70, -70, None),
        (0xFFFF,) * 2 + (1, None),
    ]
    (tmp_path / "a.ttf").write_bytes(_font(_format4(rows, glyphs=[8, 0, 9])))
    assert cmap.codepoints(tmp_path / "a.ttf") == {65, 66, 67, 0x3041, 0x3043}


def test_groups_are_taken_before_segments_also_in_a_collection(tmp_path):
    rows = [(0x20000, 0x20002, 5), (65, 66, 0)]  # glyph 0 is the one for missing characters
    table = struct.pack(">HHIII", 12, 0, 0, 0, len(rows))
    table += b"".join(struct.pack(">III", *row) for row in rows)
    head = b"ttcf" + struct.pack(">III", 0x10000, 1, 16)
    (tmp_path / "a.ttc").write_bytes(head + _font(table, (3, 10), b"OTTO", offset=16))
    assert cmap.codepoints(tmp_path / "a.ttc") == {0x20000, 0x20001, 0x20002, 66}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it begins with b''"),
        (b"\x89PNG" + bytes(40), "it begins with"),
        (b"OTTO" + bytes(20), "no cmap table"),
        (_font(struct.pack(">HHH", 6, 0, 0)), "no Unicode table of format 4 or 12"),
        (_font(_format4([(65, 66, 0, None)]))[:-12], "not a font file that can be read"),
    ],
)
def test_what_is_no_font_is_named(tmp_path, data, message):
    (tmp_path / "bad.otf").write_bytes(data)
    with pytest.raises(DataError, match=message) as error:
        cmap.codepoints(tmp_path / "bad.otf")
    assert str(error.value).startswith(str(tmp_path / "bad.otf"))
