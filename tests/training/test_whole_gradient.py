"""Optimizers of the whole gradient; on several workers, `test_many_machines` has them step."""

import keras
import numpy as np
import pytest

from training.rmsprop import RMSpropTF
from training.whole_gradient import SGD, Adam, LossScale


@pytest.mark.parametrize("ours", [SGD, Adam, RMSpropTF])
def test_one_replica_steps_as_keras_has_it(ours):
    def stepped(kind, grads):
        variables = [keras.Variable([1.0, 2.0]), keras.Variable([[3.0]])]
        kind(0.1, global_clipnorm=1.0).apply(grads, variables)
        return [variable.numpy() for variable in variables]

    grads = [np.array([3.0, 0.0], "float32"), np.array([[4.0]], "float32")]
    clipped = [grad / 5 for grad in grads]
    for one, other in zip(stepped(ours, grads), stepped(ours, clipped), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    if ours is not RMSpropTF:
        theirs = stepped(getattr(keras.optimizers, ours.__name__), grads)
        for one, other in zip(stepped(ours, grads), theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)


def test_an_overflow_leaves_the_step_out():
    variable = keras.Variable([1.0, 2.0])
    optimizer = LossScale(SGD(0.1), initial_scale=4.0)
    optimizer.apply([np.array([np.inf, 0.0], "float32")], [variable])
    np.testing.assert_array_equal(variable, [1, 2])
    optimizer.apply([np.array([2.0, 0.0], "float32")], [variable])
    np.testing.assert_allclose(variable, [0.9, 2])  # Of a scale that has been halved.
