"""Rendered shapes: balanced, repeatable, and telling the class apart from the ground."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.shape_outlines import OUTLINES
from tfvision.classification.shapes import CLASSES, Shapes, render

SIZE = (32, 40)


def test_the_same_arguments_give_the_same_picture():
    for position in range(len(CLASSES)):
        image, label = render(3, position, SIZE)
        assert image.shape == (*SIZE, 3) and image.dtype == np.uint8
        assert label == position % 8
        np.testing.assert_array_equal(image, render(3, position, SIZE)[0])
        assert (image != render(4, position, SIZE)[0]).any()
        assert image.astype(float).std() > 5


@pytest.mark.parametrize("name", CLASSES)
def test_outlines_lie_in_the_unit_circle_and_fill_some_of_it(name):
    for part in OUTLINES[name]:
        assert np.linalg.norm(part, axis=1).max() < 1 + 1e-6
    x, y = OUTLINES[name][0].T
    area = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    assert 0.6 < area < np.pi


def test_no_two_outlines_are_alike():
    assert len({tuple(part.shape for part in parts) for parts in OUTLINES.values()}) == 8


def test_the_protocol_of_data():
    data = Shapes(10, seed=3, size_hw=SIZE)
    assert len(data) == 10 == len(list(data.examples()))
    assert repr(data) == "Shapes(10, seed=3, size_hw=(32, 40))"
    assert data.path_of(tf.constant(7, tf.int64)) == "shapes/3/7"
    for i, example in enumerate(data.examples()):
        assert int(example["image_id"]) == i and int(example["label"]) == i % 8
        np.testing.assert_array_equal(example["image"], render(3, i, SIZE)[0])
    spec = data.examples().element_spec
    assert spec["image"].shape == (*SIZE, 3)
    assert (spec["label"].dtype, spec["image_id"].dtype) == (tf.int32, tf.int64)


def test_order_is_a_function_of_the_seed():
    data = Shapes(10, size_hw=SIZE)
    orders = [[int(e["image_id"]) for e in data.examples([7, i])] for i in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(10))


@pytest.mark.parametrize("keep_mb, kept", [(512, 4), (0, 0), (3 * 32 * 40 * 2.5 / 2**20, 2)])
def test_memory_is_bounded(keep_mb, kept):
    data = Shapes(4, size_hw=SIZE, keep_mb=keep_mb)
    first, again = ([e["image"].numpy() for e in data.examples()] for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert len(data._kept) == kept


@pytest.mark.parametrize(
    "wrong", [{"count": -1}, {"seed": -1}, {"size_hw": (8, 64)}, {"size_hw": (64,)}]
)
def test_arguments_out_of_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Shapes(**({"count": 3} | wrong))
