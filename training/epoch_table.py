"""The table of epochs: one CSV row an epoch, the run's only memory of how it went."""

import csv
import math
import pathlib

import keras

from tfvision.whole_file import whole_csv


class EpochTable:
    """Reads, extends and writes `epochs.csv`; checkpoints, curves and early stopping ask it.

    It is rewritten whole, so that a resumed run drops the rows of an epoch it has to repeat, and so
    that a column which first appears in a later epoch (a metric computed every few epochs) fits in.

    Args:
        path: The CSV file; rows of a former process are read from it.
        epochs_done: How many epochs the run has finished; later rows are dropped.
    """

    def __init__(self, path, epochs_done=0):
        self.path = pathlib.Path(path)
        self.rows = []
        if epochs_done and self.path.exists():
            with self.path.open(newline="", encoding="utf-8") as file:
                self.rows = [_numbers(row) for row in csv.DictReader(file)]
        self.rows = [row for row in self.rows if row["epoch"] <= epochs_done]

    def add(self, epoch, logs):
        """Appends the row of `epoch` (the first is 1) and writes the file."""
        self.rows.append({"epoch": epoch, **{name: float(value) for name, value in logs.items()}})
        rows = ([row.get(name, "") for name in self.columns] for row in self.rows)
        whole_csv(self.path, self.columns, rows)

    @property
    def columns(self):
        """Names of all columns, in the order of their first appearance."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def values(self, name):
        """`(epochs, values)` of one column, without the epochs that lack it or hold NaN."""
        pairs = [(row["epoch"], row[name]) for row in self.rows if name in row]
        pairs = [(epoch, value) for epoch, value in pairs if not math.isnan(value)]
        return [epoch for epoch, _ in pairs], [value for _, value in pairs]

    def ranking(self, name):
        """The epochs by falling `name`, of equals the earlier first."""
        pairs = zip(*self.values(name), strict=True)
        return [epoch for epoch, _ in sorted(pairs, key=lambda pair: (-pair[1], pair[0]))]


class WriteEpochTable(keras.callbacks.Callback):
    """Adds each epoch's logs to an `EpochTable`.

    Args:
        table: The `EpochTable`.
    """

    def __init__(self, table):
        super().__init__()
        self.table = table

    def on_epoch_end(self, epoch, logs=None):
        """Adds the row."""
        self.table.add(epoch + 1, logs or {})


class MonitorLearningRate(keras.callbacks.Callback):
    """Puts the learning rate of the epoch's last step into the logs, for every later callback."""

    def on_epoch_end(self, epoch, logs=None):
        """Adds `learning_rate` to `logs`."""
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        # The rate that the optimizer shows is already the next step's.
        last = max(0, int(keras.ops.convert_to_numpy(optimizer.iterations)) - 1)
        logs["learning_rate"] = float(optimizer._learning_rate(last))


def _numbers(row):
    return {
        name: int(value) if name == "epoch" else float(value)
        for name, value in row.items()
        if value != ""
    }
