"""The segments of a JPEG file: the size in its frame header, and whether its end is there.

Markers and segments: ITU T.81, annex B.
"""

import re
import struct

START = b"\xff\xd8"
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = (0x01, *range(0xD0, 0xD8))  # Markers without a length
_MARKER = re.compile(rb"\xff[^\x00\xff]")
# Within a scan 0xFF stands for itself before 0x00, and restart markers belong to the data.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_FIRST_MARKER = 0xC0


def size_hw(data):
    """Walks the segments to the frame header.

    Args:
        data: The file's bytes, or enough of its start.

    Returns: `(height, width)` as stored, or None if the segments are not in order.

    Raises: struct.error if the data end before the frame header.
    """
    at = _frame(data)
    return None if at is None else struct.unpack_from(">HH", data, at + 5)


def components(data):
    """The number of colour channels as stored, 4 for CMYK; None if the segments are not in order.

    Args:
        data: The file's bytes.

    Raises: struct.error if the data end before the frame header.
    """
    at = _frame(data)
    return None if at is None else struct.unpack_from(">B", data, at + 9)[0]


def _frame(data):
    """Where the frame header begins, or None. What stands between markers is passed over."""
    at = len(START)
    while found := _MARKER.search(data, at):
        kind = data[found.end() - 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return found.end() - 2
        if kind in (_START, _END, _SCAN):
            return None
        at = found.end()
        if kind not in _ALONE:
            at += max(struct.unpack_from(">H", data, at)[0], 2)
    raise struct.error("no frame header")


def is_whole(data):
    r"""Tells whether every scan is followed by what may follow it, up to the end of the image.

    What comes behind the end does not matter: phones append films, cameras further pictures.

    Args:
        data: The file's bytes.

    Example:
        >>> is_whole(START + b"\xff\xd9" + b"a film"), is_whole(START)
        (True, False)
    """
    at = len(START)
    while found := _NEXT_MARKER.search(data, at):
        kind = data[found.start() + 1]
        if kind == _END:
            return True
        if kind < _FIRST_MARKER or len(data) < found.end() + 2:
            return False
        at = found.end() + struct.unpack_from(">H", data, found.end())[0]
    return False
