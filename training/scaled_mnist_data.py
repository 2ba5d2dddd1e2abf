"""The images of a scaled MNIST run: which train, which are held out, and at which scales."""

import numpy as np

from tfvision.classification.scaled_digits import ScaledDigits
from training import digit_sources

VALIDATION = 2000
OUTSIDE = ((0.3, 0.5), (1.5, 2.5))  # Windows beside those of the published experiment
OUTSIDE_IMAGES = 2000
# What a series of random numbers is for.
_PARTS, _TRAINING, _VALIDATION, _TEST = range(4)


def read_data(settings, recipe):
    """`(training, validation)`, two `ScaledDigits`, both from the images that are to train.

    A run with fewer training images takes some of those of a run with more, at the same scales;
    the held-out ones are the same for both.

    Args:
        settings: Dict with `data` (a list of one source of `digit_sources.read`, or None),
            `train_images` and `validation_images` (how many, or None for all that are left, and for
            2000 or a seventh) and `seed`, which the scales of training come from.
        recipe: A `ScaledMnistRecipe`.

    Raises: ValueError in words for the person who gave the arguments.
    """
    low_high = low, high = recipe.scale_range
    if low >= high:
        raise ValueError(
            f"--scale-range must be two numbers, the smaller one first, got {low} and {high}"
        )
    images, labels = _source(settings, recipe)["train"]
    count = settings["validation_images"] or min(VALIDATION, len(labels) // 7)
    wanted = settings["train_images"] or len(labels) - count
    if wanted < 1 or count < 1 or wanted + count > len(labels):
        raise ValueError(
            f"--train-images and --validation-images must be at most {len(labels)} together and "
            f"at least 1 each, got {wanted} and {count}"
        )
    order = np.random.default_rng([recipe.split_seed, _PARTS]).permutation(len(labels))
    held_out, chosen = np.sort(order[:count]), np.sort(order[count : count + wanted])
    scales = _scales((settings["seed"], _TRAINING), low_high, len(labels))
    judged = _scales((recipe.split_seed, _VALIDATION), low_high, len(labels))
    redrawn = low_high if recipe.redrawn else None
    return (
        ScaledDigits(
            *(array[chosen] for array in (images, labels, scales)),
            recipe.faithful,
            redrawn,
            name="training image",
        ),
        ScaledDigits(
            *(array[held_out] for array in (images, labels, judged)),
            recipe.faithful,
            name="held-out image",
        ),
    )


def read_test(settings, recipe):
    """The test images, which nothing is chosen by: `{(low, high): ScaledDigits}`.

    All of them in the trained range first, and some in each of `OUTSIDE` that has no part of it.
    They and their scales are the same for every seed of a run.

    Args:
        settings: As above, and `test_images`: how many, or None for all.
        recipe: A `ScaledMnistRecipe`.
    """
    images, labels = _source(settings, recipe)["test"]
    most = settings["test_images"] or len(labels)
    least, largest = recipe.scale_range
    found = {}
    for i, low_high in enumerate((recipe.scale_range, *OUTSIDE)):
        if i and low_high[0] < largest and least < low_high[1]:
            continue
        count = min(most, OUTSIDE_IMAGES) if i else most
        scales = _scales((recipe.split_seed, _TEST, i), low_high, len(labels))
        arrays = (array[:count] for array in (images, labels, scales))
        found[low_high] = ScaledDigits(*arrays, recipe.faithful, name="test image")
    return found


def _source(settings, recipe):
    (source,) = settings["data"] or [None]
    return digit_sources.read(source, recipe.split_seed)


def _scales(key, low_high, count):
    return np.random.default_rng(key).uniform(*low_high, count)
