"""Finds the exported models that come with tfvision, in a checkout and where it is installed."""

import importlib.metadata
import pathlib

_CHECKOUT = pathlib.Path(__file__).parents[2]
_MODELS = "saved_models"


def shipped(name):
    """The folder of a model that comes with tfvision.

    It is looked for in `saved_models` here, then beside the checkout's `tfvision`, then among the
    files that were installed with it.

    Args:
        name: Such as "plates".

    Returns: `pathlib.Path`.
    Raises: FileNotFoundError saying where one may be had, if there is none.

    Example:
        >>> shipped("unicorns")
        Traceback (most recent call last):
        FileNotFoundError: no saved_models/unicorns here, ... name an exported model with --model
    """
    places = [folder / _MODELS / name for folder in (pathlib.Path(), _CHECKOUT)]
    found = next((place for place in places if place.is_dir()), None) or _installed(name)
    if found is None:
        raise FileNotFoundError(
            f"no {_MODELS}/{name} here, nor with the tfvision in {_CHECKOUT}; copy that folder of "
            "the project to here, or name an exported model with --model"
        )
    return found


def _installed(name):
    """The folder among what the installer noted down, whatever scheme it installed by."""
    try:
        files = importlib.metadata.files("tfvision") or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.parts[-4:-2] == (_MODELS, name) and file.name == "saved_model.pb":
            folder = pathlib.Path(file.locate()).resolve().parents[1]
            return folder if folder.is_dir() else None
    return None
