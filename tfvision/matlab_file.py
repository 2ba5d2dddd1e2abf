"""Reads arrays of structs and of cells out of MATLAB files, as ImageNet and SynthText have them.

As much of the format as that takes: "MAT-File Format", version 5, The MathWorks, chapter 1. A file
is unpacked as it is read, so that one far larger than the memory can be gone through cell by cell.
"""

import math
import pathlib
import struct
import zlib

import numpy as np

_HEADER = 128
_COMPRESSED, _MATRIX = 15, 14
_CELL, _STRUCT, _CHAR = 1, 2, 4
_NUMBERS = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"},
    **{7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
_TEXTS = {16: "utf-8", 17: "utf-16", 18: "utf-32"}
_MOST = 1 << 28  # bytes that one element may take unpacked
_CHUNK = 1 << 16
_DAMAGES = (struct.error, zlib.error, ValueError, LookupError)


def structs(path, name):
    """The structs of a variable as dicts: strings and single numbers; anything else is None.

    Args:
        path: The file.
        name: The variable.

    Returns: list of dicts, in MATLAB's order.

    Raises: ValueError if it is no such file or holds no such variable.
    """
    values = _values(path, name, _STRUCT, "structs")
    return [
        {key: v if isinstance(v, (str, int, float)) else None for key, v in value.items()}
        for value in values
    ]


def cells(path, name):
    """The cells of a variable, one after the other while the file is read.

    Args:
        path: The file.
        name: The variable.

    Returns: iterator of strings, lists of strings (a matrix of text, row by row), numbers, NumPy
        arrays of MATLAB's shape, and None for anything else.

    Raises: ValueError if it is no such file or holds no such variable, when the first cell is
        asked for; and where a damage is come to.
    """
    return _values(path, name, _CELL, "cells")


class _Inflated:
    """Reads what is compressed in the next `size` bytes of a file."""

    def __init__(self, file, size):
        self.file, self.left = file, size
        self.unpack, self.ready = zlib.decompressobj(), bytearray()

    def read(self, count):
        while len(self.ready) < count:
            packed = self.unpack.unconsumed_tail
            if not packed:
                packed = self.file.read(min(_CHUNK, self.left))
                self.left -= len(packed)
            if not packed:
                break
            self.ready += self.unpack.decompress(packed, _CHUNK)
        found = bytes(self.ready[:count])
        del self.ready[:count]
        return found


def _values(path, name, kind, words):
    """The members of the variable of that name and kind."""
    with pathlib.Path(path).open("rb") as file:
        header = file.read(_HEADER)
        order = {b"IM": "<", b"MI": ">"}.get(header[126:])
        if header.startswith(b"MATLAB 7.3"):
            raise ValueError(
                f"{path}: a MATLAB file of version 7.3, which is HDF5; save it anew as version 5"
            )
        if order is None:
            raise ValueError(f"{path}: not a MATLAB file of version 5")
        try:
            source, size = _find(file, order, name, kind)
            if source is not None:
                yield from (_struct if kind == _STRUCT else _cell)(source, size, order)
                return
        except _DAMAGES as error:
            raise ValueError(f"{path}: a damaged MATLAB file ({error})") from None
    raise ValueError(f"{path}: holds no {words} called {name!r}")


def _find(file, order, name, kind):
    """`(what to read its members from, their number)`, or `(None, 0)`."""
    while tag := file.read(8):
        element, size = struct.unpack(order + "II", tag)
        after = file.tell() + size
        source = file
        if element == _COMPRESSED:
            source = _Inflated(file, size)
            element, size = struct.unpack(order + "II", _exactly(source, 8))
        if element == _MATRIX:
            found, dims, called = _head(source, order)
            if found == kind and called == name:
                return source, math.prod(dims)
        file.seek(after)
    return None, 0


def _struct(source, size, order):
    length = struct.unpack(order + "i", _element(source, order)[1])[0]
    names = _element(source, order)[1]
    names = [names[i : i + length] for i in range(0, len(names), length)]
    names = [name.split(b"\0")[0].decode("ascii") for name in names]
    for _ in range(size):
        yield {name: _value(_element(source, order)[1], order) for name in names}


def _cell(source, size, order):
    for _ in range(size):
        yield _value(_element(source, order)[1], order)


def _element(source, order):
    """`(type, content)` of the next element."""
    tag = _exactly(source, 8)
    kind, size = struct.unpack(order + "II", tag)
    if kind >> 16:  # A small one: its content stands within the tag.
        return kind & 0xFFFF, tag[4 : 4 + (kind >> 16)]
    if size > _MOST:
        raise ValueError(f"an element of {size} bytes")
    content = _exactly(source, size)
    if kind != _COMPRESSED:
        source.read(-size % 8)  # The last one of a file may lack what fills it up.
    return kind, content


def _head(source, order):
    """What every array opens with: `(kind, sizes, name)`."""
    flags, dims, name = (_element(source, order)[1] for _ in range(3))
    kind = struct.unpack_from(order + "I", flags)[0] & 0xFF
    dims = struct.unpack(f"{order}{len(dims) // 4}i", dims)
    return kind, dims, name.decode("ascii")


def _exactly(source, count):
    found = source.read(count)
    if len(found) < count:
        raise ValueError("an element reaches beyond the end")
    return found


class _Parts:
    """Reads bytes that are there already, without copying those that follow."""

    def __init__(self, content):
        self.content, self.at = content, 0

    def read(self, count):
        self.at += count
        return self.content[self.at - count : self.at]


def _value(content, order):
    """An array of text or numbers; None for any other, or an empty field."""
    if not content:
        return None
    parts = _Parts(content)
    kind, dims, _ = _head(parts, order)
    if kind in (_CELL, _STRUCT):
        return None
    data_type, data = _element(parts, order) if parts.at < len(content) else (None, b"")
    if kind == _CHAR:
        return _text(data_type, data, dims, order)
    numbers = np.frombuffer(data, order + _NUMBERS[data_type])
    numbers = numbers.astype(numbers.dtype.newbyteorder("="))
    return numbers[0].item() if len(numbers) == 1 else numbers.reshape(dims, order="F")


def _text(data_type, data, dims, order):
    if not data:
        return ""
    if data_type in _TEXTS:
        suffix = "" if data_type == 16 else "-le" if order == "<" else "-be"
        text = data.decode(_TEXTS[data_type] + suffix)
    else:
        text = "".join(map(chr, np.frombuffer(data, order + _NUMBERS[data_type])))
    rows = dims[0]  # Of a matrix of text, column after column is stored.
    return text if rows <= 1 else [text[row::rows] for row in range(rows)]
