"""How long each epoch's training takes, without what is measured after it."""

import json
import pathlib
import statistics
import time

import keras

from tfvision.whole_file import whole_json


class TimeEpochs(keras.callbacks.Callback):
    """Notes the seconds of each epoch in a JSON file, `{"1": 12.3, …}`.

    Not a column of the table of epochs: a resumed run has the same table, and other times.

    Args:
        path: The file; times of a former process are kept.
    """

    def __init__(self, path):
        super().__init__()
        self.path = pathlib.Path(path)
        self.begun = self.ended = 0.0

    def on_epoch_begin(self, epoch, logs=None):
        """Starts the clock."""
        self.begun = self.ended = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        """Stops the clock, for now."""
        self.ended = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Writes the time down."""
        times = {**times_of(self.path), str(epoch + 1): round(self.ended - self.begun, 3)}
        whole_json(self.path, times)


def times_of(path):
    """What `TimeEpochs` has noted; an empty dict where there is no file."""
    path = pathlib.Path(path)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def usual_time(path):
    """The median of the epochs' seconds, or None where none is noted."""
    times = times_of(path)
    return statistics.median(times.values()) if times else None
