"""What an export notes of itself in `assets.extra/tfvision.json`, read with care."""

import contextlib

from tfvision.images import json_content
from tfvision.serving.saved_model import SETTINGS


def read(folder):
    """The settings of an export.

    Args:
        folder: `pathlib.Path` of one version.

    Returns: dict; its `task` is text, if there is one.

    Raises: OSError if there is no such file; ValueError naming it, if it holds none.
    """
    path = folder / SETTINGS
    found = json_content.load(path)
    if not isinstance(found, dict) or not isinstance(found.get("task", ""), str):
        raise ValueError(f"{path}: no settings of an export, which are an object with a task")
    return found


@contextlib.contextmanager
def used(folder):
    """Takes what goes wrong with values in its block for an error of the file.

    Raises: ValueError naming the file.
    """
    path = folder / SETTINGS
    try:
        yield
    except (KeyError, TypeError, AttributeError, OverflowError, ValueError) as error:
        if isinstance(error, ValueError) and str(folder) in str(error):
            raise
        reason = f"no {error}" if isinstance(error, KeyError) else error
        raise ValueError(f"{path}: not what an export notes: {reason}") from error
