"""A trained detector of characters from disk: a `CRAFT` in a `.keras` file, with its codec."""

from tfvision import checkpoint
from tfvision.checkpoint import CheckpointError
from tfvision.text.codec import codec_for
from tfvision.text.model import CRAFT
from tfvision.text.predictor import CharacterDetector

_OF_THE_RUN = ("scale", "longest_side", "levels", "direction", "score_threshold")


def load(path, **options):
    """Reads a training run, or one of its checkpoints, as a `CharacterDetector`.

    Of the JSON beside it are taken the key `codec`, arguments of `Codec`, and `scale`,
    `longest_side`, `levels`, `direction` and `score_threshold`, arguments of `CharacterDetector`:
    see `tfvision.checkpoint.settings_of`.

    Args:
        path: A run's folder, of which the epoch is taken that its `best/best.json` names; or a
            `.keras` file of a `CRAFT`.
        **options: Arguments of `CharacterDetector`, instead of those in the JSON.

    Returns: `CharacterDetector`.
    Raises: CheckpointError saying what is missing or wrong.
    """
    return detector_of(*load_model(path), **options)


def load_model(path):
    """`(file, model)`: the `.keras` file that `path` means, and the `CRAFT` in it; see `load`."""
    return checkpoint.load_model(path, CRAFT)


def detector_of(file, model, **options):
    """What `load` makes of the file and the model that `load_model` found."""
    settings = checkpoint.settings_of(file)
    known = {name: settings[name] for name in _OF_THE_RUN if name in settings}
    try:
        if settings.get("codec"):
            known["codec"] = codec_for(model, **settings["codec"])
        return CharacterDetector(model, **{**known, **options})
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"{file}: {error}") from error
