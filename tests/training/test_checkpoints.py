"""What a run keeps: the best few and the last, whole, with the optimizer."""

import json

import keras
import numpy as np
import pytest

from training.checkpoints import KeepBest, KeepLast, best_file, epochs_done, restore
from training.epoch_table import EpochTable


def small_model(use_ema=True):
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile(keras.optimizers.AdamW(0.01, use_ema=use_ema), loss="mse")
    model.optimizer.build(model.trainable_variables)
    return model


def run_epochs(callback, table, values):
    for epoch, value in enumerate(values):
        table.add(epoch + 1, {} if value is None else {"val_mAP": value})
        callback.on_epoch_end(epoch)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_best_three_stay(tmp_path):
    model, table = small_model(), EpochTable(tmp_path / "epochs.csv")
    keep = KeepBest(model, table, tmp_path / "best", "val_mAP")
    run_epochs(keep, table, [0.1, 0.5, None, 0.3, 0.05, 0.5])
    kept = [f"epoch_000{i}.keras" for i in (2, 4, 6)]
    assert names(tmp_path / "best") == ["best.json", *kept]
    # Of equals the earlier one.
    assert best_file(tmp_path / "best").name == "epoch_0002.keras"
    named = json.loads((tmp_path / "best" / "best.json").read_text())
    assert named == {"file": "epoch_0002.keras", "epoch": 2, "val_mAP": 0.5}


def test_the_best_is_none_where_nothing_was_measured(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    run_epochs(
        KeepBest(small_model(), table, tmp_path / "best", "val_mAP"), table, [None, float("nan")]
    )
    assert best_file(tmp_path / "best") is None


def test_the_last_brings_back_weights_and_optimizer(tmp_path):
    rng = np.random.default_rng(0)
    data = rng.normal(size=[8, 2]), rng.normal(size=[8, 1])
    model = small_model()
    model.fit(*data, epochs=2, verbose=0)
    keep = KeepLast(tmp_path / "last.weights.h5")
    keep.set_model(model)
    keep.on_epoch_end(6)
    assert epochs_done(keep.path) == 7

    other = small_model()
    restore(other, keep.path)
    for a, b in zip(other.variables, model.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    for a, b in zip(other.optimizer.variables, model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    assert int(other.optimizer.iterations) == 2


def test_no_file_no_epochs(tmp_path):
    assert epochs_done(tmp_path / "last.weights.h5") == 0


def test_a_save_that_is_cut_off_leaves_the_former_one(tmp_path, monkeypatch):
    keep = KeepLast(tmp_path / "last.weights.h5")
    keep.set_model(small_model())
    keep.on_epoch_end(0)

    def full_disk(*given):
        raise OSError("No space left on device")

    monkeypatch.setattr("training.checkpoints.json.dumps", full_disk)
    with pytest.raises(OSError, match="No space left"):
        keep.on_epoch_end(1)
    monkeypatch.undo()
    assert epochs_done(keep.path) == 1
    restore(small_model(), keep.path)


def test_a_file_of_another_model_is_refused(tmp_path):
    keep = KeepLast(tmp_path / "last.weights.h5")
    keep.set_model(small_model())
    keep.on_epoch_end(0)
    other = keras.Sequential([keras.Input([5]), keras.layers.Dense(2)])
    other.compile(keras.optimizers.AdamW(0.01), loss="mse")
    other.optimizer.build(other.trainable_variables)
    with pytest.raises(ValueError):
        restore(other, keep.path)
