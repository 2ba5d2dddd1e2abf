"""The images of a classification run: read or rendered, and parted into training and validation."""

import functools
import operator
import pathlib

from tfvision.classification import dataset
from training.held_out import part

SHAPES_TRAINING = 2000
SHAPES_VALIDATION = 400
SHAPES_SIZE = (64, 64)  # Where the recipe leaves the size to the network.
SHARE = "0.2"
# What people call the two folders.
TRAINING = ("train", "training")
VALIDATION = ("val", "valid", "validation")


def read_data(settings, recipe):
    """`(training, validation)`, both with `.classes`, `len()` and `.examples(seed)`.

    Args:
        settings: Dict with `data` (a list of folders and files, or None for rendered shapes),
            `split`, `validation` (a share, the path of a file that lists images, a folder of
            others, or None for the data's own `val/`, else a share), `validation_split`, `seed`,
            `classes` and `on_error`.
        recipe: A `ClassificationRecipe`; `image_size` and `split_seed` are used.

    Raises: ValueError in words for the person who gave the arguments.
    """
    if settings["data"] is None:
        return _shapes(settings, recipe)
    paths, validation = settings["data"], settings["validation"]
    named = settings["split"] or functools.partial(_inside, names=TRAINING)
    data = _read(paths, named, settings["classes"], settings)
    if settings["validation_split"] or (validation and _is_data(validation)):
        others = [validation] if validation else paths
        return data, _read(others, settings["validation_split"], data.classes, settings)
    own = [path for path in paths if _inside(path, TRAINING) and _inside(path, VALIDATION)]
    if validation is None and settings["split"] in (None, *TRAINING) and own:
        named = functools.partial(_inside, names=VALIDATION)
        return data, _read(own, named, data.classes, settings)
    return part(data, validation or SHARE, lambda share: data.split(share, recipe.split_seed))


def _read(paths, split, classes, settings):
    """All paths as one data set, its classes those of the first where none are given.

    `split` is the name of a folder in each, None, or a function of the path that gives it.
    """
    parts = []
    for path in paths:
        name = split(path) if callable(split) else split
        parts.append(dataset.read(path, classes, split=name, on_error=settings["on_error"]))
        classes = parts[-1].classes
    return functools.reduce(operator.add, parts)


def _inside(path, names):
    """The first of these folders that `path` holds with classes in it, or None.

    A folder of images is a class, whatever it is called.
    """
    folders = [folder for name in names if (folder := pathlib.Path(path) / name).is_dir()]
    return next((f.name for f in folders if any(inner.is_dir() for inner in f.iterdir())), None)


def _is_data(validation):
    path = pathlib.Path(validation)
    return path.is_dir() or path.suffix == ".csv"


def _shapes(settings, recipe):
    from tfvision.classification.shapes import Shapes

    seed, size_hw = settings["seed"], recipe.image_size or SHAPES_SIZE
    return (
        Shapes(SHAPES_TRAINING, seed, size_hw=size_hw),
        Shapes(SHAPES_VALIDATION, seed + 1, size_hw=size_hw),
    )
