"""A trained classifier from disk: a `Classifier` in a `.keras` file, with its labels."""

from tfvision import checkpoint
from tfvision.checkpoint import CheckpointError
from tfvision.classification.model import Classifier
from tfvision.classification.predictor import ClassPredictor

_OF_THE_RUN = ("top", "crop_fraction", "interpolation")


def load(path, labels=None, **options):
    """Reads a training run, or one of its checkpoints, as a `ClassPredictor`.

    Of the JSON beside it are taken the keys `class_names`, a list, and `top`, `crop_fraction` and
    `interpolation`, arguments of `ClassPredictor`: see `tfvision.checkpoint.settings_of`.

    Args:
        path: A run's folder, of which the epoch is taken that its `best/best.json` names; or a
            `.keras` file of a `Classifier`.
        labels: Names of the classes, instead of those in the JSON.
        **options: Arguments of `ClassPredictor`, instead of those in the JSON.

    Returns: `ClassPredictor`.
    Raises: CheckpointError saying what is missing or wrong.
    """
    return predictor_of(*load_model(path), labels, **options)


def load_model(path):
    """`(file, model)`: the `.keras` file that `path` means, and the `Classifier` in it."""
    return checkpoint.load_model(path, Classifier)


def predictor_of(file, model, labels=None, **options):
    """What `load` makes of the file and the model that `load_model` found."""
    settings = checkpoint.settings_of(file)
    labels = settings.get("class_names") if labels is None else labels
    known = {name: settings[name] for name in _OF_THE_RUN if name in settings}
    try:
        return ClassPredictor(model, labels, **{**known, **options})
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"{file}: {error}") from error
