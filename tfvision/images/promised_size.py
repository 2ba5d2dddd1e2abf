"""How large an image says it is, before memory is taken for it: read from its first bytes.

A few hundred bytes can promise a picture of gigabytes. Places of the numbers: each format's own
document; of TIFF and JPEG 2000 also ITU T.800, annex A.5.1.
"""

import re
import struct

import tensorflow as tf

from tfvision.images import jpeg

MOST_PIXELS = 200_000_000  # The largest sensors of cameras have so many; 600 MB as RGB.

_PNG, _GIF, _BMP, _RIFF = b"\x89PNG", b"GIF8", b"BM", b"RIFF"
_HEAD = 32  # Bytes that hold the numbers of all but JPEG and TIFF
_SPACE = rb"(?:\s|#[^\n]*\n)+"
_PNM = re.compile(rb"P[1-6fF]" + _SPACE + rb"(\d+)" + _SPACE + rb"(\d+)")
_PAM = re.compile(rb"P7\b(?=.*?WIDTH (\d+))(?=.*?HEIGHT (\d+))", re.DOTALL)
_RADIANCE = re.compile(rb"#\?.*?\n[-+]Y (?P<h>\d+) [-+]X (?P<w>\d+)\n", re.DOTALL)
_CODESTREAM = b"\xff\x4f\xff\x51"  # Of JPEG 2000
_SUN = b"\x59\xa6\x6a\x95"
# Byte order, and whether places are of 8 bytes
_TIFF = {
    **{b"II*\0": ("<", False), b"MM\0*": (">", False)},
    **{b"II+\0": ("<", True), b"MM\0+": (">", True)},
}


def size_hw(data):
    r"""Reads a size without decoding.

    Args:
        data: A file's bytes, or enough of its start.

    Returns: `(height, width)` as stored; None for a kind that is not known here, or where the data
        end before their header does.

    Example:
        >>> size_hw(b"GIF89a" + b"\x05\x00\x02\x00"), size_hw(b"P5 5 2 255 ")
        ((2, 5), (2, 5))
    """
    try:
        return _size_hw(bytes(data))
    except (struct.error, IndexError):
        return None


def pixels_in_graph(image_bytes):
    """Tells the same for a tensor, of the kinds that TensorFlow decodes.

    Args:
        image_bytes: Scalar string: JPEG, PNG, GIF, BMP or WebP.

    Returns: Scalar int64, height times width; 0 for another kind.

    Raises: InvalidArgumentError for a JPEG without a header.

    Example:
        >>> int(pixels_in_graph(tf.io.encode_png(tf.zeros([2, 5, 3], tf.uint8))))
        10
    """

    def of_jpeg():
        return tf.reduce_prod(tf.io.extract_jpeg_shape(image_bytes, tf.int64)[:2])

    return tf.cond(tf.io.is_jpeg(image_bytes), of_jpeg, lambda: _in_head(image_bytes))


def _size_hw(data):
    start = data[:4]
    if data.startswith(jpeg.START):
        return jpeg.size_hw(data)
    if start == _PNG:
        width, height = struct.unpack_from(">II", data, 16)
    elif start == _GIF:
        width, height = struct.unpack_from("<HH", data, 6)
    elif start[:2] == _BMP:
        (own,) = struct.unpack_from("<I", data, 14)
        width, height = struct.unpack_from("<ii" if own > 12 else "<HH", data, 18)
    elif start == _RIFF:
        width, height = _webp_wh(data)
    elif start in _TIFF:
        width, height = _tiff_wh(data, *_TIFF[start])
    elif start == _SUN:
        width, height = struct.unpack_from(">II", data, 4)
    elif (at := data.find(_CODESTREAM, 0, 4096)) >= 0:
        right, low, left, top = struct.unpack_from(">IIII", data, at + 8)
        width, height = right - left, low - top
    elif data[4:12] in (b"ftypavif", b"ftypavis") and (at := data.find(b"ispe")) >= 0:
        width, height = struct.unpack_from(">II", data, at + 8)
    elif found := _PNM.match(data) or _PAM.match(data[:4096]):
        width, height = map(int, found.groups())
    elif found := _RADIANCE.match(data[:4096]):
        width, height = int(found["w"]), int(found["h"])
    else:
        return None
    return abs(height), abs(width)  # A BMP with its rows from top to bottom has a negative height.


def _webp_wh(data):
    kind = data[12:16]
    if kind == b"VP8X":
        return tuple(1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return tuple(side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))


def _tiff_wh(data, order, big):
    """Of the first picture: the one that is read."""
    place, number, row = (("I", "H", 12), ("Q", "Q", 20))[big]
    (table,) = struct.unpack_from(order + place, data, 8 if big else 4)
    (count,) = struct.unpack_from(order + number, data, table)
    start = table + struct.calcsize(order + number)
    found = {}
    for at in range(start, min(start + row * count, len(data)), row):
        tag, kind = struct.unpack_from(order + "HH", data, at)
        if tag in (256, 257):
            value = at + row - struct.calcsize(order + place)
            (found[tag],) = struct.unpack_from(
                order + {3: "H", 16: "Q"}.get(kind, "I"), data, value
            )
    return found.get(256, 0), found.get(257, 0)


def _in_head(image_bytes):
    head = tf.strings.substr(image_bytes, 0, _HEAD) + bytes(_HEAD)

    def numbers(at, count, dtype, little=True):
        part = tf.strings.substr(head, at, count)
        return tf.cast(tf.io.decode_raw(part, dtype, little_endian=little), tf.int64)

    def product(sides):
        return tf.abs(tf.reduce_prod(sides))

    bits, triples = numbers(21, 4, tf.int32)[0], tf.reshape(numbers(24, 6, tf.uint8), [2, 3])
    found = tf.zeros([], tf.int64)
    for at, mark, pixels in (
        (0, _PNG, product(numbers(16, 8, tf.int32, little=False))),
        (0, _GIF, product(numbers(6, 4, tf.uint16))),
        (0, _BMP, product(numbers(18, 8, tf.int32))),
        (8, b"WEBPVP8 ", product(numbers(26, 4, tf.uint16) % (1 << 14))),
        (8, b"WEBPVP8L", (1 + bits % (1 << 14)) * (1 + bits // (1 << 14) % (1 << 14))),
        (8, b"WEBPVP8X", product(1 + tf.reduce_sum(triples * [1, 1 << 8, 1 << 16], -1))),
    ):
        found = tf.where(tf.strings.substr(head, at, len(mark)) == mark, pixels, found)
    return found
