"""What watches a detection run: in this order, because each reads what those before it wrote."""

import keras

from training.checkpoints import KeepBest, KeepLast
from training.curves import DrawCurves
from training.early_stopping import StopWhenStale
from training.epoch_table import MonitorLearningRate, WriteEpochTable
from training.nan_guard import StopOnNaN
from training.optimizers import averaged_weights


class Judge(keras.callbacks.Callback):
    """Gives the judged copy of the model this epoch's weights, and measures its losses.

    The copy holds the average of the weights where the optimizer keeps one. It is the copy that is
    measured, saved among the best and exported; the model in training is never touched.

    Args:
        judged: The copy, compiled with the losses.
        batches: Encoded batches of the validation images, finite.
    """

    def __init__(self, judged, batches):
        super().__init__()
        self.judged = judged
        self.batches = batches

    def on_epoch_end(self, epoch, logs=None):
        """Adds `val_loss` and its parts."""
        self.judged.set_weights(averaged_weights(self.model))
        losses = self.judged.evaluate(self.batches, verbose=0, return_dict=True)
        logs.update({f"val_{name}": value for name, value in losses.items()})


def callbacks_of(folder, table, judge, measure, recipe, batch_at):
    """All callbacks of a run, in order.

    Args:
        folder: The `RunFolder`.
        table: The `EpochTable`.
        judge: The `Judge`.
        measure: The `EvaluateDetections`.
        recipe: The `DetectionRecipe`.
        batch_at: See `StopOnNaN`.
    """
    callbacks = [
        StopOnNaN(batch_at, folder.path),
        MonitorLearningRate(),
        judge,
        measure,
        WriteEpochTable(table),
        KeepBest(judge.judged, table, folder.best_folder),
        DrawCurves(table, folder.curves_file),
        keras.callbacks.TensorBoard(folder.tensorboard_folder, write_graph=False),
    ]
    if recipe.patience:
        callbacks.append(StopWhenStale(table, patience=recipe.patience))
    return [*callbacks, KeepLast(folder.last_file)]
