"""AdaptiveAveragePooling2D against a loop over its cells."""

import math

import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import AdaptiveAveragePooling2D


def oracle(maps, size_hw):
    outputs = np.zeros([maps.shape[0], *size_hw, maps.shape[-1]])
    for i, j in np.ndindex(*size_hw):
        (top, bottom), (left, right) = (
            (math.floor(k * length / cells), math.ceil((k + 1) * length / cells))
            for k, length, cells in zip((i, j), maps.shape[1:3], size_hw, strict=True)
        )
        outputs[:, i, j] = maps[:, top:bottom, left:right].mean(axis=(1, 2))
    return outputs


@pytest.mark.parametrize("map_hw", [(7, 7), (14, 21), (8, 12), (9, 5), (2, 3), (1, 1), (5, 7)])
@pytest.mark.parametrize("size_hw", [(7, 7), (3, 5)])
def test_equals_a_loop_over_the_cells(rng, map_hw, size_hw):
    maps = rng.normal(size=[2, *map_hw, 3]).astype("float32")
    layer = AdaptiveAveragePooling2D(size_hw)
    np.testing.assert_allclose(layer(maps), oracle(maps, size_hw), atol=1e-6)
    assert layer.compute_output_shape(maps.shape) == (2, *size_hw, 3)


def test_size_may_be_unknown(rng):
    layer = AdaptiveAveragePooling2D((7, 7))
    pool = tf.function(layer, input_signature=[tf.TensorSpec([None, None, None, 3])])
    for map_hw in ((7, 7), (9, 5)):
        maps = rng.normal(size=[2, *map_hw, 3]).astype("float32")
        np.testing.assert_allclose(pool(maps), oracle(maps, (7, 7)), atol=1e-6)
    assert pool.get_concrete_function().output_shapes == [None, 7, 7, 3]


def test_averages_in_float32_whatever_the_maps_are(rng):
    maps = tf.cast(rng.normal(10, 0.1, size=[1, 300, 200, 2]), "float16")
    pooled = AdaptiveAveragePooling2D((3, 2), dtype="mixed_float16")(maps)
    assert pooled.dtype == "float16"
    expected = oracle(maps.numpy().astype("float64"), (3, 2)).astype("float16")
    np.testing.assert_array_equal(pooled, expected)


def test_double_precision_stays(rng):
    maps = rng.normal(size=[1, 9, 5, 2])
    pooled = AdaptiveAveragePooling2D((7, 7), dtype="float64")(maps)
    np.testing.assert_allclose(pooled, oracle(maps, (7, 7)), rtol=1e-12)


@pytest.mark.parametrize("size_hw", [(0, 7), (7, -1)])
def test_grid_without_cells(size_hw):
    with pytest.raises(ValueError, match="size_hw must be at least 1 each, got"):
        AdaptiveAveragePooling2D(size_hw)
