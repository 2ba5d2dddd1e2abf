"""One-hot targets, the best few classes, and one undoes the other."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import Codec


def test_decode_undoes_encode(rng):
    codec = Codec(7, label_smoothing=0.3, top=3)
    labels = rng.integers(0, 7, [11])
    decoded = codec.decode(tf.math.log(codec.encode(labels)))
    np.testing.assert_array_equal(decoded["labels"][:, 0], labels)
    np.testing.assert_allclose(decoded["scores"][:, 0], 0.7 + 0.3 / 7, rtol=1e-5)


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_targets_are_shares_of_each_class(rng, shape):
    labels = rng.integers(0, 4, shape)
    targets = Codec(4, label_smoothing=0.1).encode(tf.constant(labels, tf.int64))
    assert targets.dtype == tf.float32 and targets.shape == (*shape, 4)
    np.testing.assert_allclose(tf.reduce_sum(targets, -1), np.ones(shape), rtol=1e-6)
    expected = np.where(np.arange(4) == labels[..., None], 0.925, 0.025)
    np.testing.assert_allclose(targets, expected, rtol=1e-6)


def test_without_smoothing_targets_are_exact():
    assert Codec(3).encode([2, 0]).numpy().tolist() == [[0, 0, 1], [1, 0, 0]]


def softmax_loop(logits):
    exponentials = [math.exp(x - max(logits)) for x in logits]
    return [x / sum(exponentials) for x in exponentials]


def test_decode_equals_the_slow_one(rng):
    logits = rng.normal(0, 3, [5, 9]).astype("float32")
    decoded = Codec(9, top=4).decode(logits)
    assert decoded["labels"].dtype == tf.int32
    for row, scores, labels in zip(logits, decoded["scores"], decoded["labels"], strict=True):
        expected = sorted(enumerate(softmax_loop(row.tolist())), key=lambda pair: -pair[1])[:4]
        assert labels.numpy().tolist() == [label for label, _ in expected]
        np.testing.assert_allclose(scores, [score for _, score in expected], rtol=1e-5)


def test_ties_large_logits_half_precision_and_few_classes():
    codec = Codec(3, top=5)
    decoded = codec.decode(tf.constant([[1e4, 1e4, -1e4], [0, 0, 0]], tf.float16))
    assert decoded["scores"].dtype == tf.float32 and decoded["scores"].shape == (2, 3)
    assert decoded["labels"].numpy().tolist() == [[0, 1, 2], [0, 1, 2]]
    np.testing.assert_allclose(decoded["scores"][0], [0.5, 0.5, 0])
    assert codec.decode(tf.zeros([0, 3]))["labels"].shape == (0, 3)


def test_in_a_graph_with_an_open_batch():
    codec = Codec(4, top=2)
    graph = tf.function(codec.decode, input_signature=[tf.TensorSpec([None, 4])])
    assert graph(tf.eye(4)[1:3])["labels"][:, 0].numpy().tolist() == [1, 2]


def test_config_lists_every_argument():
    config = {"classes": 4, "label_smoothing": 0.2, "top": 3}
    assert Codec(**config).get_config() == config


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"classes": 1}, "classes must be at least 2, got 1"),
        ({"label_smoothing": 1.0}, r"label_smoothing must be in \[0, 1\), got 1.0"),
        ({"label_smoothing": -0.1}, r"label_smoothing must be in \[0, 1\), got -0.1"),
        ({"top": 0}, "top must be at least 1, got 0"),
    ],
)
def test_arguments_out_of_range(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        Codec(**({"classes": 3} | wrong))


@pytest.mark.parametrize("label", [-1, 3])
def test_a_label_out_of_range_is_an_error_in_a_graph_too(label):
    for encode in (Codec(3).encode, tf.function(Codec(3).encode)):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"labels must be 0 to 2, got"):
            encode(tf.constant([0, label]))
