"""Reads image files and image bytes to RGB pixels, with errors that name the file."""

import contextlib
import pathlib
import threading

import cv2
import numpy as np
import tensorflow as tf

from tfvision.images import exif, jpeg, promised_size
from tfvision.images.promised_size import MOST_PIXELS

_quiet = threading.Lock()
_readers, _level = 0, None


class ImageError(ValueError):
    """An image that cannot be read; the message names the file and what is wrong with it."""


def read(path, *, most_pixels=MOST_PIXELS):
    """Reads an image of any kind that OpenCV knows: JPEG, PNG, BMP, TIFF, WebP, GIF and more.

    Grey becomes RGB, transparency is dropped, 16 bit becomes 8, and a photo is turned upright
    as its Exif block asks.

    Args:
        path: File, with any characters in its name.
        most_pixels: A file that promises more is refused before it is decoded. OpenCV itself
            decodes no more than 2^30.

    Returns: uint8 NumPy array `[H, W, 3]`, RGB.

    Raises: ImageError if the file is missing, empty, cut off, no image or too large.
    """
    data = _bytes_of(path)
    height, width = promised_size.size_hw(data) or (0, 0)
    if height * width > most_pixels:
        raise ImageError(
            f"{path}: promises {width} x {height} pixels in {len(data)} bytes; most_pixels allows "
            f"{most_pixels}, raise it for what you trust"
        )
    with _quiet_opencv():
        try:
            image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        except cv2.error as error:
            raise ImageError(f"{path}: OpenCV refuses it: {error.err or error}") from None
    # Some versions of OpenCV fill up a JPEG without its end, with grey.
    if image is None or (data.startswith(jpeg.START) and not jpeg.is_whole(data)):
        raise ImageError(f"{path}: {_what_it_is(data)}")
    return image


def decode(image_bytes, most_pixels=MOST_PIXELS, *, gif=True):
    """Decodes JPEG, PNG, BMP, WebP, or the first picture of a GIF, inside a graph.

    A JPEG is turned upright as its Exif block asks, as `read` does.

    Args:
        image_bytes: Scalar string tensor, a file's content.
        most_pixels: What promises more is refused before it is decoded. TensorFlow itself decodes
            no JPEG of more than 2^29 bytes.
        gif: Whether GIF is decoded. Every picture of one is unpacked and may be larger than its
            header says, so strangers should not be let send any.

    Returns: uint8 `[H, W, 3]`, RGB.

    Raises: InvalidArgumentError for what is damaged, too large or no image.

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

    pixels = promised_size.pixels_in_graph(image_bytes)
    message = f"an image that promises more than {most_pixels} pixels, which most_pixels allows"
    checks = [tf.debugging.assert_less_equal(pixels, tf.constant(most_pixels, tf.int64), message)]
    if not gif:
        is_gif = tf.strings.substr(image_bytes, 0, 3) == b"GIF"
        checks.append(tf.debugging.assert_equal(is_gif, False, "a GIF, which is not decoded here"))
    with tf.control_dependencies(checks):
        image_bytes = tf.identity(image_bytes)
    image = tf.cond(tf.io.is_jpeg(image_bytes), upright_jpeg, other)
    return tf.ensure_shape(image, [None, None, 3])


def size_hw(path):
    """Tells the size of the image that `read` would return, from the file's first bytes.

    Args:
        path: File. What `promised_size` does not know is decoded.

    Returns: `(height, width)`, upright.

    Raises: ImageError as `read` does; a damage behind the first bytes stays unnoticed.
    """
    data = _bytes_of(path, 1 << 16)
    size = promised_size.size_hw(data)
    if size is None and len(data) == 1 << 16:  # A thumbnail or colour profile may fill the start.
        size = promised_size.size_hw(_bytes_of(path))
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
