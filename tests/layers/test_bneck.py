"""MobileNetV3's block: where it weighs its channels, what it adds, and the port's version."""

import numpy as np
import pytest

from tfvision.layers import Bneck, fold


@pytest.fixture
def x(rng):
    return rng.normal(size=[2, 5, 9, 8]).astype("float32")


def test_weighs_the_widened_channels(x):
    block = Bneck(8, kernel_size=5, hidden=24, reduced=3)
    outputs = block(x)
    wide = block.depthwise(block.expand(x))
    assert wide.shape == (2, 5, 9, 24)
    narrow = block.project(block.squeeze_excite(wide))
    np.testing.assert_allclose(outputs, narrow + x, rtol=1e-5, atol=1e-6)
    assert np.min(narrow) < -0.3, "the projection is linear"


def test_the_gate_is_a_hard_sigmoid_after_a_relu(x):
    block = Bneck(8, reduced=3)
    block(x)
    excite = block.squeeze_excite
    excite.expand.bias.assign(np.linspace(-6, 6, 8))
    means = x.mean(axis=(1, 2))
    hidden = np.maximum(means @ excite.reduce.kernel.numpy(), 0)
    weights = np.clip(hidden @ excite.expand.kernel.numpy() + np.linspace(-6, 6, 8) + 3, 0, 6) / 6
    assert weights.min() == 0 and weights.max() == 1
    np.testing.assert_allclose(excite(x), x * weights[:, None, None], atol=1e-5)


def test_without_wider_channels_nothing_is_widened(x):
    block = Bneck(8)
    block(x)
    assert block.expand is None and block.squeeze_excite is None
    # Depthwise 3x3 and pointwise, each with its normalization
    assert block.count_params() == 8 * 9 + 4 * 8 + 8 * 8 + 4 * 8


@pytest.mark.parametrize("filters", [8, 6])
def test_late_the_narrowed_channels_are_weighed_and_the_input_always_added(x, filters):
    block = Bneck(filters, reduced=2, late=True)
    outputs = block(x)
    assert block.expand.filters == 8, "it widens even to as many channels"
    narrow = block.squeeze_excite(block.project(block.depthwise(block.expand(x))))
    assert (block.shortcut is None) == (filters == 8)
    added = x if filters == 8 else block.shortcut(x)
    np.testing.assert_allclose(outputs, narrow + added, rtol=1e-5, atol=1e-6)


def test_late_with_a_stride_nothing_is_added(x):
    block = Bneck(6, strides=2, late=True, padding="torch")
    outputs = block(x)
    assert outputs.shape == (2, 3, 5, 6) and block.shortcut is None
    narrow = block.project(block.depthwise(block.expand(x)))
    np.testing.assert_allclose(outputs, narrow, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("late", [False, True])
def test_folded_it_gives_the_same(x, rng, late):
    options = {"filters": 6, "hidden": 12, "reduced": 3, "late": late}
    block, folded = Bneck(**options), Bneck(**options, norm=False)
    for one in (block, folded):
        one(x)
    for variable in block.variables:
        low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.5
        variable.assign(rng.uniform(low, low + 1, variable.shape))
    np.testing.assert_allclose(fold(block, folded)(x), block(x), rtol=1e-4, atol=1e-4)
