"""Looks at every image of a folder of classes: what is broken, and what is read in part only."""

from tfvision.images import image_check, oddities
from tfvision.images.problems import Problem
from tfvision.images.read import read


def check(samples):
    """Decodes each image.

    Kinds of problems: `bad_image` (missing, cut off, no image), and, as warnings, those of
    `oddities.find`.

    Args:
        samples: Sequence of `Sample`.

    Returns:
        List of `(position, Problem)`, in the order of the samples.
    """
    return image_check.check(samples, _problem)


def _problem(sample):
    size_hw = read(sample.path).shape[:2]
    found = oddities.find(sample.path, size_hw)
    return found and Problem(sample.path, None, *found, "warning")
