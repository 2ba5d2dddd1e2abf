"""RMSprop against a plain loop of what TensorFlow 1 did, and against Keras's where they agree."""

import keras
import numpy as np
import pytest

from training.rmsprop import RMSpropTF


def plain(weight, gradients, *, rate, rho, momentum, epsilon, first_square):
    square, speed = np.full_like(weight, first_square), np.zeros_like(weight)
    for gradient in gradients:
        square = rho * square + (1 - rho) * gradient**2
        speed = momentum * speed + rate * gradient / np.sqrt(square + epsilon)
        weight = weight - speed
    return weight


def gradients():
    return np.random.default_rng(0).normal(size=[6, 3, 2]).astype("float32")


def run(optimizer):
    variable = keras.Variable(np.linspace(-1, 1, 6).reshape(3, 2).astype("float32"))
    for gradient in gradients():
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    return variable.numpy()


@pytest.mark.parametrize("first_square", [0.0, 1.0])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_it_is_the_plain_loop(first_square, momentum):
    options = {"rho": 0.8, "momentum": momentum, "epsilon": 0.01, "first_square": first_square}
    begin = np.linspace(-1, 1, 6).reshape(3, 2).astype("float32")
    wanted = plain(begin, gradients(), rate=0.05, **options)
    np.testing.assert_allclose(run(RMSpropTF(0.05, **options)), wanted, rtol=1e-5)


def test_begun_at_zero_it_is_keras():
    options = {"rho": 0.9, "momentum": 0.9, "epsilon": 1e-3}
    ours, theirs = (
        RMSpropTF(0.01, first_square=0.0, **options),
        keras.optimizers.RMSprop(0.01, **options),
    )
    np.testing.assert_allclose(run(ours), run(theirs), rtol=1e-5)


def test_its_config_brings_it_back():
    config = {"rho": 0.7, "momentum": 0.5, "epsilon": 0.1, "first_square": 0.5}
    optimizer = RMSpropTF(0.3, **config, weight_decay=0.01, global_clipnorm=2.0)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert again.get_config() == optimizer.get_config()
    assert config.items() <= again.get_config().items()


def test_decay_and_clipping_are_those_of_every_optimizer():
    free, bound = (run(RMSpropTF(0.05, global_clipnorm=norm)) for norm in (None, 1e-3))
    begin = np.linspace(-1, 1, 6).reshape(3, 2)
    assert abs(bound - begin).max() < 0.05 * abs(free - begin).max()
    decayed = run(RMSpropTF(0.05, global_clipnorm=1e-9, weight_decay=0.1))
    np.testing.assert_allclose(decayed, begin * (1 - 0.05 * 0.1) ** 6, rtol=1e-3)
