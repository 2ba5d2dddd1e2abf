"""Finds a trained detector on disk: a `.keras` file, and the JSON that says what it detects."""

import json
import pathlib
import zipfile

import keras

from tfvision.detection.codec import Codec
from tfvision.detection.model import SSD
from tfvision.detection.predictor import Detector

_RUN_SETTINGS = "run.json"
_RUN_BEST = "best"
BEST_FILE = "best.json"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message names the file."""


def load(path, labels=None, *, score_threshold=0.3):
    """Reads a training run, or one of its checkpoints, as a `Detector`.

    Beside `<name>.keras` stands `<name>.json`, or in the run's folder `run.json`: the keys
    `class_names`, a list, and `codec`, arguments of `Codec`, at the top or inside `recipe`.

    Args:
        path: A run's folder, of which the epoch is taken that its `best/best.json` names; or a
            `.keras` file of an `SSD`.
        labels: Names of the classes, instead of those in the JSON.
        score_threshold: As in `Detector`.

    Returns: `Detector`.
    Raises: CheckpointError saying what is missing or wrong.
    """
    path, model = load_model(path)
    settings = _settings(path)
    labels = settings.get("class_names") if labels is None else labels
    codec = settings.get("codec") or settings.get("recipe", {}).get("codec") or {}
    try:
        codec = Codec(model.default_boxes, **codec)
        return Detector(model, labels, codec, score_threshold)
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"{path}: {error}") from error


def _settings(path):
    """What stands beside a checkpoint: its own JSON, else that of its run, else nothing."""
    beside = path.with_suffix(".json")
    for file in (beside, *(folder / _RUN_SETTINGS for folder in list(path.absolute().parents)[:2])):
        if file.is_file():
            try:
                return dict(json.loads(file.read_text("utf-8")))
            except (ValueError, TypeError) as error:
                raise CheckpointError(f"{file}: not the settings of a run ({error})") from error
    return {}


def load_model(path):
    """`(file, model)`: the `.keras` file that `path` means, and the `SSD` in it.

    Args:
        path: As in `load`.

    Raises: CheckpointError saying what is missing or wrong.
    """
    path = pathlib.Path(path)
    if path.is_dir():
        path = _best(path)
    if not path.is_file():
        raise CheckpointError(f"{path}: no such file or folder")
    if path.suffix != ".keras":
        raise CheckpointError(f"{path}: expected a run's folder or a .keras file of an SSD")
    try:
        model = keras.saving.load_model(path, compile=False)
    except (ValueError, TypeError, OSError, KeyError, zipfile.BadZipFile) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise CheckpointError(f"{path}: no Keras model that can be read ({reason})") from error
    if not isinstance(model, SSD):
        raise CheckpointError(f"{path}: holds a {type(model).__name__}, expected a detection.SSD")
    return path, model


def best_of(folder):
    """The `.keras` file that `best.json` in the folder names, or None.

    Raises: CheckpointError if it names none, or one that is not there.
    """
    notes = pathlib.Path(folder) / BEST_FILE
    if not notes.is_file():
        return None
    try:
        best = notes.with_name(json.loads(notes.read_text("utf-8"))["file"])
    except (ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{notes}: names no file ({error})") from error
    if not best.is_file():
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
