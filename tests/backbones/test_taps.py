"""Where a branching network is read."""

import keras
import pytest

from tfvision.backbones.taps import last_of_strides


def branching():
    """Stem to stride 2, a residual block, two branches to stride 4, their sum, and a head."""
    conv = keras.layers.Conv2D
    inputs = keras.Input([None, None, 3])
    stem = conv(4, 3, 2, padding="same", name="stem")(inputs)
    inner = conv(4, 3, padding="same", name="inner")(stem)
    block = keras.layers.Add(name="block")([stem, inner])
    padded = keras.layers.ZeroPadding2D(1, name="padded")(block)
    left = conv(5, 3, 2, name="left")(padded)
    wide = conv(5, 1, name="wide")(block)
    right = conv(5, 3, 2, padding="same", name="right")(wide)
    outputs = keras.layers.Add(name="both")([left, right])
    pooled = keras.layers.GlobalAveragePooling2D(name="pooled")(outputs)
    return keras.Model(inputs, [outputs, pooled], name="branching")


def test_finds_where_all_paths_meet():
    found = last_of_strides(branching(), (2, 4))
    assert {stride: layer.name for stride, layer in found.items()} == {2: "block", 4: "both"}


def test_keeps_the_order_that_is_asked_for():
    assert list(last_of_strides(branching(), (4, 2))) == [4, 2]


def test_names_the_strides_that_there_are():
    with pytest.raises(ValueError, match=r"taps must be among 2, 4 for branching, got \[8\]"):
        last_of_strides(branching(), (4, 8))
