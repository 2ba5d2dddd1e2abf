"""Decoding inside a graph finds what decoding in NumPy finds."""

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_text import lattice
from tfvision.text.codec import Codec
from tfvision.text.graph_decoder import decode

SIZE_HW = (121, 240)


@pytest.fixture(scope="module")
def in_graph():
    """The decoding of maps of any size, traced once; single calls run the same operations."""
    spec = tf.TensorSpec([None, None, None, None], tf.float32)
    return tf.function(lambda maps: decode(maps, Codec(), tf.constant(SIZE_HW)), [spec])


def pages(codec, side, gap):
    """Maps of three pages: full, a few characters, none."""
    boxes = lattice(SIZE_HW, side, gap) / np.tile(SIZE_HW[::-1], 2)
    return np.stack([codec.encode(chosen, SIZE_HW) for chosen in (boxes, boxes[3:7], boxes[:0])])


def assert_alike(found, expected, atol=1e-3):
    """Each image has the boxes of NumPy's decoding, in their order."""
    for row, image in enumerate(expected):
        count = int(found["num_detections"][row])
        assert count == len(image["boxes"])
        for name in ("boxes", "scores"):
            np.testing.assert_allclose(found[name][row, :count], image[name], atol=atol)
            assert not found[name][row, count:].numpy().any()


@pytest.mark.parametrize(
    "codec",
    [
        Codec(),
        Codec(decoder="unclip", peak=0.5, least_size=4),
        Codec(decoder="niter"),
        Codec(blur=0.3, dratio=2.0),
        Codec(decoder="sides", peak=0.5),
    ],
    ids=["fit", "unclip", "niter", "blurred", "sides"],
)
@pytest.mark.parametrize(("side", "gap"), [(22, 12), (16, 0), (11, 3)])
def test_boxes_are_those_of_numpy(codec, side, gap):
    maps = pages(codec, side, gap)
    if codec.decoder != "niter" and gap == 0:
        codec = Codec(**{**codec.get_config(), "split": ()})
    found = decode(tf.constant(maps), codec, tf.constant(SIZE_HW))
    assert_alike(found, codec.decode(maps, SIZE_HW))


def test_noise_has_components_of_every_shape():
    maps = np.random.default_rng(0).random([2, 40, 70, 1], "float32")
    for threshold in (0.3, 0.45, 0.7):
        codec = Codec(threshold=threshold, split=())
        found = decode(tf.constant(maps), codec, tf.constant([80, 140]))
        assert_alike(found, codec.decode(maps, (80, 140)), 2e-3)


def test_touching_characters_are_taken_apart_nearly_alike(in_graph):
    codec = Codec()
    boxes = lattice(SIZE_HW, 9, 0) / np.tile(SIZE_HW[::-1], 2)
    maps = codec.encode(boxes, SIZE_HW)[None]
    found, (expected,) = in_graph(maps), codec.decode(maps, SIZE_HW)
    assert int(found["num_detections"][0]) == len(expected["boxes"]) > 200
    distances = np.abs(found["boxes"][0].numpy()[:, None] - expected["boxes"]).max(-1)
    assert distances.min(1).max() < 1.0 and np.median(distances.min(1)) < 0.05


def test_the_degenerate_maps(in_graph):
    for shape in ([1, 0, 0, 1], [1, 1, 1, 1], [0, 5, 6, 1], [2, 3, 0, 2]):
        found = in_graph(np.zeros(shape, "float32"))
        assert found["boxes"].shape == (shape[0], 0, 4)
        assert found["num_detections"].numpy().tolist() == [0] * shape[0]
    full = np.ones([1, 4, 5, 1], "float32")
    assert_alike(in_graph(full), Codec().decode(full, SIZE_HW))
    with pytest.raises(tf.errors.InvalidArgumentError, match="region must be finite"):
        in_graph(full * np.nan)
