"""One row of the table of bad input: what is bad, how to make it, and what a person is told."""

import dataclasses
from collections.abc import Callable

from tests.detection.annotation_files import write_pair, xml
from tfvision.detection.dataset import read
from tfvision.images.problems import DataError


@dataclasses.dataclass(frozen=True)
class Row:
    """A kind of bad input.

    Args:
        name: What is bad.
        act: Takes an empty folder, makes the input there and uses it.
        sentence: Regular expression of what is said; the folder itself reads `DIR`.
        error: Type of the exception, or of the warning.
    """

    name: str
    act: Callable
    sentence: str
    error: type = DataError


def voc(*objects, **options):
    """Reads a folder with one image, 40 x 30, and these objects."""
    return lambda folder: read(write_pair(folder, content=xml(*objects, **options)))


def text(content):
    """Reads a folder with one image and this text as its XML."""
    return lambda folder: read(write_pair(folder, content=content))
