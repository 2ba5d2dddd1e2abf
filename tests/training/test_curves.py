"""The picture of the curves: there after the first epoch, whole, and with empty panels too."""

import cv2
import pytest

from training import curves
from training.curves import DrawCurves
from training.epoch_table import EpochTable

FULL = {"loss": 2.0, "val_loss": 2.5, "val_mAP": 0.3, "val_AP/a_b": 0.3, "learning_rate": 0.01}


@pytest.mark.parametrize("logs", [FULL, {"loss": float("nan")}, {}])
@pytest.mark.parametrize("epochs", [1, 3])
def test_a_picture_whatever_the_columns(logs, epochs, tmp_path):
    table = EpochTable(tmp_path / "epochs.csv")
    for epoch in range(epochs):
        table.add(epoch + 1, logs)
    DrawCurves(table, tmp_path / "new" / "curves.png", ("mAP", ("mAP", "AP/"))).on_epoch_end(
        epochs - 1
    )
    picture = cv2.imread(str(tmp_path / "new" / "curves.png"))
    assert picture.shape[1] > 2 * picture.shape[0]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["curves.png"]


def test_epochs_that_follow_at_once_are_drawn_together(tmp_path, monkeypatch):
    drawn, times = [], iter((100.0, 101.0, 106.0, 107.0))
    monkeypatch.setattr(curves, "draw_curves", lambda table, *_: drawn.append(len(table.rows)))
    monkeypatch.setattr(curves.time, "monotonic", lambda: next(times))
    table = EpochTable(tmp_path / "epochs.csv")
    draw = DrawCurves(table, tmp_path / "curves.png", ("mAP", ("mAP",)))
    for epoch in range(4):
        table.add(epoch + 1, FULL)
        draw.on_epoch_end(epoch)
    assert drawn == [1, 3]
