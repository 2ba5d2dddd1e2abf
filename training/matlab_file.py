"""Reads an array of structs out of a MATLAB file, which is how ImageNet's devkit names its classes.

As much of the format as that takes: "MAT-File Format", version 5, The MathWorks, chapter 1.
"""

import itertools
import math
import pathlib
import struct
import zlib

_HEADER = 128
_COMPRESSED, _MATRIX = 15, 14
_CELL, _STRUCT, _CHAR = 1, 2, 4
_NUMBERS = {1: "b", 2: "B", 3: "h", 4: "H", 5: "i", 6: "I", 7: "f", 9: "d", 12: "q", 13: "Q"}
_TEXTS = {16: "utf-8", 17: "utf-16", 18: "utf-32"}
_MOST = 1 << 28  # bytes that one variable may take unpacked


def structs(path, name):
    """The structs of a variable as dicts: strings and single numbers; anything else is None.

    Args:
        path: The file.
        name: The variable.

    Returns: list of dicts, in MATLAB's order.

    Raises: ValueError if it is no such file or holds no such variable.
    """
    data = pathlib.Path(path).read_bytes()
    orders = {b"IM": "<", b"MI": ">"}
    if data[126:128] not in orders:
        raise ValueError(f"{path}: not a MATLAB file of version 5")
    order = orders[data[126:128]]
    try:
        for kind, content in _elements(data[_HEADER:], order):
            if kind == _COMPRESSED:
                content = zlib.decompressobj().decompress(content, _MOST)
                ((kind, content),) = _elements(content, order)
            found, value = _matrix(content, order) if kind == _MATRIX else (None, None)
            if found == name and isinstance(value, list):
                return value
    except (struct.error, zlib.error, ValueError, LookupError, StopIteration) as error:
        raise ValueError(f"{path}: a damaged MATLAB file ({error})") from None
    raise ValueError(f"{path}: holds no structs called {name!r}")


def _elements(data, order):
    """Yields `(type, content)` of each element in `data`."""
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(order + "II", data, at)
        if kind >> 16:  # A small one: its content stands within the tag.
            kind, size, start, end = kind & 0xFFFF, kind >> 16, at + 4, at + 8
        else:
            start = at + 8
            end = start + size + (0 if kind == _COMPRESSED else -size % 8)
        if start + size > len(data):
            raise ValueError("an element reaches beyond the end")
        yield kind, data[start : start + size]
        at = end


def _matrix(content, order):
    """`(name, value)` of an array: list of dicts, text, number or None."""
    parts = _elements(content, order)
    head = [part for _, part in itertools.islice(parts, 3)]  # flags, sizes, name
    if len(head) < 3:  # An empty field
        return "", None
    kind = struct.unpack_from(order + "I", head[0])[0] & 0xFF
    size = math.prod(struct.unpack(f"{order}{len(head[1]) // 4}i", head[1]))
    name = head[2].decode("ascii")
    if kind == _STRUCT:
        return name, _structs(parts, size, order)
    if kind == _CELL:
        return name, None
    data_type, data = next(parts, (None, b""))
    if kind == _CHAR:
        return name, _text(data_type, data, order)
    return name, _numbers(data_type, data, order)[0] if size == 1 else None


def _structs(parts, size, order):
    (_, length), (_, names) = next(parts), next(parts)
    length = struct.unpack(order + "i", length)[0]
    names = [names[i : i + length] for i in range(0, len(names), length)]
    names = [name.split(b"\0")[0].decode("ascii") for name in names]
    return [{name: _matrix(next(parts)[1], order)[1] for name in names} for _ in range(size)]


def _text(data_type, data, order):
    if data_type in _TEXTS:
        suffix = "" if data_type == 16 else "-le" if order == "<" else "-be"
        return data.decode(_TEXTS[data_type] + suffix)
    return "".join(map(chr, _numbers(data_type, data, order))) if data else ""


def _numbers(data_type, data, order):
    code = _NUMBERS[data_type]
    return struct.unpack(f"{order}{len(data) // struct.calcsize(code)}{code}", data)
