"""A variable at a rate of its own: the value, and the gradient of any order."""

import pytest
import tensorflow as tf

from tfvision.layers.rate_multiplier import at_rate


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
def test_the_gradient_by_the_product_reaches_the_variable(dtype):
    variable = tf.Variable([4.0, -8.0], dtype=dtype)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            weight = at_rate(variable, 0.25)  # [1, -2]
            total = tf.reduce_sum(weight**3)
        gradient = tape.gradient(total, variable)
    assert weight.dtype == dtype
    assert weight.numpy().tolist() == [1, -2]
    assert gradient.numpy().tolist() == [3, 12]
    assert outer.gradient(gradient, variable).numpy().tolist() == [6, -12]


def test_in_a_graph():
    variable = tf.Variable(3.0)

    @tf.function
    def gradient():
        with tf.GradientTape() as tape:
            squared = at_rate(variable, 2) ** 2
        return squared, tape.gradient(squared, variable)

    assert [float(value) for value in gradient()] == [36, 12]
