"""The pages of a text run: read or rendered, and parted into training and validation."""

import functools
import operator
import pathlib

from tfvision.text import dataset
from tfvision.text.screens import Screens
from training.held_out import part
from training.text_screens import NewScreens

SCREENS = 1000
VALIDATION_SCREENS = 64
SHARE = "0.2"
OF_SCREENS = ("screens", "fonts")
_SUFFIXES = (".json", ".csv", ".mat")


def read_data(settings, recipe):
    """`(training, validation)`, both with `len()` and `.examples(seed)`.

    Args:
        settings: Dict with `data` (a list of folders and files, or None for rendered screens),
            `validation` (a share, the path of a file that lists images, a folder or a file of
            others, or None for a share, or for rendered screens where `data` is None), `screens`
            and `validation_screens` (how many, or None), `fonts` and `validation_fonts` (what they
            are drawn with; of the latter None for the former), `seed`, `on_error` and `images`
            (the folder of the pages' images, or None).
        recipe: A `TextRecipe`; its sizes, `split_by` and `split_seed` are used.

    Raises: ValueError in words for the person who gave the arguments.
    """
    validation = settings["validation"]
    if settings["data"] is None:
        return _rendered(settings, recipe), _held_out_screens(settings, recipe, validation)
    data = _read(settings["data"], settings)
    if _is_data(validation):
        return data, _read([validation], settings)
    return part(
        data,
        validation or SHARE,
        lambda share: data.split(share, recipe.split_seed, by=recipe.split_by),
    )


def check(given):
    """Refuses arguments that contradict each other.

    Raises: ValueError naming them.
    """
    for name in OF_SCREENS if given.get("data") else ():
        if name in given:
            raise ValueError(f"--{name} is of rendered screens: leave it or --data out")
    if "images" in given and not given.get("data"):
        raise ValueError("--images is of pages that --data names: leave it out, or give both")
    for name in ("validation_screens", "validation_fonts"):
        if name in given and ("validation" in given or given.get("data")):
            words = "--" + name.replace("_", "-")
            raise ValueError(f"{words} is of rendered screens, and others are held out")


def _rendered(settings, recipe):
    return NewScreens(
        settings["screens"] or SCREENS,
        settings["seed"],
        recipe.screen_size or recipe.image_size,
        fonts=settings["fonts"],
        shown=recipe.screen_epochs,
    )


def _held_out_screens(settings, recipe, validation):
    if _is_data(validation):
        return _read([validation], settings)
    if validation is not None:
        raise ValueError(
            "--validation must be a folder or a file of others where there is no --data; got "
            f"{validation}"
        )
    return Screens(
        settings["validation_screens"] or VALIDATION_SCREENS,
        settings["seed"] + 1,
        recipe.screen_size or recipe.image_size,
        fonts=settings["validation_fonts"] or settings["fonts"],
    )


def _read(paths, settings):
    """All paths as one data set."""
    options = {"on_error": settings["on_error"], "images": settings.get("images")}
    parts = [dataset.read(path, **options) for path in paths]
    return functools.reduce(operator.add, parts)


def _is_data(validation):
    path = pathlib.Path(validation or "0")
    return path.is_dir() or path.suffix.lower() in _SUFFIXES
