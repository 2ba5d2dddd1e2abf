"""What a run keeps: its last state, complete, and its best few models, ready to use."""

import json
import pathlib

import h5py
import keras

from tfvision import checkpoint
from tfvision.whole_file import whole_file, whole_json


class KeepBest(keras.callbacks.Callback):
    """Keeps the models of the best epochs as `.keras` files, and only those.

    `best.json` beside them says which is the very best: its file, its epoch and its value.

    Args:
        model: The model to save; what it holds when the epoch ends.
        table: The `EpochTable` that ranks the epochs.
        folder: Where the files go, named by epoch.
        monitor: Name of the column; larger is better.
        keep: How many to keep.
    """

    def __init__(self, model, table, folder, monitor, keep=3):
        super().__init__()
        self.saved_model = model
        self.table = table
        self.folder = pathlib.Path(folder)
        self.monitor = monitor
        self.keep = keep

    def on_epoch_end(self, epoch, logs=None):
        """Saves the model if it belongs among the best, and removes the one it displaces."""
        best = self.table.ranking(self.monitor)[: self.keep]
        if epoch + 1 in best:
            with whole_file(epoch_file(self.folder, epoch + 1)) as temporary:
                self.saved_model.save(temporary)
        if best and epoch_file(self.folder, best[0]).exists():
            self._name_best(best[0])
        kept = {epoch_file(self.folder, number) for number in best}
        for path in self.folder.glob("epoch_*.keras"):
            if path not in kept:
                path.unlink()

    def _name_best(self, epoch):
        value = dict(zip(*self.table.values(self.monitor), strict=True))[epoch]
        named = {"file": epoch_file(self.folder, epoch).name, "epoch": epoch, self.monitor: value}
        whole_json(self.folder / checkpoint.BEST_FILE, named)


def epoch_file(folder, epoch):
    """The file of one epoch, counted from 1, in the folder of `KeepBest`."""
    return pathlib.Path(folder) / f"epoch_{epoch:04d}.keras"


def best_file(folder):
    """The file of the best epoch that was measured, or None."""
    return checkpoint.best_of(folder)


class KeepLast(keras.callbacks.Callback):
    """Writes weights, optimizer, random state and the number of finished epochs into one file.

    It stands last among the callbacks: the file's appearance is what makes an epoch finished.

    Args:
        path: The `.weights.h5` file.
        judged: The judged copy, where it holds an average that must go on; else None.
    """

    def __init__(self, path, judged=None):
        super().__init__()
        self.path = pathlib.Path(path)
        self.judged = judged

    def on_epoch_end(self, epoch, logs=None):
        """Saves the state."""
        with whole_file(self.path) as temporary:
            self.model.save_weights(temporary)
            with h5py.File(temporary, "a") as file:
                for name, variables in _beside(self.model, self.judged).items():
                    for i, variable in enumerate(variables):
                        file[f"{name}/{i}"] = keras.ops.convert_to_numpy(variable)
                file.attrs["run"] = json.dumps({"epochs_done": epoch + 1})


def epochs_done(path):
    """How many epochs stand behind a file of `KeepLast`; 0 where there is none."""
    if not pathlib.Path(path).exists():
        return 0
    with h5py.File(path) as file:
        return json.loads(file.attrs["run"])["epochs_done"]


def restore(model, path, judged=None):
    """Loads a file of `KeepLast` into a compiled model whose optimizer is built.

    Args:
        model: The model in training.
        path: The file.
        judged: The judged copy; gets its average where the file holds one, else the weights.
    """
    model.load_weights(path)
    if judged is not None:
        judged.set_weights(model.get_weights())
    with h5py.File(path) as file:
        for name, variables in _beside(model, judged).items():
            for i, variable in enumerate(variables if name in file else ()):
                variable.assign(file[f"{name}/{i}"][()])


def _beside(model, judged):
    """What Keras's weight files leave out: the state of random layers, and the average."""
    weights = {id(v) for v in model.weights}
    seeds = [v for v in model.variables if id(v) not in weights]
    return {"seeds": seeds, "average": [] if judged is None else judged.weights}
