"""What screens lose: each by its chance, none of it moves a character."""

import numpy as np
import pytest

from tfvision.text.augment_options import AugmentOptions
from tfvision.text.degrade import degrade

NEVER = dict.fromkeys(
    ("rescale_probability", "blur_probability", "noise_probability", "jpeg_probability"), 0.0
)
KINDS = [name.removesuffix("_probability") for name in NEVER]


def only(kind, **options):
    return AugmentOptions(**NEVER | {f"{kind}_probability": 1.0} | options)


@pytest.fixture
def image():
    """Dark, with a bright bar off the middle."""
    image = np.full([60, 90, 3], 40, "uint8")
    image[10:34, 50:70] = (200, 180, 220)
    return image


def test_without_chances_nothing_changes(rng, image):
    assert degrade(image, rng, 20.0, AugmentOptions(**NEVER)) is image


@pytest.mark.parametrize("kind", KINDS)
def test_each_changes_the_image_and_leaves_it_where_it_is(rng, image, kind):
    ranges = {"rescale": (0.4, 0.5), "blur": (0.1, 0.1), "noise": (9.0, 9.0), "jpeg": (30, 40)}
    result = degrade(image, rng, 20.0, only(kind, **{kind: ranges[kind]}))
    assert result.shape == image.shape and result.dtype == np.uint8
    assert (result != image).any()
    centres = [
        [axis.mean() for axis in np.nonzero(pixels[..., 1] > 110)] for pixels in (image, result)
    ]
    np.testing.assert_allclose(*centres, atol=0.3)
    assert abs(result.astype(int) - image).mean() < 12


def test_noise_has_the_deviation_that_is_asked_for(rng, image):
    result = degrade(image + 60, rng, 20.0, only("noise", noise=(5.0, 5.0)))
    assert 4.8 < np.std(result.astype(int) - (image + 60)) < 5.2


def test_small_characters_are_blurred_less(rng, image):
    options = only("blur", blur=(0.05, 0.05))
    small, large = (degrade(image, rng, size, options).astype(int) for size in (8.0, 40.0))
    assert abs(small - image).sum() < 0.5 * abs(large - image).sum()


def test_characters_are_never_shrunk_below_the_smallest(rng, image):
    options = only("rescale", rescale=(0.3, 0.4), character_px=(8.0, 96.0))
    assert degrade(image, rng, 8.0, options) is image
    assert degrade(image, rng, 30.0, options) is not image


def test_colours_survive_jpeg(rng, image):
    image[...] = (220, 30, 60)
    result = degrade(image, rng, 20.0, only("jpeg", jpeg=(90, 90)))
    assert abs(result.astype(int) - image).max() < 6
