"""The judged copy against a plain average of what the weights were after each step."""

import keras
import numpy as np
import pytest

from training.averages import JudgeAverage, JudgeLatest

STEPS, EPOCHS = 4, 3


def made():
    layers = [keras.layers.Dense(3, name="first"), keras.layers.BatchNormalization(name="norm")]
    layers += [keras.layers.Dense(1, name="last")]
    model = keras.Sequential([keras.Input([2]), *layers])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


class Note(keras.callbacks.Callback):
    """Keeps the weights after each step."""

    def __init__(self):
        super().__init__()
        self.weights = []

    def on_train_batch_end(self, batch, logs=None):
        self.weights.append(self.model.get_weights())


def trained(judge_of, frozen=()):
    """`(copy, weights before, weights after each step)` of a run with a judge."""
    model = made()
    for name in frozen:
        model.get_layer(name).trainable = False
    model.compile(keras.optimizers.SGD(0.1), "mse")
    judged = keras.models.clone_model(model)
    judged.set_weights(model.get_weights())
    before, note = model.get_weights(), Note()
    random = np.random.default_rng(0)
    data = random.normal(size=[5 * STEPS, 2]), random.normal(size=[5 * STEPS, 1])
    callbacks = [note, judge_of(judged)]
    model.fit(*data, batch_size=5, epochs=EPOCHS, callbacks=callbacks, verbose=0)
    return judged, before, note.weights


def plain_average(before, steps, momentum, ramp):
    average = before
    for t, weights in enumerate(steps):
        kept = min(momentum, (1 + t) / (10 + t)) if ramp else momentum * (t > 0)
        average = [kept * a + (1 - kept) * w for a, w in zip(average, weights, strict=True)]
    return average


def assert_same(model, expected):
    for now, wanted in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(now, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("ramp", [False, True])
def test_the_average_of_weights_and_statistics(ramp):
    judged, before, steps = trained(lambda copy: JudgeAverage(copy, 0.8, ramp, statistics=True))
    assert_same(judged, plain_average(before, steps, 0.8, ramp))


def test_without_their_average_the_statistics_are_the_latest():
    judged, before, steps = trained(lambda copy: JudgeAverage(copy, 0.8))
    average = plain_average(before, steps, 0.8, ramp=False)
    for i, weight in enumerate(made().weights):
        if "moving" in weight.path:
            average[i] = steps[-1][i]
    assert_same(judged, average)
    assert sum("moving" in weight.path for weight in made().weights) == 2


def test_what_is_frozen_stays():
    judged, before, steps = trained(
        lambda copy: JudgeAverage(copy, 0.8, ramp=True, statistics=True), ["first", "norm"]
    )
    for i, weight in enumerate(made().weights):
        if "last" not in weight.path:
            np.testing.assert_array_equal(steps[-1][i], before[i])
    assert_same(judged, plain_average(before, steps, 0.8, ramp=True))


def test_the_ramp_is_that_of_tensorflow_1():
    judge = JudgeAverage(None, 0.9999, ramp=True)
    kept = [judge.kept(step) for step in (0, 1, 90, 10**7)]
    np.testing.assert_allclose(kept, [0.1, 2 / 11, 0.91, 0.9999])


def test_the_latest_weights():
    judged, _, steps = trained(JudgeLatest)
    assert_same(judged, steps[-1])
