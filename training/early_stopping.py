"""An end to training that no longer helps."""

import keras


class StopWhenStale(keras.callbacks.Callback):
    """Stops when `patience` epochs have passed since the best one.

    It asks the table of epochs instead of counting for itself, so a resumed run stops where an
    uninterrupted one would.

    Args:
        table: The `EpochTable` that holds the run so far.
        monitor: Name of the column; larger is better.
        patience: How many epochs without a new best are allowed.
        since: Finished epochs from which patience begins, as a phase may.
    """

    def __init__(self, table, monitor, *, patience, since=0):
        super().__init__()
        self.table = table
        self.monitor = monitor
        self.patience = patience
        self.since = since

    def is_stale(self, epochs_done):
        """Whether the best epoch is too long ago."""
        ranking = self.table.ranking(self.monitor)
        return bool(ranking) and epochs_done - max(ranking[0], self.since) >= self.patience

    def on_epoch_end(self, epoch, logs=None):
        """Sets `stop_training` when it is time."""
        if self.is_stale(epoch + 1):
            self.model.stop_training = True
            print(f"\nNo better {self.monitor} for {self.patience} epochs: stopping.")
