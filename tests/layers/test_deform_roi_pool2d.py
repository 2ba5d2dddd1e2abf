"""DeformRoIPool2D: a new one is plain pooling; its offsets are what its dense layers say."""

import keras
import numpy as np
import pytest

from tests.goldens.roi_align_torch import BOXES_XYXY, maps
from tfvision.layers import DeformRoIPool2D, deform_roi_pool


@pytest.mark.parametrize("modulated", [True, False])
def test_a_new_one_is_plain_pooling(modulated):
    layer = DeformRoIPool2D((3, 2), modulated, units=(5,))
    expected = deform_roi_pool(maps(), BOXES_XYXY, (3, 2))
    np.testing.assert_allclose(layer([maps(), BOXES_XYXY]), expected, rtol=0, atol=1e-6)


def test_offsets_and_mask_of_each_cell(rng):
    layer = DeformRoIPool2D(2, samples=1, gamma=0.3, units=(), mask_scale=1.0)
    layer([maps(), BOXES_XYXY])
    kernel, bias = (rng.normal(size=weight.shape) for weight in layer.get_weights())
    layer.set_weights([kernel, bias])
    pooled = deform_roi_pool(maps(), BOXES_XYXY, 2, samples=1)
    learned = (np.reshape(pooled, [2, 3, -1]) @ kernel + bias).reshape(2, 3, 2, 2, 3)
    mask = 1 / (1 + np.exp(-learned[..., 2]))
    expected = deform_roi_pool(maps(), BOXES_XYXY, 2, learned[..., :2], mask, samples=1, gamma=0.3)
    np.testing.assert_allclose(layer([maps(), BOXES_XYXY]), expected, rtol=0, atol=1e-5)


def test_in_half_precision():
    layer = DeformRoIPool2D(2, units=(4,), dtype="mixed_bfloat16")
    outputs = layer([maps(), BOXES_XYXY])
    assert outputs.dtype == "bfloat16"
    # Positions are not rounded.
    expected = deform_roi_pool(maps(), BOXES_XYXY, 2)
    outputs = keras.ops.cast(outputs, "float32")
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=0.03)


def test_no_cells():
    with pytest.raises(ValueError, match=r"pool_size must be 1 or more, or two such, got \(2, 0\)"):
        DeformRoIPool2D((2, 0))
