"""Decoding in a graph: order, formats, sizes, and errors that name the file."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.classification.image_folders import write_image
from tfvision.images.loading import decoded, file_order
from tfvision.images.read import read


@pytest.fixture
def paths(tmp_path):
    """Six images of different grey, in formats that the graph knows and one that it does not.

    Two names are no text.
    """
    suffixes = (".png", ".jpg", ".bmp", ".gif", ".webp", ".tiff")
    files = [write_image(tmp_path / f"{i}{s}", value=20 * i) for i, s in enumerate(suffixes)]
    for i in (1, 5):  # OpenCV dies of writing there.
        files[i] = files[i].rename(tmp_path / f"{i} \udcff{suffixes[i]}")
    return [str(file) for file in files]


def images(paths, order, **options):
    found = decoded(paths, order, lambda i: read(paths[i]), **options)
    return [(int(i), image.numpy()) for i, image in found]


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [4, 1, 5], []])
def test_the_images_in_the_order_asked_for(paths, order):
    found = images(paths, tf.constant(order, tf.int64))
    assert [i for i, _ in found] == order
    for i, image in found:
        assert image.shape == (6, 8, 3) and image.dtype == np.uint8
        np.testing.assert_array_equal(image, read(paths[i]))


def test_the_order_is_a_permutation_by_the_seed_alone():
    assert file_order(5).numpy().tolist() == [0, 1, 2, 3, 4]
    assert file_order(5, places=[1, 4]).numpy().tolist() == [1, 4]
    first = file_order(50, [1, 2]).numpy().tolist()
    assert file_order(50, [1, 2], [7, 9]).numpy().tolist() == [first[7], first[9]]
    assert first == file_order(50, [1, 2]).numpy().tolist()
    assert sorted(first) == list(range(50)) != first != file_order(50, [1, 3]).numpy().tolist()


def test_the_length_and_the_type_are_known(paths):
    dataset = decoded(paths, file_order(6), lambda i: read(paths[i]))
    assert len(dataset) == 6
    assert [spec.shape.as_list() for spec in dataset.element_spec] == [[], [None, None, 3]]


@pytest.mark.parametrize("bad", range(6))
def test_a_broken_image_is_named(paths, bad):
    path = pathlib.Path(paths[bad])
    path.write_bytes(path.read_bytes()[:30])
    seen = []
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=rf"/{bad}( \\+udcff)?\.\w+: .*"
    ) as error:
        for i, _ in decoded(paths, file_order(6), lambda i: read(paths[i])):
            seen.append(int(i))
    assert seen == list(range(bad))
    assert "Traceback" not in str(error.value)


def test_another_size_than_expected_is_asked_for(paths):
    asked = []

    def rescue(i):
        asked.append(i)
        return read(paths[i])

    sizes = [(6, 8), (8, 6), (6, 8), (6, 8), (6, 8), (6, 8)]
    assert len(list(decoded(paths, file_order(6), rescue, sizes))) == 6
    assert sorted(asked) == [1, 5]  # The one of another size, and the TIFF.
