"""The table of epochs against rows that come, go, and lack columns."""

import csv
import math

import keras
import numpy as np

from training.epoch_table import EpochTable, MonitorLearningRate


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_rows_come_back_as_written(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    table.add(1, {"loss": 1.0 / 3})
    table.add(2, {"loss": 0.25, "val_mAP": 0.5})
    again = EpochTable(tmp_path / "epochs.csv", epochs_done=2)
    assert again.rows == table.rows
    assert again.rows[0] == {"epoch": 1, "loss": 1.0 / 3}
    assert [row["val_mAP"] for row in rows_of(tmp_path / "epochs.csv")] == ["", "0.5"]


def test_the_rows_of_unfinished_epochs_are_dropped(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    for epoch in (1, 2, 3):
        table.add(epoch, {"loss": 1 / epoch})
    resumed = EpochTable(tmp_path / "epochs.csv", epochs_done=2)
    resumed.add(3, {"loss": 9.0})
    assert [row["loss"] for row in rows_of(tmp_path / "epochs.csv")] == ["1.0", "0.5", "9.0"]


def test_a_new_run_forgets_an_old_table(tmp_path):
    EpochTable(tmp_path / "epochs.csv").add(1, {"loss": 1.0})
    assert EpochTable(tmp_path / "epochs.csv", epochs_done=0).rows == []


def test_no_table_no_rows(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv", epochs_done=3)
    assert (table.rows, table.columns, table.ranking("val_mAP")) == ([], [], [])


def test_ranking_is_by_value_then_by_epoch_and_knows_no_nan(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    for epoch, value in enumerate([0.2, 0.7, math.nan, 0.7, 0.1], start=1):
        table.add(epoch, {"val_mAP": value})
    table.add(6, {"loss": 1.0})
    assert table.ranking("val_mAP") == [2, 4, 1, 5]


def test_the_learning_rate_is_that_of_the_last_step():
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    schedule = keras.optimizers.schedules.PolynomialDecay(1.0, 10, 0.0)  # 0.1 less each step
    model.compile(keras.optimizers.SGD(schedule), "mse")
    data = np.zeros([6, 2]), np.zeros([6, 1])
    history = model.fit(*data, batch_size=2, epochs=2, callbacks=[MonitorLearningRate()], verbose=0)
    np.testing.assert_allclose(history.history["learning_rate"], [0.8, 0.5], atol=1e-6)
