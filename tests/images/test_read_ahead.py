"""Reading in threads: in order, with account of what failed, and an end when nobody listens."""

import threading

import pytest
import tensorflow as tf

from tfvision.images import ImageError
from tfvision.images.read_ahead import Unread, read_ahead


@pytest.fixture
def paths(tmp_path):
    """Thirty images, the seventh of which is none; their brightness is their number."""
    paths = [tmp_path / f"{i}.png" for i in range(30)]
    for i, path in enumerate(paths):
        path.write_bytes(tf.io.encode_png(tf.fill([2, 5, 3], tf.cast(i, tf.uint8))).numpy())
    paths[7].write_bytes(b"no image")
    return paths


def test_images_come_in_the_order_of_their_files(paths):
    problems = []
    found = list(read_ahead(paths, Unread("skip", problems)))
    assert [path for path, _ in found] == [*paths[:7], *paths[8:]]
    assert [int(image[0, 0, 0]) for _, image in found] == [*range(7), *range(8, 30)]
    ((path, message),) = problems
    assert path == str(paths[7]) and "7.png: not an image" in message


def test_the_first_error_ends_it_if_asked_to(paths):
    with pytest.raises(ImageError, match=r"7\.png"):
        list(read_ahead(paths, Unread("raise")))


def test_who_stops_early_leaves_no_thread(paths):
    before = threading.active_count()
    reading = read_ahead(paths, Unread("raise"))
    next(reading)
    reading.close()
    assert threading.active_count() == before


def test_nothing_to_read_is_nothing():
    assert list(read_ahead([], Unread())) == []
