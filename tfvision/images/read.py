"""Reads image files and image bytes to RGB pixels, with errors that name the file."""

import contextlib
import pathlib
import struct
import threading

import cv2
import numpy as np
import tensorflow as tf

from tfvision.images import exif, jpeg

_quiet = threading.Lock()
_readers, _level = 0, None


class ImageError(ValueError):
    """An image that cannot be read; the message names the file and what is wrong with it."""


def read(path):
    """Reads an image of any kind that OpenCV knows: JPEG, PNG, BMP, TIFF, WebP, GIF and more.

    Grey becomes RGB, transparency is dropped, 16 bit becomes 8, and a photo is turned upright
    as its Exif block asks.

    Args:
        path: File, with any characters in its name.

    Returns: uint8 NumPy array `[H, W, 3]`, RGB.

    Raises: ImageError if the file is missing, empty, cut off or no image.
    """
    data = _bytes_of(path)
    with _quiet_opencv():
        try:
            image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        except cv2.error as error:
            raise ImageError(f"{path}: OpenCV refuses it: {error.err or error}") from None
    # Some versions of OpenCV fill up a JPEG without its end, with grey.
    if image is None or (data.startswith(jpeg.START) and not jpeg.is_whole(data)):
        raise ImageError(f"{path}: {_what_it_is(data)}")
    return image


def decode(image_bytes):
    """Decodes JPEG, PNG, BMP, WebP, or the first picture of a GIF, inside a graph.

    A JPEG is turned upright as its Exif block asks, as `read` does.

    Args:
        image_bytes: Scalar string tensor, a file's content.

    Returns: uint8 `[H, W, 3]`, RGB.

    Example:
        >>> picture = tf.zeros([2, 5, 3], tf.uint8)
        >>> decode(tf.io.encode_png(picture)).shape
        TensorShape([2, 5, 3])
    """

    def upright_jpeg():  # The accurate method is OpenCV's: the same pixels as `read`, bit for bit.
        image = tf.io.decode_jpeg(image_bytes, channels=3, dct_method="INTEGER_ACCURATE")
        return exif.upright(image, exif.orientation_in_graph(image_bytes))

    def other():
        return tf.io.decode_image(image_bytes, channels=3, expand_animations=False)

    image = tf.cond(tf.io.is_jpeg(image_bytes), upright_jpeg, other)
    return tf.ensure_shape(image, [None, None, 3])


def size_hw(path):
    """Tells the size of the image that `read` would return, from the file's first bytes.

    Args:
        path: File. JPEG, PNG, BMP and GIF are not decoded; others are.

    Returns: `(height, width)`, upright.

    Raises: ImageError as `read` does; a damage behind the first bytes stays unnoticed.
    """
    data = _bytes_of(path, 1 << 16)
    size = _size_in_header(data)
    if size is None and len(data) == 1 << 16:  # A thumbnail or colour profile may fill the start.
        size = _size_in_header(_bytes_of(path))
    if size is None:
        return read(path).shape[:2]
    turned = data.startswith(jpeg.START) and exif.orientation(data) >= 5
    return size[::-1] if turned else size


def _bytes_of(path, most=-1):
    try:
        with pathlib.Path(path).open("rb") as file:
            data = file.read(most)
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror or error}") from None
    if not data:
        raise ImageError(f"{path}: the file is empty")
    return data


def _size_in_header(data):
    try:
        if data.startswith(jpeg.START):
            return jpeg.size_hw(data)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", data, 16)
        elif data.startswith(b"GIF8"):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data.startswith(b"BM") and data[14] >= 40:
            width, height = struct.unpack_from("<ii", data, 18)
        else:
            return None
    except (struct.error, IndexError):  # Shorter than a header: `read` says what it is.
        return None
    return abs(height), width  # A BMP with its rows from top to bottom has a negative height.


def _what_it_is(data):
    kinds = {jpeg.START: "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF", b"BM": "BMP", b"RIFF": "WebP"}
    for mark, kind in kinds.items():
        if data.startswith(mark):
            return f"a {kind} file that is cut off or damaged ({len(data)} bytes)"
    return f"not an image that OpenCV can decode (it starts with {data[:8]!r})"


@contextlib.contextmanager
def _quiet_opencv():
    """Keeps OpenCV from writing its own log line beside our error."""
    # The level is OpenCV's one and only: the first of the threads that read turns it off, and the
    # last one puts back what the first one found.
    global _readers, _level
    # The function moved between OpenCV 4 and 5.
    set_level = getattr(cv2, "setLogLevel", None) or cv2.utils.logging.setLogLevel
    with _quiet:
        if not _readers:
            _level = set_level(0)
        _readers += 1
    try:
        yield
    finally:
        with _quiet:
            _readers -= 1
            if not _readers:
                set_level(_level)
