"""Reads every image of annotations and compares its size, before training does."""

from tfvision.detection import loading
from tfvision.images import image_check
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
    return [problem for _, problem in image_check.check(samples, _problem)]


def _problem(sample):
    size_hw = read(sample.path).shape[:2]
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
