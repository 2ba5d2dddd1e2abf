"""Stochastic depth: whole images, as often as asked for, the same on average."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import StochasticDepth


def test_drops_whole_images_and_scales_the_others(rng):
    x = rng.uniform(1, 2, [400, 3, 5, 2]).astype("float32")
    outputs = StochasticDepth(0.3, seed=1)(x, training=True).numpy()
    dropped = ~outputs.any((1, 2, 3))
    np.testing.assert_allclose(outputs[~dropped], x[~dropped] / 0.7, rtol=1e-6)
    assert dropped.mean() == pytest.approx(0.3, abs=0.06)
    assert outputs.mean() == pytest.approx(x.mean(), rel=0.1)


@pytest.mark.parametrize("training", [None, False])
def test_passes_everything_outside_training(rng, training):
    x = tf.constant(rng.normal(size=[4, 3, 5, 2]))
    assert StochasticDepth(0.9, dtype="float64")(x, training=training) is x


def test_a_frozen_branch_stays_whole(rng):
    x = tf.constant(rng.normal(size=[4, 3, 5, 2]))
    layer = StochasticDepth(0.9, dtype="float64", trainable=False)
    assert layer(x, training=True) is x


def test_a_rate_of_zero_draws_nothing():
    layer = StochasticDepth(0.0)
    assert layer.draws is None
    x = tf.ones([4, 3])
    assert layer(x, training=True) is x


def test_each_call_draws_anew_and_a_seed_repeats_it():
    x = np.ones([64, 1, 2, 1], "float32")

    def draws(layer):
        step = tf.function(lambda images: layer(images, training=True))
        return [step(x).numpy().ravel().tolist() for _ in range(2)]

    first = draws(StochasticDepth(0.5, seed=3))
    assert first == draws(StochasticDepth(0.5, seed=3))
    assert first[0] != first[1]
    assert first != draws(StochasticDepth(0.5, seed=4))


def test_has_no_weights_and_keeps_the_precision():
    layer = StochasticDepth(0.5, dtype="mixed_bfloat16")
    assert layer(keras.ops.ones([2, 3, 4, 5], "bfloat16"), training=True).dtype == tf.bfloat16
    assert not layer.weights and layer.count_params() == 0


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_refuses_a_rate_that_leaves_nothing(rate):
    with pytest.raises(ValueError, match=rf"drop_rate must be in \[0, 1\), got {rate}"):
        StochasticDepth(rate)
