"""The images of a detection run: read or rendered, and parted into training and validation."""

import pathlib

from tfvision.detection import dataset
from tfvision.detection.dataset import Annotations
from training.held_out import part

ROADS_TRAINING = 640
ROADS_VALIDATION = 64


def read_data(settings, recipe):
    """`(training, validation)`, both with `.classes`, `len()` and `.examples(seed)`.

    Args:
        settings: Dict with `data` (a list of folders and files, or None for rendered roads),
            `split`, `validation` (a share, the path of a file that lists images, or a folder of
            others), `validation_split`, `seed`, `classes` and `on_error`.
        recipe: A `DetectionRecipe`; `split_by` and `split_seed` are used.

    Raises: ValueError in words for the person who gave the arguments.
    """
    if settings["data"] is None:
        return _roads(settings, recipe)
    data = _read(settings["data"], settings["split"], settings["classes"], settings)
    validation = settings["validation"]
    if settings["validation_split"] or _is_data(validation):
        others = _read([validation], settings["validation_split"], data.classes, settings)
        return data, others
    return part(
        data, validation, lambda share: data.split(share, recipe.split_seed, by=recipe.split_by)
    )


def _read(paths, split, classes, settings):
    """All paths as one data set, its classes those of the first where none are given."""
    parts = []
    for path in paths:
        part = dataset.read(path, classes, split=split, on_error=settings["on_error"])
        classes = part.classes
        parts.append(part)
    return Annotations(classes, [sample for part in parts for sample in part.samples])


def _is_data(validation):
    path = pathlib.Path(validation)
    return path.is_dir() or path.suffix == ".json"


def _roads(settings, recipe):
    from tfvision.detection.roads import Roads

    seed, size_hw = settings["seed"], recipe.image_size
    return (
        Roads(ROADS_TRAINING, seed, size_hw=size_hw),
        Roads(ROADS_VALIDATION, seed + 1, size_hw=size_hw),
    )
