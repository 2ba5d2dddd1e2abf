"""What `deform_conv2d` answers, gradients included, for tests that compare it."""

import numpy as np
import tensorflow as tf

from tfvision.layers import deform_conv2d


def outputs_and_gradients(tensors, rest, upstream, **options):
    fed = {name: tf.constant(value) for name, value in tensors.items()}
    with tf.GradientTape() as tape:
        tape.watch(fed)
        outputs = deform_conv2d(**fed, **rest, **options)
    gradients = tape.gradient(outputs, fed, tf.cast(upstream, outputs.dtype))
    return {"outputs": outputs.numpy(), **{k: v.numpy() for k, v in gradients.items()}}


def assert_equal(got, expected, tolerance=1e-6):
    assert got.keys() == expected.keys()
    for name, value in got.items():
        assert value.shape == expected[name].shape
        largest = np.abs(expected[name]).max()
        np.testing.assert_allclose(
            value, expected[name], rtol=0, atol=tolerance * max(largest, 1e-2), err_msg=name
        )
