"""Images kept decoded: the same pixels, within a limit."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.classification.image_folders import write_image
from tfvision.images.in_memory import InMemory, fits
from tfvision.images.read import read


@pytest.fixture
def paths(tmp_path):
    sizes = [(6, 8), (1, 1), (30, 7)]
    return [str(write_image(tmp_path / f"{i}.png", s, 50 * i)) for i, s in enumerate(sizes)]


def test_the_same_pixels_in_a_graph_too(paths):
    kept = InMemory(paths)
    for image in (kept.image, tf.function(kept.image)):
        for i, path in enumerate(paths):
            np.testing.assert_array_equal(image(tf.constant(i, tf.int64)), read(path))


def test_nothing_to_keep():
    assert InMemory([])._pixels.shape == (0,)


def test_a_broken_image_is_named(paths):
    pathlib.Path(paths[1]).write_bytes(b"<html>")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"1\.png: not an image"):
        InMemory(paths)


def test_the_limit_counts_decoded_bytes(paths):
    pixels = 3 * (6 * 8 + 1 + 30 * 7)
    assert fits(paths, pixels / 2**20)
    assert not fits(paths, (pixels - 1) / 2**20)
    assert fits([*paths, "gone.png"], pixels / 2**20)  # Decoding it will say so.


def test_few_files_of_a_large_set_are_opened(paths):
    class Endless:
        def __iter__(self):
            while True:
                yield paths[2]

    assert not fits(Endless(), 1)
