"""Each mode of the image normalization by hand."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import ImageNormalization
from tfvision.layers.image_normalization import MODES

PIXEL = np.array([[[[10, 120, 250]]]])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("none", (10, 120, 250)),
        ("unit", (0.039216, 0.470588, 0.980392)),
        ("tf", (-0.921569, -0.058824, 0.960784)),
        ("torch", (-1.946657, 0.065126, 2.552854)),
        ("vgg", (-113, 3, 146)),
        ("caffe", (146, 3, -113)),
        ("keras-vgg", (-113.68, 3.221, 146.061)),
        ("mb2-lite", (-0.914062, -0.054688, 0.960938)),
        ("mnist", (-0.296931, 1.103175, 2.757845)),
    ],
)
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_modes(mode, expected, dtype):
    got = ImageNormalization(mode)(PIXEL.astype(dtype))
    assert got.dtype == tf.float32
    np.testing.assert_allclose(got[0, 0, 0], expected, atol=1e-5)


@pytest.mark.parametrize("mode", MODES)
def test_the_deviation_may_be_left_to_the_next_layer(mode):
    layer = ImageNormalization(mode, scaled=False)
    expected = ImageNormalization(mode)(PIXEL)
    np.testing.assert_allclose(layer(PIXEL) / layer.deviation, expected, rtol=1e-5, atol=1e-6)


def test_half_precision_comes_after_the_mean():
    # In bfloat16, 200.6 is 201.
    layer = ImageNormalization("vgg", dtype="mixed_bfloat16")
    got = layer(np.full([1, 1, 1, 3], 200.6, "float32"))
    assert got.dtype == tf.bfloat16
    np.testing.assert_allclose(tf.cast(got, "float32")[0, 0, 0], (77.6, 83.6, 96.6), rtol=4e-3)
    assert float(got[0, 0, 0, 0]) == 77.5


def test_double_precision_all_the_way():
    got = ImageNormalization("torch", dtype="float64")(PIXEL)
    expected = (PIXEL - np.array([0.485, 0.456, 0.406]) * 255) / (
        np.array([0.229, 0.224, 0.225]) * 255
    )
    assert got.dtype == tf.float64
    np.testing.assert_allclose(got, expected, rtol=1e-13)


def test_names_the_modes():
    with pytest.raises(ValueError, match=r"mode must be one of caffe, .*vgg, got 'imagenet'"):
        ImageNormalization("imagenet")
