"""Points followed through deformable convolutions: by hand, through strides, at the border."""

import numpy as np
import pytest

from tfvision.layers.sampling_locations import sampling_locations
from tfvision.layers.tap_maps import TapMap


def grid(h, w, stride=1, shift=(0, 0)):
    """3x3 taps around each output pixel, moved; the middle one counts half."""
    y, x = np.meshgrid(np.arange(h) * stride, np.arange(w) * stride, indexing="ij")
    steps = np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1], indexing="ij"), axis=-1).reshape(9, 2)
    places = np.stack([y, x], axis=-1)[None, :, :, None] + steps + np.array(shift)
    weights = np.ones([1, h, w, 9])
    weights[..., 4] = 0.5
    return TapMap("grid", (h * stride, w * stride), places.astype("float64"), weights)


def test_a_layer_on_the_image_itself():
    [(places, weights)] = sampling_locations([grid(8, 10, shift=(0.5, -2))], (3, 6), (8, 10))
    np.testing.assert_allclose(places.mean(axis=0), (3.5, 4))
    np.testing.assert_allclose(places[0], (2.5, 3))
    assert weights[4] == 0.5 and weights.sum() == 8.5


def test_layers_upon_each_other_read_a_power_of_nine():
    levels = sampling_locations([grid(20, 30)] * 3, (10, 11), (20, 30))
    assert [len(places) for places, _ in levels] == [9, 81, 729]
    places, weights = levels[-1]
    assert (places.min(axis=0) == (7, 8)).all() and (places.max(axis=0) == (13, 14)).all()
    assert weights.min() == 0.125


def test_each_map_covers_the_image():
    """Of stride 4: pixel 17 of 32 lies in cell 4, whose taps are 4 pixels apart."""
    [(places, _)] = sampling_locations([grid(8, 16)], (17, 30), (32, 64))
    np.testing.assert_allclose(np.unique(places[:, 0]), [13.5, 17.5, 21.5])
    levels = sampling_locations([grid(16, 32), grid(8, 16, stride=2)], (17, 30), (32, 64))
    np.testing.assert_allclose(np.unique(levels[0][0][:, 0]), [14.5, 16.5, 18.5])
    assert len(levels[1][0]) == 81


def test_taps_outside_of_the_map_are_left_out():
    levels = sampling_locations([grid(6, 6)] * 2, (0, 0), (6, 6))
    assert [len(places) for places, _ in levels] == [4, 25]
    far = grid(6, 6, shift=(99, 0))
    assert [len(places) for places, _ in sampling_locations([grid(6, 6), far], (3, 3), (6, 6))] == [
        0,
        0,
    ]


@pytest.mark.parametrize("point", [(-1, 3), (6, 3), (3, 8), (float("nan"), 3)])
def test_points_outside_are_refused(point):
    with pytest.raises(ValueError, match=r"point must be \(y, x\) in the image of 6 x 8 pixels"):
        sampling_locations([grid(6, 8)], point, (6, 8))
