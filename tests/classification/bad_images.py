"""Bad input: images that are broken, and odd ones of which a check speaks."""

import pathlib

import tensorflow as tf

from tests.bad_input import Row
from tests.classification.image_folders import write_classes
from tests.images.odd_files import animated_gif, cmyk_jpeg, sixteen_bit_png
from tfvision.classification import read
from tfvision.images.problems import DataWarning


def training(content, name="1.png", **options):
    """Reads two classes, one with an image that is spoilt afterwards, and asks for the examples."""

    def act(root):
        data = read(write_classes(root, suffix=pathlib.Path(name).suffix), **options)
        path = root / "cat" / name
        path.write_bytes(content(path.read_bytes()))
        list(data.examples())

    return act


def skipped(content, name):
    """Reads two classes with one more image, and leaves out what is wrong."""

    def act(root):
        (write_classes(root) / "cat" / name).write_bytes(content())
        data = read(root, on_error="skip")
        assert len(list(data.examples())) == len(data)

    return act


def one_pixel():
    """A PNG of one pixel."""
    return tf.io.encode_png(tf.zeros([1, 1, 3], tf.uint8)).numpy()


TRAINING = tf.errors.InvalidArgumentError

IMAGES = [
    Row(
        "an image that is cut off",
        training(lambda data: data[:-20]),
        r"DIR/cat/1\.png: a PNG file that is cut off or damaged \(\d+ bytes\)",
        TRAINING,
    ),
    Row(
        "a photo that is cut off, too many images to keep",
        training(lambda data: data[:-20], "1.jpg", keep_mb=0),
        r"DIR/cat/1\.jpg: a JPEG file that is cut off or damaged \(\d+ bytes\)",
        TRAINING,
    ),
    Row(
        "a web page with the name of an image",
        training(lambda data: b"<html>"),
        r"DIR/cat/1\.png: not an image that OpenCV can decode",
        TRAINING,
    ),
    Row(
        "an empty image",
        training(lambda data: b"", keep_mb=0),
        r"DIR/cat/1\.png: the file is empty",
        TRAINING,
    ),
    Row(
        "a broken image, skipped",
        skipped(lambda: b"\x89PNG, but no more", "x.png"),
        r"^DIR: 1 x bad_image \(first: DIR/cat/x\.png: a PNG file that is cut off or damaged",
        DataWarning,
    ),
    Row(
        "a CMYK photo",
        skipped(cmyk_jpeg, "x.jpg"),
        r"^DIR: 1 x cmyk \(first: DIR/cat/x\.jpg: a CMYK JPEG: converted to RGB without its colour",
        DataWarning,
    ),
    Row(
        "a PNG of 16 bits",
        skipped(sixteen_bit_png, "x.png"),
        r"^DIR: 1 x sixteen_bit \(first: DIR/cat/x\.png: a PNG of 16 bits a channel: the upper 8",
        DataWarning,
    ),
    Row(
        "an animated GIF",
        skipped(animated_gif, "x.gif"),
        r"^DIR: 1 x animated \(first: DIR/cat/x\.gif: an animated GIF: its first picture is used",
        DataWarning,
    ),
    Row(
        "an image of one pixel",
        skipped(one_pixel, "x.png"),
        r"^DIR: 1 x tiny \(first: DIR/cat/x\.png: 1 wide and 1 high: there is nothing to be",
        DataWarning,
    ),
    Row(
        "a file that is no image",
        skipped(lambda: b"", "notes.txt"),
        r"^DIR: 1 x other_file \(first: DIR/cat/notes\.txt: no image by its suffix; passed over\)$",
        DataWarning,
    ),
]
