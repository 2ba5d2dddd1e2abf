"""Finds a trained model on disk: a `.keras` file, and the JSON beside it with what it knows."""

import contextlib
import importlib
import json
import pathlib
import zipfile

import keras

from tfvision.images import json_content
from tfvision.images.named_file import is_file

_RUN_SETTINGS = "run.json"
_RUN_BEST = "best"
BEST_FILE = "best.json"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message names the file."""


def load_model(path, *kinds):
    """`(file, model)`: the `.keras` file that `path` means, and the model in it.

    Args:
        path: A run's folder, of which the epoch is taken that its `best/best.json` names; or a
            `.keras` file.
        *kinds: Classes of ours, of which the model must be one.

    Raises: CheckpointError saying what is missing or wrong.
    """
    path = pathlib.Path(path)
    if path.is_dir():
        path = _best(path)
    if not path.is_file():
        raise CheckpointError(f"{path}: no such file or folder")
    wanted = " or ".join(f"a {_called(kind)}" for kind in kinds)
    if path.suffix != ".keras":
        raise CheckpointError(f"{path}: expected a run's folder or a .keras file of {wanted}")
    try:
        _import_task(path)
        model = keras.saving.load_model(path, compile=False)
    except Exception as error:  # Of damaged bytes, zipfile, json, h5py and Keras raise all kinds.
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise CheckpointError(f"{path}: no Keras model that can be read ({reason})") from error
    if not isinstance(model, kinds):
        raise CheckpointError(f"{path}: holds a {type(model).__name__}, expected {wanted}")
    return path, model


def _import_task(path):
    """Imports the part of tfvision that a file's model comes from: Keras knows no other classes."""
    with zipfile.ZipFile(path) as archive:
        module = json.loads(archive.read("config.json"))["module"] or ""
    if module.startswith("tfvision."):
        with contextlib.suppress(ImportError):
            importlib.import_module(".".join(module.split(".")[:2]))


def settings_of(file):
    """What stands beside a checkpoint: its own JSON, else that of its run, else nothing.

    Args:
        file: `pathlib.Path` of the `.keras` file. Beside `<name>.keras` stands `<name>.json`, or
            in the run's folder `run.json`.

    Returns: dict. What a recipe set may stand at its top or inside `recipe`; the top wins.
    Raises: CheckpointError if the JSON cannot be read.
    """
    beside = file.with_suffix(".json")
    for path in (beside, *(folder / _RUN_SETTINGS for folder in list(file.absolute().parents)[:2])):
        if path.is_file():
            try:
                found = dict(json_content.load(path))
                return {**dict(found.get("recipe", {})), **found}
            except (ValueError, TypeError) as error:
                raise CheckpointError(f"{path}: not the settings of a run ({error})") from error
    return {}


def best_of(folder):
    """The `.keras` file that `best.json` in the folder names, or None.

    Raises: CheckpointError if it names none, or one that is not there.
    """
    notes = pathlib.Path(folder) / BEST_FILE
    if not notes.is_file():
        return None
    try:
        best = notes.with_name(json_content.load(notes)["file"])
    except (ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{notes}: names no file ({error})") from error
    if not is_file(best):
        raise CheckpointError(f"{notes}: names {best.name}, which is not there")
    return best


def _best(run):
    """The checkpoint that a run calls its best, else the only one, else the last by name."""
    best = best_of(run / _RUN_BEST) or best_of(run)
    files = sorted((run / _RUN_BEST).glob("*.keras")) or sorted(run.glob("*.keras"))
    if not files:
        raise CheckpointError(
            f"{run}: no .keras file in it or in its folder '{_RUN_BEST}'; has an epoch finished?"
        )
    return best or files[-1]


def _called(kind):
    """`tfvision.detection.model.SSD` -> `detection.SSD`, as users import it."""
    if not kind.__module__.startswith("tfvision."):
        return f"{kind.__module__.split('.')[0]}.{kind.__name__}"
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"
