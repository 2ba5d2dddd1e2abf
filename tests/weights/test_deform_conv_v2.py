"""The deformable convolution of 4uiiurz1: equal answers, there and back."""

import keras
import numpy as np
import pytest

from tests.goldens.published_weights import FOLDER, image, sampled, state
from tfvision.layers import DeformConv2D
from tfvision.weights import WeightsError, load_torch, save_torch
from tfvision.weights.names.deform_conv_v2 import MODULATED_MAP


def built(**options):
    layer = DeformConv2D(5, **options)
    layer.build((None, None, None, 4))
    return layer


def published(network, weights, filters):
    """What answers as that layer of its code, on pixels in [-1, 1], and the report on its file."""
    options = {"strides": 2, "use_bias": False, "mask_scale": 1.0}
    layer = DeformConv2D(filters, modulated="masks" in network, **options)
    layer.build((None, None, None, 3))
    report = load_torch(layer, weights)
    return keras.Sequential([keras.layers.Rescaling(1 / 127.5, offset=-1), layer]), report


@pytest.mark.parametrize("network", ["DeformConv2d", "DeformConv2d with masks"])
def test_answers_are_equal(network):
    model, report = published(network, state("4uiiurz1", network), 5)
    assert report.network == f"4uiiurz1 {network}" and not report.kept
    expected = np.load(FOLDER / "published_4uiiurz1.npz")[f"{network}/maps"]
    assert np.std(expected) > 0.1
    found = sampled(np.asarray(model(image((69, 101)))))
    np.testing.assert_allclose(found, expected, atol=1e-5, rtol=0)


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
