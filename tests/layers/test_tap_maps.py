"""Where taps read: against the layer's own outputs, with every padding."""

import keras
import numpy as np
import pytest

from tests.contracts import features
from tfvision.layers import ConvNormAct, DeformConv2D
from tfvision.layers.tap_maps import tap_maps


def bilinear(image, y, x):
    """What stands at a place of `[H, W, C]`; zeros are outside."""
    image = np.pad(image, [(1, 2), (1, 2), (0, 0)])
    if not (-1 < y < image.shape[0] - 3 and -1 < x < image.shape[1] - 3):
        return np.zeros(image.shape[2])
    i, j = int(np.floor(y)) + 1, int(np.floor(x)) + 1
    dy, dx = y - np.floor(y), x - np.floor(x)
    top, bottom = ((1 - dx) * image[r, j] + dx * image[r, j + 1] for r in (i, i + 1))
    return (1 - dy) * top + dy * bottom


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"strides": 2},
        {"strides": 2, "kernel_size": 5, "dilation_rate": 1},
        {"strides": 2, "padding": "torch"},
        {"padding": 0},
        {"deformable": {"modulated": False}},
    ],
    ids=str,
)
def test_the_outputs_follow_from_the_places(rng, options):
    shared = {"deformable": True, "norm": False, "activation": None, **options}
    layer = ConvNormAct(3, name="moved", **shared)
    for size_hw in ((7, 10), (6, 9)):
        x = features()[:, : size_hw[0], : size_hw[1]]
        outputs = layer(x)
        for variable in layer.variables:
            variable.assign(rng.normal(0, 0.3, variable.shape))
        (taps,) = tap_maps(layer, x)
        outputs = np.asarray(layer(x))
        assert taps.size_hw == size_hw and taps.places_yx.shape[:3] == outputs.shape[:3]
        kernel = np.asarray(layer.convolution.kernel).reshape(-1, 4, 3)
        for i, j in ((0, 0), (1, 2), (outputs.shape[1] - 1, outputs.shape[2] - 1)):
            read = [bilinear(x[1], *place) for place in taps.places_yx[1, i, j]]
            read = np.array(read) * taps.weights[1, i, j][:, None]  # [T, C]
            expected = np.einsum("tc,tcf->f", read, kernel) + layer.convolution.bias
            np.testing.assert_allclose(outputs[1, i, j], expected, rtol=1e-4, atol=1e-4)


def test_calls_in_their_order_and_all_groups():
    model = keras.Sequential(
        [
            DeformConv2D(4, offset_groups=2, modulated=False, name="first"),
            keras.layers.MaxPooling2D(),
            DeformConv2D(4, 1, name="second"),
        ]
    )
    first, second = tap_maps(model, features())
    assert (first.name.split("/")[-1], first.places_yx.shape) == ("first", (2, 12, 16, 18, 2))
    assert (second.size_hw, second.weights.shape) == ((6, 8), (2, 6, 8, 1))
    assert (first.weights == 1).all() and (second.weights == 1).all()
    assert second.places_yx[1, 3, 5, 0].tolist() == [3, 5]


def test_a_model_without_any():
    model = keras.Sequential([keras.layers.Conv2D(2, 3)], name="plain")
    with pytest.raises(ValueError, match="must have a deformable convolution, plain has none"):
        tap_maps(model, features())
