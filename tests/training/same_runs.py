"""Runs that are stopped at a step, and whether two runs went the same way."""

import os
import signal
import sys

import h5py
import keras
import numpy as np

from training import script
from training.epoch_table import EpochTable


def stored(path):
    """All arrays of a weight file, by name."""
    found = {}

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(note)
    return found


class At(keras.callbacks.Callback):
    """Does something at the end of one step; both count from 0."""

    def __init__(self, epoch, step, act):
        super().__init__()
        self.when = (epoch, step)
        self.act = act
        self.epoch = None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.when:
            self.act()


def do_at(epoch, step, act):
    """Makes `callbacks_of` of the script end with an `At`; returns what was there."""
    before = script.callbacks_of
    script.callbacks_of = lambda *given: [*before(*given), At(epoch, step, act)]
    return before


def die_as_told(main):
    """`--die EPOCH STEP …`: a script that kills itself there; without, the script."""
    if sys.argv[1] == "--die":
        do_at(*map(int, sys.argv[2:4]), lambda: os.kill(os.getpid(), signal.SIGKILL))
        del sys.argv[1:4]
    sys.exit(main())


def assert_same(whole, resumed):
    """Weights, optimizer, averages and table; on CPUs to the last bit, 1e-5 is promised."""
    a, b = (stored(folder / "last.weights.h5") for folder in (whole, resumed))
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_allclose(a[name], b[name], atol=1e-5, err_msg=name)
    tables = [EpochTable(folder / "epochs.csv", epochs_done=9).rows for folder in (whole, resumed)]
    assert [row.keys() for row in tables[0]] == [row.keys() for row in tables[1]]
    for row, other in zip(*tables, strict=True):
        np.testing.assert_allclose(list(row.values()), list(other.values()), atol=1e-4)
    names = [sorted(f.name for f in (folder / "best").iterdir()) for folder in (whole, resumed)]
    assert names[0] == names[1]
