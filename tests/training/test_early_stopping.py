"""When training ends early."""

import types

import pytest

from training.early_stopping import StopWhenStale
from training.epoch_table import EpochTable


@pytest.mark.parametrize(
    ("values", "patience", "stops"),
    [([], 1, False), ([0.5], 1, False), ([0.5, 0.4], 1, True), ([0.5, 0.4, 0.6], 1, False)]
    + [([0.5, 0.5, 0.5], 3, False), ([0.5, 0.5, 0.5], 2, True), ([0.1, 0.5, 0.4, 0.4], 3, False)],
)
def test_it_stops_when_the_best_is_too_long_ago(values, patience, stops, tmp_path, capsys):
    table = EpochTable(tmp_path / "epochs.csv")
    for epoch, value in enumerate(values, start=1):
        table.add(epoch, {"val_mAP": value})
    callback = StopWhenStale(table, "val_mAP", patience=patience)
    assert callback.is_stale(len(values)) == stops
    callback.set_model(types.SimpleNamespace(stop_training=False))
    callback.on_epoch_end(len(values) - 1)
    assert callback.model.stop_training == stops
    assert bool(capsys.readouterr().out) == stops


def test_a_phase_has_its_own_patience(tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    for epoch, value in enumerate([0.5, 0.1, 0.1, 0.1], start=1):
        table.add(epoch, {"val_mAP": value})
    stale = StopWhenStale(table, "val_mAP", patience=2, since=3)
    assert [stale.is_stale(done) for done in (3, 4, 5)] == [False, False, True]
