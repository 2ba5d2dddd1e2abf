"""From samples to examples: columns that belong together, in any order."""

import numpy as np
import pytest
import tensorflow as tf

from tests.text.character_files import write_image
from tfvision.text.loading import examples
from tfvision.text.sample import Sample

BOXES = np.array([[0, 0, 10, 15], [20, 3, 40, 30], [-4, 1, 4, 9], [41, 1, 50, 9]], "float32")


@pytest.fixture
def samples(tmp_path):
    paths = [str(write_image(tmp_path / f"{i}.png", (30, 40), 20 * i)) for i in range(3)]
    ignored = np.array([True, False, False, True])
    return [
        Sample(paths[0], BOXES[:0]),
        Sample(paths[1], BOXES, ["か", "\n", "e\u0301", "y"], np.arange(4, dtype="int32"), ignored),
        Sample(paths[2], BOXES[:1]),
    ]


def test_an_example(samples):
    found = {int(example["image_id"]): example for example in examples(samples)}
    one = {key: value.numpy() for key, value in found[1].items()}
    assert one["image"].shape == (30, 40, 3) and (one["image"] == 20).all()
    expected = [[0, 0, 0.25, 0.5], [0.5, 0.1, 1, 1], [0, 1 / 30, 0.1, 0.3]]
    np.testing.assert_allclose(one["boxes_xyxy"], expected, rtol=1e-6)
    assert [text.decode() for text in one["characters"]] == ["か", " ", "e\u0301"]
    assert one["lines"].tolist() == [0, 1, 2]
    assert one["ignored"].tolist() == [True, False, False]
    for key, shape in (("boxes_xyxy", (0, 4)), ("characters", (0,)), ("lines", (0,))):
        assert found[0][key].shape == shape
    assert found[2]["characters"].numpy().tolist() == [b""]
    assert found[2]["lines"].numpy().tolist() == [-1]


def test_quads_beside_boxes(samples):
    corners = BOXES[:1, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    turned = np.array([[[5, 0], [20, 10], [15, 20], [0, 10]]], "float32")
    around = np.array([[0, 0, 20, 20]], "float32")
    mixed = [*samples[::2], Sample(samples[1].path, around, quads_px=turned)]
    found = [example["quads_xy"].numpy() for example in examples(mixed)]
    assert found[0].shape == (0, 4, 2)
    np.testing.assert_allclose(found[1] * [40, 30], corners, rtol=1e-6)
    np.testing.assert_allclose(found[2] * [40, 30], turned, rtol=1e-6)
    assert "quads_xy" not in next(iter(examples(samples)))


def test_a_seed_alone_decides_the_order(samples):
    def order(seed):
        return [int(example["image_id"]) for example in examples(samples, seed)]

    assert order(None) == [0, 1, 2]
    orders = [order(tf.constant([1, i], tf.int64)) for i in range(4)]
    assert orders[3] == order([1, 3])
    assert len(set(map(tuple, orders))) > 1 and all(sorted(o) == [0, 1, 2] for o in orders)


def test_no_samples():
    assert list(examples([])) == []
