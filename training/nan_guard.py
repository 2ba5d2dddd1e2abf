"""The end of a run whose loss is no longer a number, with the batch that did it."""

import math
import pathlib

import keras
import numpy as np

from tfvision.whole_file import whole_file


class LossError(ArithmeticError):
    """The loss became NaN or infinite."""


class StopOnNaN(keras.callbacks.Callback):
    """Raises `LossError` at the first step whose loss is not finite, and saves its batch.

    Args:
        batch_at: Function of (epoch, step), both from 0, that makes the batch again: a dict of
            arrays, and the names of its images. None where that is not known.
        folder: Where `nan_epoch_E_step_S.npz` goes.
    """

    def __init__(self, batch_at, folder):
        super().__init__()
        self.batch_at = batch_at
        self.folder = pathlib.Path(folder)
        self.epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        """Notes the epoch, which Keras does not tell batches."""
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        """Checks the loss."""
        bad = {name: value for name, value in (logs or {}).items() if not math.isfinite(value)}
        if bad:
            raise LossError(self._report(batch, bad))

    def _report(self, step, bad):
        values = ", ".join(f"{name} = {value}" for name, value in bad.items())
        return (
            f"The loss is no longer finite ({values}) at step {step + 1} of epoch "
            f"{self.epoch + 1}. {self._saved(step)}, or begin anew with a lower --learning-rate or "
            "a longer --warmup-steps."
        )

    def _saved(self, step):
        if self.batch_at is None:
            return "Its batch came from --data-service and is gone. Go on with --resume"
        path = self.folder / f"nan_epoch_{self.epoch + 1}_step_{step + 1}.npz"
        arrays, images = self.batch_at(self.epoch, step)
        with whole_file(path) as temporary:
            np.savez_compressed(temporary, **arrays)
        return (
            f"The batch is in {path}, of the images {', '.join(images)}. The last finished epoch "
            "is kept: look at the batch"
        )
