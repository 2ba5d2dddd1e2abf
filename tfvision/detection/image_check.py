"""Reads every image of a data set, to find the broken ones before training does."""

from concurrent import futures

import tqdm

from tfvision.detection import loading
from tfvision.images.problems import Problem
from tfvision.images.read import ImageError, read


def check(samples):
    """Decodes each image and compares its size with the annotated one.

    Kinds of problems: `bad_image` (missing, cut off, no image), `wrong_size`, and, as a warning,
    `exif_turned`: annotated lying on its side, as the file's pixels are stored.

    Args:
        samples: Sequence of `Sample`.

    Returns:
        List of `Problem`, in the order of the samples.
    """
    with futures.ThreadPoolExecutor() as pool:  # OpenCV decodes without Python's lock.
        found = pool.map(_problem, samples)
        found = tqdm.tqdm(found, "images", len(samples), delay=1, leave=False, unit="image")
        return [problem for problem in found if problem is not None]


def _problem(sample):
    try:
        size_hw = read(sample.path).shape[:2]
    except ImageError as error:
        return Problem(sample.path, None, "bad_image", str(error).removeprefix(f"{sample.path}: "))
    if size_hw == tuple(sample.size_hw):
        return None
    message = loading.wrong_size(size_hw, sample.size_hw, sample.source)
    try:
        loading.rescued(sample.path, sample.size_hw, sample.source)
    except ImageError:
        return Problem(sample.path, None, "wrong_size", message)
    return Problem(
        sample.path, None, "exif_turned", f"{message}, as before its Exif turn", "warning"
    )
