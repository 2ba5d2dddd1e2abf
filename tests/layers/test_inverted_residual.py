"""The inverted residual block: when it adds its input, and its two halves."""

import numpy as np
import pytest

from tfvision.layers import InvertedResidual


@pytest.fixture
def x(rng):
    return rng.normal(size=[2, 6, 9, 4]).astype("float32")


@pytest.mark.parametrize(
    ("options", "adds"),
    [
        ({"filters": 4}, True),
        ({"filters": 4, "residual": False}, False),
        ({"filters": 4, "strides": 2}, False),
        ({"filters": 5}, False),
    ],
)
def test_adds_the_input_where_the_shapes_allow_it(x, options, adds):
    block = InvertedResidual(**options)
    outputs = block(x)
    narrow = block.project(block.depthwise(block.expand(x)))
    np.testing.assert_allclose(outputs, narrow + x if adds else narrow, rtol=1e-5, atol=1e-6)


def test_a_call_is_expand_then_project(x):
    block = InvertedResidual(4, hidden=10)
    outputs = block(x)
    expanded = block.expand_features(x)
    assert expanded.shape == (2, 6, 9, 10)
    assert 0 <= np.min(expanded) and np.max(expanded) <= 6
    np.testing.assert_array_equal(block.project_features(expanded, x), outputs)


@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("padding", ["same", "torch"])
def test_shapes(x, strides, padding):
    block = InvertedResidual(7, strides=strides, padding=padding)
    assert block(x[:, :5]).shape == block.compute_output_shape((2, 5, 9, 4))
    assert block(x[:, :5]).shape == ((2, 5, 9, 7) if strides == 1 else (2, 3, 5, 7))


def test_an_expansion_of_one_widens_nothing(x):
    block = InvertedResidual(5, expansion=1)
    block(x)
    assert block.expand is None
    assert block.expand_features(x) is x
    # Depthwise 3x3 and pointwise, each with its normalization
    assert block.count_params() == 4 * 9 + 4 * 4 + 4 * 5 + 4 * 5


def test_the_layers_carry_the_names_of_the_paper(x):
    block = InvertedResidual(5, name="block_1")
    block(x)
    names = {variable.path.split("/")[1] for variable in block.variables}
    assert names == {"expand", "depthwise", "project"}


def test_a_residual_needs_equal_shapes(x):
    with pytest.raises(ValueError, match="strides=2, filters=4, input channels=4"):
        InvertedResidual(4, strides=2, residual=True)(x)
