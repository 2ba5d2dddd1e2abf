"""The identity, with another gradient: a learning rate of its own for one part of a network."""

import tensorflow as tf


def scale_gradient(tensor, factor):
    """Returns `tensor`; its gradient is multiplied by `factor`.

    Example:
        >>> variable = tf.Variable(3.0)
        >>> with tf.GradientTape() as tape:
        ...     squared = scale_gradient(variable * 1.0, 0.1) ** 2
        >>> float(tape.gradient(squared, variable))
        0.6
    """

    @tf.custom_gradient
    def identity(value):
        return tf.identity(value), lambda upstream: upstream * tf.cast(factor, upstream.dtype)

    return identity(tf.convert_to_tensor(tensor))
