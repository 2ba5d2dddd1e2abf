"""A trained detector from disk: an `SSD` in a `.keras` file, with its labels and its codec."""

from tfvision import checkpoint
from tfvision.checkpoint import CheckpointError
from tfvision.detection.codec import Codec
from tfvision.detection.model import SSD
from tfvision.detection.predictor import Detector


def load(path, labels=None, *, score_threshold=0.3):
    """Reads a training run, or one of its checkpoints, as a `Detector`.

    Of the JSON beside it are taken the keys `class_names`, a list, and `codec`, arguments of
    `Codec`: see `tfvision.checkpoint.settings_of`.

    Args:
        path: A run's folder, of which the epoch is taken that its `best/best.json` names; or a
            `.keras` file of an `SSD`.
        labels: Names of the classes, instead of those in the JSON.
        score_threshold: As in `Detector`.

    Returns: `Detector`.
    Raises: CheckpointError saying what is missing or wrong.
    """
    return detector_of(*load_model(path), labels, score_threshold=score_threshold)


def load_model(path):
    """`(file, model)`: the `.keras` file that `path` means, and the `SSD` in it; see `load`."""
    return checkpoint.load_model(path, SSD)


def detector_of(file, model, labels=None, *, score_threshold=0.3):
    """What `load` makes of the file and the model that `load_model` found."""
    settings = checkpoint.settings_of(file)
    labels = settings.get("class_names") if labels is None else labels
    try:
        codec = Codec(model.default_boxes, **(settings.get("codec") or {}))
        return Detector(model, labels, codec, score_threshold)
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"{file}: {error}") from error
