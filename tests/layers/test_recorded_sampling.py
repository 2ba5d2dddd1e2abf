"""Deformable layers are found in nested models, and what they do is recorded."""

import keras
import numpy as np
import pytest

from tests.contracts import features
from tfvision.layers import DeformConv2D
from tfvision.layers.recorded_sampling import deformable_layers, recorded_sampling


class Inner(keras.layers.Layer):
    """Calls one deformable convolution twice."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parts = [DeformConv2D(4, name="twice"), DeformConv2D(3, modulated=False, name="last")]

    def build(self, input_shape):
        for part in self.parts:
            part.build((None, None, None, 4))

    def call(self, inputs):
        return self.parts[1](self.parts[0](self.parts[0](inputs)))


class Outer(keras.Model):
    """A model of a layer of layers."""

    def __init__(self):
        super().__init__(name="outer")
        self.inner = Inner(name="inner")
        self.dense = keras.layers.Dense(4, name="dense")

    def call(self, images):
        return self.inner(self.dense(images))


def test_layers_are_found_by_path():
    model = Outer()
    model(features())
    assert set(deformable_layers(model)) == {"outer/inner/twice", "outer/inner/last"}
    assert deformable_layers(keras.Sequential([keras.layers.Dense(2)])) == {}


def test_two_of_one_name():
    parts = [keras.Sequential([DeformConv2D(2, name="one")], name="part") for _ in range(2)]
    for part in parts:
        part.build((None, None, None, 4))
    first = keras.Sequential([parts[0]], name="first")
    model = keras.Sequential([first, parts[1]])
    assert list(deformable_layers(model)) == ["part/one", "part/one_2"]


def test_each_call_is_recorded():
    model = Outer()
    expected = model(features()[:, :7])
    one, two, last = recorded_sampling(model, features()[:, :7])
    assert one.layer is two.layer is model.inner.parts[0]
    assert one.size_hw == last.size_hw == (7, 16)
    assert one.offsets.shape == (2, 7, 16, 18)
    assert one.mask.shape == (2, 7, 16, 9)
    assert last.mask is None
    # The layers are as they were.
    assert "sampling" not in vars(model.inner.parts[0])
    np.testing.assert_array_equal(model(features()[:, :7]), expected)


def test_layers_are_as_they_were_after_an_error():
    model = Outer()
    model(features())
    with pytest.raises(ValueError, match="dense"):
        recorded_sampling(model, features()[..., :3])
    assert "sampling" not in vars(model.inner.parts[0])


def test_lengths_and_what_is_outside():
    layer = DeformConv2D(2, offset_groups=2, padding="same")
    layer.build((None, None, None, 4))
    (fresh,) = recorded_sampling(layer, features())
    assert not fresh.lengths.any()
    # The ring of padding: its taps of the border's outputs.
    assert fresh.outside.sum() == 2 * 2 * (2 * 12 * 3 + 2 * 16 * 3 - 4)
    bias = np.zeros(layer.offset_bias.shape)
    bias[[0, 1]] = 30, 40
    layer.set_offset_weights([np.zeros(layer.offset_kernel.shape), bias])
    (moved,) = recorded_sampling(layer, features())
    np.testing.assert_allclose(moved.lengths[0, 5, 7, :2], [50, 0], rtol=1e-6)
    assert moved.outside[:, :, 0, 0].all()
    assert not moved.outside[0, 5 * 16 + 7, 0, 1:].any()
