"""GhostModule against PyTorch's numbers; what is sliced away, counts, folding, errors."""

import pathlib

import keras
import numpy as np
import pytest

from tests.goldens.ghost_torch import MODULES, features
from tests.goldens.mobilenet_v2_torch import convolution_weights
from tfvision.layers import GhostModule, fold

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/ghost_torch.npz"


def fill(layer, index, torch_channels):
    """Gives a `ConvNormAct` the weights that torch's `index`-th convolution has.

    Torch makes `torch_channels` maps, of which this layer may make the first ones only.
    """
    shape = list(layer.convolution.kernel.shape)
    shape[2 if layer.depthwise else 3] = torch_channels
    kernel, *rest = convolution_weights(index, shape, layer.depthwise)
    made = slice(layer.filters)
    layer.convolution.set_weights([kernel[:, :, made] if layer.depthwise else kernel])
    layer.normalization.set_weights([values[made] for values in rest])


def assert_equal(got, expected, rtol=1e-6):
    assert np.std(expected) > 0.01
    np.testing.assert_allclose(got, expected, rtol=0, atol=rtol * np.abs(expected).max())


@pytest.mark.parametrize("keep_sliced", [False, True])
@pytest.mark.parametrize("name", MODULES)
def test_equals_the_same_module_in_torch(name, keep_sliced):
    layer = GhostModule(**MODULES[name], keep_sliced=keep_sliced)
    layer.build((None, None, None, 6))
    fill(layer.primary, 0, layer.intrinsic)
    if layer.cheap is not None:
        fill(layer.cheap, 1, layer.intrinsic * (layer.ratio - 1))
    folded = GhostModule(**MODULES[name], keep_sliced=keep_sliced, norm=False)
    folded.build((None, None, None, 6))
    fold(layer, folded)
    with np.load(GOLDEN) as golden:
        assert_equal(layer(features()), golden[name])
        assert_equal(folded(features()), golden[name])


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        # 3 x 3 x 6 to half the maps, 3 x 3 to the other half, gamma and beta for all
        ({"filters": 8, "kernel_size": 3}, 4 * 54 + 4 * 9 + 16),
        ({"filters": 7, "kernel_size": 3}, 4 * 54 + 3 * 9 + 14),
        ({"filters": 7, "kernel_size": 3, "keep_sliced": True}, 4 * 54 + 4 * 9 + 16),
        ({"filters": 1}, 6 + 2),
        ({"filters": 1, "keep_sliced": True}, 6 + 9 + 4),
        ({"filters": 8, "ratio": 3, "cheap_kernel_size": 5}, 3 * 6 + 5 * 25 + 16),
        ({"filters": 8, "ratio": 1}, 8 * 6 + 16),
    ],
    ids=str,
)
def test_parameter_counts(arguments, parameters):
    layer = GhostModule(**arguments)
    layer.build((None, None, None, 6))
    assert sum(np.prod(v.shape) for v in layer.trainable_variables) == parameters


@pytest.mark.parametrize("size_hw", [(9, 14), (8, 13), (1, 1)])
def test_sizes_are_rounded_up(size_hw):
    for kernel_size in (1, 3, 5):
        layer = GhostModule(5, kernel_size, strides=2)
        shape = (2, *(-(-side // 2) for side in size_hw), 5)
        assert tuple(layer(np.zeros([2, *size_hw, 3], "float32")).shape) == shape
        assert layer.compute_output_shape((2, *size_hw, 3)) == shape


def test_in_half_precision():
    layer = GhostModule(5, dtype="mixed_bfloat16")
    assert layer(np.ones([1, 4, 6, 3], "float32")).dtype == "bfloat16"
    assert {v.dtype for v in layer.trainable_variables} == {"float32"}


def test_both_convolutions_know_that_they_are_training():
    layer = GhostModule(4)
    layer(features())
    norms = [layer.primary.normalization, layer.cheap.normalization]
    layer(features(), training=False)
    assert not any(keras.ops.any(norm.moving_mean != 0) for norm in norms)
    layer(features(), training=True)
    assert all(keras.ops.all(norm.moving_mean != 0) for norm in norms)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": 0}, "filters must be at least 1, got 0"),
        ({"filters": 4, "ratio": 0}, "ratio must be at least 1, got 0"),
        ({"filters": 4, "cheap_kernel_size": 2}, "cheap_kernel_size must be odd, got 2"),
    ],
)
def test_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        GhostModule(**arguments)
