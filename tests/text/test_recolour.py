"""The matrix of colours against the same changes in a graph."""

import numpy as np
import pytest

from tfvision.images import colour
from tfvision.text.augment_options import AugmentOptions
from tfvision.text.recolour import colour_matrix, recolour


@pytest.mark.parametrize("hue", [0.0, 120.0, -33.0])
@pytest.mark.parametrize("saturation", [0.0, 0.6, 1.4])
def test_is_what_images_colour_does(rng, hue, saturation):
    pixels = rng.uniform(0, 255, [7, 5, 3]).astype("float32")
    expected = colour.adjust_saturation(colour.adjust_hue(pixels, hue), saturation)
    matrix = colour_matrix(0.0, 1.0, saturation, hue)
    np.testing.assert_allclose(pixels @ matrix[:, :3].T + matrix[:, 3], expected, atol=1e-3)


def test_contrast_leaves_middle_grey_and_brightness_adds():
    matrix = colour_matrix(9.0, 1.7, 0.3, 40.0)
    np.testing.assert_allclose(matrix @ [127.5, 127.5, 127.5, 1], 127.5 + 9)
    np.testing.assert_allclose(matrix @ [10, 10, 10, 1], 127.5 - 1.7 * 117.5 + 9)


def test_without_chances_nothing_changes(rng):
    image = rng.integers(0, 256, [6, 9, 3], "uint8")
    assert recolour(image, rng, AugmentOptions(colour_probability=0.0)) is image


def test_changes_as_often_as_asked_and_stays_in_range(rng):
    image = rng.integers(0, 256, [6, 9, 3], "uint8")
    options = AugmentOptions(colour_probability=0.2)
    changed = [recolour(image, rng, options) for _ in range(300)]
    assert all(result.dtype == np.uint8 and result.shape == image.shape for result in changed)
    assert 0.5 < np.mean([(result != image).any() for result in changed]) < 0.68  # 1 - 0.8 ** 4
