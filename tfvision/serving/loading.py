"""Loads an exported model, whatever its task."""

import contextlib

from tfvision.serving import settings_file, versions
from tfvision.serving.saved_characters import SavedCharacters
from tfvision.serving.saved_predictor import SavedPredictor, task_of

_COMMANDS = {"detection": "detect", "classification": "classify", "text": "characters"}


def require_task(model, task):
    """Refuses a predictor of another task, loaded or on a server.

    Raises: ValueError saying what it is, and which command it is for.
    """
    if model.task != task:
        command = _COMMANDS.get(model.task, "--help")
        raise ValueError(
            f"{model}: a model for {model.task}, expected one for {task}; see `tfvision {command}`"
        )


def load(folder, version=None, *, batch_size=16, bfloat16=False):
    """Loads an exported model.

    Args:
        folder: Its folder, such as "saved_models/plates", or that of one version.
        version: Number of the version; None: the latest.
        batch_size: Most images of one run of `predict` and `predict_files`.
        bfloat16: Whether convolutions are computed in bfloat16: about twice as fast on processors
            that have instructions for it (AMX, AVX512-BF16), no faster or slower on others. Scores
            change: in a film of plates most by some 0.05, one by 0.13. Signatures take no empty
            batch.

    Returns: `SavedPredictor`; of characters, `SavedCharacters`.
    Raises: FileNotFoundError saying which versions there are; ValueError naming the file, if it is
        none of ours or its settings are damaged.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    folder = versions.find(folder, version)
    kind = SavedPredictor
    with contextlib.suppress(OSError):  # Of what is missing, the predictor will speak.
        if task_of(settings_file.read(folder)) == "text":
            kind = SavedCharacters
    with settings_file.used(folder):
        return kind(folder, batch_size, bfloat16=bfloat16)
