"""Where taps read, and the plain convolution over the same pixels; sizes are the layer's tests'."""

import numpy as np
import pytest

from tfvision.layers.deformable_geometry import geometry, output_size, tap_places


def test_places_of_taps(rng):
    sides = geometry((2, 3), (2, 1), ((1, 0), (0, 2)), (1, 2))
    offsets = rng.normal(size=[2, 4, 5, 2 * 6 * 2]).astype("float32")
    y, x = tap_places(offsets, sides, 2)
    assert y.shape == x.shape == (2, 4 * 5, 2, 6)
    moved = offsets.reshape(2, 4, 5, 2, 2, 3, 2)
    for b, r, c, group, i, j in np.ndindex(moved.shape[:-1]):
        got = [place[b, r * 5 + c, group, i * 3 + j] for place in (y, x)]
        expected = moved[b, r, c, group, i, j] + [r * 2 - 1 + i, c + j * 2]
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("dilation_rate", [1, 2])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_same_is_the_size_divided_and_rounded_up(size, dilation_rate):
    for pixels, stride in ((7, 1), (7, 2), (8, 3)):
        sides = geometry(size, stride, "same", dilation_rate)
        got = output_size(pixels, size, stride, sides["pads"][0], dilation_rate)
        assert got == -(-pixels // stride)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kernel_size": 0}, "kernel_size must be a whole number of at least 1, got 0"),
        ({"kernel_size": (3, 3, 3)}, r"kernel_size must be one number or two.*got \(3, 3, 3\)"),
        ({"strides": (1, 0)}, "strides must be a whole number of at least 1, got 0"),
        ({"dilation_rate": 1.5}, "dilation_rate must be a whole number of at least 1, got 1.5"),
        ({"padding": ((1, 2), (0, -1))}, "padding must be a whole number of at least 0, got -1"),
        ({"padding": (1, 2, 3)}, r"padding must be one number or two.*got \(1, 2, 3\)"),
        ({"padding": "SAME"}, 'padding must be "same", "valid" or numbers, got \'SAME\''),
    ],
    ids=str,
)
def test_what_is_no_geometry_is_named(changes, message):
    given = {"kernel_size": 3, "strides": 1, "padding": 1, "dilation_rate": 1}
    with pytest.raises(ValueError, match=message):
        geometry(**{**given, **changes})
