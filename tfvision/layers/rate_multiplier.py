"""Variables that move at a multiple of the learning rate, whatever the optimizer."""

import tensorflow as tf


def at_rate(stored, multiplier):
    """Returns `multiplier * stored`; the gradient by it reaches `stored` whole.

    An optimizer's step then moves the result `multiplier` times as far as if it were the variable
    itself. A gradient that is multiplied would do so with plain SGD only: others divide it by its
    own size.

    Example:
        >>> variable = tf.Variable(30.0)
        >>> with tf.GradientTape() as tape:
        ...     squared = at_rate(variable, 0.1) ** 2
        >>> float(squared), float(tape.gradient(squared, variable))
        (9.0, 6.0)
    """

    @tf.custom_gradient
    def scaled(value):
        return tf.cast(multiplier, value.dtype) * value, tf.identity

    return scaled(tf.convert_to_tensor(stored))
