"""Which characters a TrueType or OpenType file has: its `cmap` table, read with NumPy.

OpenCV draws a character that a font lacks with another font, silently; only the file itself tells.
"""

import struct

import numpy as np

from tfvision.images.problems import DataError

_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))  # best first


def codepoints(path):
    """The code points that a font file maps to a glyph, as a frozenset of int.

    Args:
        path: `.ttf`, `.otf` or `.ttc`; of a collection, the first font.

    Raises: DataError naming the file if it is no font, or has no Unicode table of a known format.
    """
    data = path.read_bytes()
    try:
        return _of_table(data, *_cmap_place(data))
    except (struct.error, IndexError, ValueError, KeyError) as error:
        raise DataError(f"{path}: not a font file that can be read ({error})") from None


def _cmap_place(data):
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    if data[start : start + 4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise ValueError(f"it begins with {data[:4]!r}")
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for i in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * i)
        if tag == b"cmap":
            return (offset,)
    raise ValueError("no cmap table")


def _of_table(data, cmap):
    _, count = struct.unpack_from(">HH", data, cmap)
    records = [struct.unpack_from(">HHI", data, cmap + 4 + 8 * i) for i in range(count)]
    offsets = {(platform, encoding): cmap + offset for platform, encoding, offset in records}
    for kind in _UNICODE:
        if kind in offsets:
            (form,) = struct.unpack_from(">H", data, offsets[kind])
            if form in (4, 12):
                return frozenset((_segments if form == 4 else _groups)(data, offsets[kind]))
    raise ValueError("no Unicode table of format 4 or 12")


def _groups(data, table):
    """Format 12: runs of code points and of glyphs."""
    (count,) = struct.unpack_from(">I", data, table + 12)
    rows = np.frombuffer(data, ">u4", 3 * count, table + 16).reshape(-1, 3).tolist()
    for first, last, glyph in rows:
        yield from range(first + (glyph == 0), last + 1)


def _segments(data, table):
    """Format 4: segments of 16 bits, whose glyphs are a shift or a list."""
    (twice,) = struct.unpack_from(">H", data, table + 6)
    size = twice // 2
    places = [table + 14, table + 16 + twice, table + 16 + 2 * twice, table + 16 + 3 * twice]
    ends, starts, deltas, ranges = (np.frombuffer(data, ">u2", size, at).tolist() for at in places)
    for i in range(size):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if ranges[i]:
                at = places[3] + 2 * i + ranges[i] + 2 * (code - starts[i])
                (glyph,) = struct.unpack_from(">H", data, at)
                if glyph == 0:
                    continue
            if (glyph + deltas[i]) & 0xFFFF:
                yield code
