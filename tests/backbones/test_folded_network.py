"""Which normalizations of a functional network can be folded."""

import keras
import numpy as np

from tfvision.backbones.folded_network import copy_folded, foldable, without_normalization


def network():
    """Every case: three kinds of convolution, a bias, two readers, an activation in between."""
    inputs = keras.Input([None, None, 3])
    norm = keras.layers.BatchNormalization
    x = keras.layers.Conv2D(4, 3, use_bias=False, name="plain")(inputs)
    x = norm(name="plain_norm")(x)
    x = keras.layers.DepthwiseConv2D(3, name="depthwise")(x)
    x = norm(scale=False, name="depthwise_norm")(x)
    x = keras.layers.SeparableConv2D(5, 3, use_bias=False, name="separable")(x)
    x = norm(center=False, name="separable_norm")(x)
    active = keras.layers.Conv2D(5, 1, activation="relu", name="active")(x)
    active = norm(name="active_norm")(active)
    shared = keras.layers.Conv2D(5, 1, name="shared")(active)
    x = norm(name="shared_norm")(shared) + shared
    return keras.Model(inputs, [x, keras.layers.ReLU(name="end")(x)])


def test_folds_what_follows_a_convolution_and_leaves_the_rest(rng):
    source = network()
    assert foldable(source) == {
        "plain_norm": "plain",
        "depthwise_norm": "depthwise",
        "separable_norm": "separable",
    }
    for variable in source.variables:
        variable.assign(rng.uniform(0.2, 1.2, variable.shape))
    target = without_normalization(network())
    copy_folded(source, target)
    kinds = [type(layer) for layer in target.layers]
    assert kinds.count(keras.layers.BatchNormalization) == 2
    x = rng.normal(size=[2, 9, 12, 3]).astype("float32")
    for got, expected in zip(target(x), source(x), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-4)
