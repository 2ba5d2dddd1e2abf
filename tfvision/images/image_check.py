"""Reads every image of a data set, to find the broken ones before training does."""

from concurrent import futures

import tqdm

from tfvision.images import oddities
from tfvision.images.problems import Problem
from tfvision.images.read import ImageError, read


def oddity(sample):
    """What of a sample's image is read in part only, as a warning of `oddities.find`, or None."""
    found = oddities.find(sample.path, read(sample.path).shape[:2])
    return found and Problem(sample.path, None, *found, "warning")


def check(samples, examine=oddity):
    """Examines samples in threads, with a progress bar.

    Args:
        samples: Sequence of anything with a `path`.
        examine: Function of a sample -> a `Problem` or None; an ImageError that it raises becomes
            the problem `bad_image` (missing, cut off, no image).

    Returns:
        List of `(position, Problem)`, in the order of the samples.
    """

    def problem(sample):
        try:
            return examine(sample)
        except ImageError as error:
            message = str(error).removeprefix(f"{sample.path}: ")
            return Problem(str(sample.path), None, "bad_image", message)

    with futures.ThreadPoolExecutor() as pool:  # OpenCV decodes without Python's lock.
        found = pool.map(problem, samples)
        found = tqdm.tqdm(found, "images", len(samples), delay=1, leave=False, unit="image")
        return [(i, problem) for i, problem in enumerate(found) if problem is not None]
