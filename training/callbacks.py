"""What watches a run: in this order, because each reads what those before it wrote."""

import keras

from training.averages import judge_of
from training.checkpoints import KeepBest, KeepLast
from training.curves import DrawCurves
from training.epoch_table import MonitorLearningRate, WriteEpochTable
from training.epoch_times import TimeEpochs
from training.many_machines import EndOnNaN, ManyMachines, StopTogether
from training.nan_guard import StopOnNaN
from training.strategies import is_chief


class MeasureLosses(keras.callbacks.Callback):
    """Adds what the judged copy was compiled with, measured on the validation images.

    The copy is what is measured, saved among the best and exported; the model in training is never
    touched.

    Args:
        judged: The copy, compiled with the losses.
        batches: Batches of the validation images with targets, finite.
    """

    def __init__(self, judged, batches):
        super().__init__()
        self.judged = judged
        self.batches = batches

    def on_epoch_end(self, epoch, logs=None):
        """Adds `val_loss` and what else there is."""
        measured = self.judged.evaluate(self.batches, verbose=0, return_dict=True)
        logs.update({f"val_{name}": value for name, value in measured.items()})


def callbacks_of(task, folder, table, judged, measures, recipe, batch_at, stale, strategy):
    """All callbacks of a phase, in order; of many machines only the first measures and writes.

    Args:
        task: The `Task`.
        folder: The `RunFolder`.
        table: The `EpochTable`.
        judged: The copy that is judged.
        measures: Callbacks that measure it.
        recipe: The recipe.
        batch_at: See `StopOnNaN`.
        stale: The `StopWhenStale` of the phase, or None.
        strategy: The run's.
    """
    if not is_chief(strategy):
        return [EndOnNaN(), StopTogether(strategy)]
    callbacks = [
        StopOnNaN(batch_at, folder.path),
        TimeEpochs(folder.times_file),
        judge_of(judged, recipe),
        MonitorLearningRate(),
        *measures,
        WriteEpochTable(table),
        KeepBest(judged, table, folder.best_folder, task.monitor),
        DrawCurves(table, folder.curves_file, task.panel),
        keras.callbacks.TensorBoard(folder.tensorboard_folder, write_graph=False),
    ]
    if stale:
        callbacks.append(stale)
    callbacks.append(KeepLast(folder.last_file, averaged(judged, recipe)))
    return [*callbacks, StopTogether(strategy)] if isinstance(strategy, ManyMachines) else callbacks


def averaged(judged, recipe):
    """The judged copy where it holds an average, which a resumed run needs; else None."""
    return judged if recipe.ema is not None else None
