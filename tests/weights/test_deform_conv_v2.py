"""A deformable convolution there and back, its offsets in either order."""

import numpy as np
import pytest

from tfvision.layers import DeformConv2D
from tfvision.weights import WeightsError, load_torch, save_torch
from tfvision.weights.names.deform_conv_v2 import MODULATED_MAP


def built(**options):
    layer = DeformConv2D(5, **options)
    layer.build((None, None, None, 4))
    return layer


@pytest.mark.parametrize(
    "options",
    [
        {"mask_scale": 1.0, "use_bias": False},
        {"mask_scale": 1.0, "offset_lr_multiplier": 0.25},
        {"modulated": False, "offset_lr_multiplier": 0},
    ],
)
def test_there_and_back(rng, tmp_path, options):
    layer = built(**options)
    arrays = {"conv.weight": rng.normal(size=(5, 4, 3, 3))}
    for part, taps in (("p_conv", 18), ("m_conv", 9)):
        if part == "p_conv" or layer.modulated:
            arrays[f"{part}.weight"] = rng.normal(size=(taps, 4, 3, 3))
            arrays[f"{part}.bias"] = np.arange(taps)
    if layer.use_bias:
        arrays["conv.bias"] = rng.normal(size=5)
    report = load_torch(layer, arrays)
    assert report.network.startswith("4uiiurz1") and not report.kept
    _, bias = layer.get_offset_weights()
    np.testing.assert_allclose(bias[:4], [0, 9, 1, 10], rtol=1e-6)  # Rows and columns by turns
    written = save_torch(layer, tmp_path / "layer.safetensors", "4uiiurz1")
    assert set(written) == set(arrays)
    for key, value in arrays.items():
        np.testing.assert_allclose(written[key], value, rtol=1e-6)


def test_a_mask_of_another_scale_is_refused(rng):
    layer = built(use_bias=False)
    arrays = save_of(built(use_bias=False, mask_scale=1.0))
    with pytest.raises(WeightsError, match="with masks needs mask_scale=1, the model has 2"):
        load_torch(layer, arrays)
    with pytest.raises(WeightsError, match="DeformConv2D has weights of no source"):
        load_torch(built(kernel_size=5), arrays)


def save_of(layer):
    return {key: value for row in MODULATED_MAP.rows(layer) for key, value in row.tensors().items()}
