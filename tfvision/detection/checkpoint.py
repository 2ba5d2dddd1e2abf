"""Finds a trained detector on disk: a `.keras` file, and the JSON that says what it detects."""

import csv
import json
import math
import pathlib
import zipfile

import keras

from tfvision.detection.codec import Codec
from tfvision.detection.model import SSD
from tfvision.detection.predictor import Detector

_RUN_SETTINGS = "run.json"
_RUN_EPOCHS = "epochs.csv"
_RUN_BEST = "best"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message names the file."""


def load(path, labels=None, *, score_threshold=0.3):
    """Reads a training run, or one of its checkpoints, as a `Detector`.

    Beside `<name>.keras` stands `<name>.json`, or in the run's folder `run.json`: the keys
    `class_names`, a list, and `codec`, arguments of `Codec`, at the top or inside `recipe`.

    Args:
        path: A run's folder, of which the epoch with the highest validation mAP is taken; or a
            `.keras` file of an `SSD`.
        labels: Names of the classes, instead of those in the JSON.
        score_threshold: As in `Detector`.

    Returns: `Detector`.
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


def _best(run):
    """The checkpoint of a run whose epoch has the highest validation mAP."""
    files = sorted((run / _RUN_BEST).glob("*.keras")) or sorted(run.glob("*.keras"))
    if not files:
        raise CheckpointError(
            f"{run}: no .keras file in it or in its folder '{_RUN_BEST}'; has an epoch finished?"
        )
    scores = _scores(run / _RUN_EPOCHS)
    # Without a table, the last name: epochs are numbered.
    return max(files, key=lambda file: (scores.get(_epoch(file), -math.inf), file.name))


def _scores(table):
    """Validation mAP by epoch, as far as it was measured."""
    if not table.is_file():
        return {}
    with table.open(newline="", encoding="utf-8") as file:
        rows = [(row.get("epoch"), row.get("val_mAP")) for row in csv.DictReader(file)]
    scores = {int(epoch): float(value) for epoch, value in rows if epoch and value}
    return {epoch: value for epoch, value in scores.items() if not math.isnan(value)}


def _epoch(file):
    digits = "".join(character for character in file.stem if character.isdecimal())
    return int(digits) if digits else None
