"""Training for a time: it ends when that is up, and the rate falls until then."""

import types

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.demo import brief_training

RATES = []


class Noting(keras.optimizers.SGD):
    def apply(self, grads, trainable_variables=None):
        tf.py_function(lambda rate: RATES.append(float(rate)), [self.learning_rate], [])
        return super().apply(grads, trainable_variables)


@pytest.fixture
def clock(monkeypatch):
    """A second passes with every look at it."""
    now = iter(range(10_000))
    monkeypatch.setattr(
        brief_training, "time", types.SimpleNamespace(perf_counter=lambda: float(next(now)))
    )


def test_it_ends_and_the_rate_falls_until_then(clock, capsys):
    model = keras.Sequential([keras.Input([3]), keras.layers.Dense(1)])
    model.compile(Noting(0.5), "mse")
    one = np.ones([4, 3], "float32"), np.ones([4, 1], "float32")
    batches = tf.data.Dataset.from_tensors(one).repeat()
    RATES.clear()
    # The first step starts the clock and looks twice; each one after it looks twice.
    steps = brief_training.train(model, batches, 100, 0.2, "learning")
    assert steps == len(RATES) == 51
    assert RATES[0] == pytest.approx(0.2 / 20)
    expected = [0.2 * min(1, (i + 1) / 20) * (1 - 2 * i / 100) for i in range(1, 51)]
    np.testing.assert_allclose(RATES[1:], expected, rtol=1e-5, atol=1e-7)
    assert "100/100 s" in capsys.readouterr().err
