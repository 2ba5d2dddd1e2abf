"""Several runs in one picture, and what is said of a folder that is none."""

import json

import cv2
import pytest

from training.compare_runs import main
from training.epoch_table import EpochTable


@pytest.fixture
def runs(tmp_path):
    folders = []
    for name, values in (("long", (0.2, 0.7, 0.6)), ("short", (0.5,))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "run.json").write_text(json.dumps({"seed": 3, "recipe": {"name": "small"}}))
        table = EpochTable(folder / "epochs.csv")
        for epoch, value in enumerate(values):
            table.add(epoch + 1, {"top1": value - 0.1, "val_top1": value})
        folders.append(folder)
    return folders


def test_the_best_epochs_and_a_picture(runs, tmp_path, capsys):
    picture = tmp_path / "new" / "curves.png"
    assert main([*map(str, runs), "--output", str(picture)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "long (small, seed 3)   val_top1 0.7000 in epoch 2 of 3"
    assert said[1] == "short (small, seed 3)  val_top1 0.5000 in epoch 1 of 1"
    assert cv2.imread(str(picture)).std() > 5


def test_another_column(runs, capsys):
    assert main([str(runs[0]), "--column", "top1"]) == 0
    assert capsys.readouterr().out == "long (small, seed 3)  top1 0.6000 in epoch 2 of 3\n"


def remove_settings(run):
    (run / "run.json").unlink()


def damage_settings(run):
    (run / "run.json").write_text("{")


def remove_epochs(run):
    (run / "epochs.csv").unlink()


@pytest.mark.parametrize(
    ("change", "arguments", "sentence"),
    [
        (remove_settings, [], "long: no run.json in it, so it is not the folder of a run"),
        (damage_settings, [], "run.json: damaged, it is not JSON"),
        (remove_epochs, [], "epochs.csv: no epoch has been finished"),
        (lambda run: None, ["--column", "mAP"], "no column mAP, but epoch, top1, val_top1"),
    ],
)
def test_what_is_said_of_others(runs, capsys, change, arguments, sentence):
    change(runs[0])
    assert main([str(runs[0]), *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and sentence in error
