"""Folding a tree of layers, and what is said where two trees differ."""

import keras
import numpy as np
import pytest

from tfvision.layers import ConvNormAct, L2Normalization, fold


class Pair(keras.Model):
    """A layer that folds beside some that do not, in a list and a dict."""

    def __init__(self, norm, filters=4, **kwargs):
        super().__init__(**kwargs)
        self.convolutions = [ConvNormAct(filters, norm=norm, name="first")]
        self.others = {
            "l2": L2Normalization(name="l2"),
            "head": keras.layers.Conv2D(2, 1, name="head"),
        }
        self(keras.Input([None, None, 3]))

    def call(self, x, training=None):
        x = self.convolutions[0](x, training=training)
        return self.others["head"](self.others["l2"](x))


def test_copies_what_it_does_not_fold(rng):
    source, target = Pair(norm=True), Pair(norm=False)
    for variable in source.variables:
        variable.assign(rng.uniform(0.5, 1.5, variable.shape))
    x = rng.normal(size=[2, 5, 7, 3]).astype("float32")
    before = target(x).numpy()
    assert fold(source, target) is target
    np.testing.assert_allclose(target(x), source(x), rtol=1e-4, atol=1e-5)
    assert np.abs(before - target(x)).max() > 0.1


def test_names_the_layer_that_does_not_fit():
    source = Pair(norm=True, filters=4)
    with pytest.raises(ValueError, match="first"):
        fold(source, Pair(norm=False, filters=5))


def test_names_a_layer_that_is_missing():
    source, target = keras.Sequential([keras.layers.ReLU()]), keras.Sequential(name="empty")
    with pytest.raises(ValueError, match="1 and 0 sublayers"):
        fold(source, target)
