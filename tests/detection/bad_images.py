"""Bad input: images that turn out bad while a model trains."""

import pathlib

import tensorflow as tf

from tests.bad_input import Row
from tests.detection.annotation_files import write_image, write_pair
from tfvision.detection.dataset import read


def examples_after(spoil):
    """Reads a good folder, spoils its image `a.jpg`, and asks for the examples."""

    def act(folder):
        data = read(write_pair(folder))
        spoil(folder / "a.jpg")
        return list(data.examples())

    return act


TRAINING = tf.errors.InvalidArgumentError

IMAGES = [
    Row(
        "an image that is gone",
        examples_after(pathlib.Path.unlink),
        r"DIR/a\.jpg: No such file or directory",
        TRAINING,
    ),
    Row(
        "an empty image",
        examples_after(lambda path: path.write_bytes(b"")),
        r"DIR/a\.jpg: the file is empty",
        TRAINING,
    ),
    Row(
        "an image that is cut off",
        examples_after(lambda path: path.write_bytes(path.read_bytes()[:-40])),
        r"DIR/a\.jpg: a JPEG file that is cut off or damaged \(\d+ bytes\)",
        TRAINING,
    ),
    Row(
        "a web page with the name of an image",
        examples_after(lambda path: path.write_bytes(b"<html>")),
        r"DIR/a\.jpg: not an image that OpenCV can decode \(it starts with b\\?'<html>\\?'\)",
        TRAINING,
    ),
    Row(
        "an image of another size",
        examples_after(lambda path: write_image(path, (60, 80))),
        r"DIR/a\.jpg: the image is 80 wide and 60 high, but annotated as 40 wide and 30 high in "
        r"DIR/a\.xml",
        TRAINING,
    ),
]
