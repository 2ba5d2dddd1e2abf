"""The detection script from a folder to a trained, measured and exported model."""

import dataclasses
import json
import math
import re
import shutil
import signal
import subprocess
import sys

import cv2
import keras
import numpy as np
import pytest

from tests.training import same_runs, tiny_run
from tfvision.detection import checkpoint
from tfvision.detection.codec import Codec
from tfvision.detection.roads import Roads
from training import detection, script
from training.checkpoints import epochs_done
from training.detection_results import measurement
from training.epoch_table import EpochTable
from training.recipes.detection import recipe


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return tiny_run.write_scenes(tmp_path_factory.mktemp("scenes") / "voc")


@pytest.fixture(scope="module")
def finished(scenes, tmp_path_factory):
    """A run of three epochs that nothing interrupted."""
    output = tmp_path_factory.mktemp("runs") / "whole"
    tiny_run.run(*tiny_run.words(scenes, output, "--epochs", 3))
    return output


def test_a_run_leaves_what_it_promises(finished):
    table = EpochTable(finished / "epochs.csv", epochs_done=3)
    assert [row["epoch"] for row in table.rows] == [1, 2, 3]
    for name in ("loss", "val_loss", "val_mAP", "learning_rate", "val_AP/plate"):
        assert len(table.values(name)[1]) == 3, name
    assert epochs_done(finished / "last.weights.h5") == 3
    assert len(list((finished / "best").glob("*.keras"))) == 3
    assert cv2.imread(str(finished / "curves.png")).shape[1] > 600
    assert cv2.imread(str(finished / "detections.png")).shape[2] == 3
    assert 0 <= json.loads((finished / "metrics.json").read_text())["mAP"] <= 1
    assert len((finished / "validation.txt").read_text().splitlines()) == 3
    assert list(finished.glob("tensorboard/train/events*"))
    assert not list(finished.rglob(".unfinished*"))


def test_the_report_measures_what_it_exported(finished, tmp_path, capsys):
    output = shutil.copytree(finished, tmp_path / "run")
    tiny_run.run("--resume", "--output", output, "--export", output / "saved_model")
    said = capsys.readouterr().out
    assert "best of 3 measured epochs, chosen on these 3 held-out images:" in said
    (in_process, exported) = re.search(r"mAP in process (\S+), exported (\S+)", said).groups()
    assert float(in_process) == pytest.approx(float(exported), abs=1e-6)
    figures = json.loads((output / "metrics.json").read_text())
    assert figures["mAP of the exported model"] == pytest.approx(figures["mAP"], abs=1e-6)


def test_a_resumed_run_measures_the_same_epochs():
    model = tiny_run.tiny(2, (48, 64))
    chosen = dataclasses.replace(recipe("roads"), image_size=(48, 64), eval_every=2)
    data, codec = Roads(2, 0, size_hw=(48, 64)), Codec(model.default_boxes)
    measure = measurement(model, codec, data, chosen, resumed=True)
    measure.set_params({"epochs": 9})
    measured = []
    for epoch in (2, 3):
        logs = {}
        measure.on_epoch_end(epoch, logs)
        measured.append(not math.isnan(logs["val_mAP"]))
    assert measured == [False, True]


def test_the_settings_say_what_was_done(finished):
    settings = json.loads((finished / "run.json").read_text())
    assert settings["recipe"]["batch_size"] == 3
    assert settings["recipe"]["name"] == "roads"
    assert settings["class_names"] == ["car", "plate"]
    assert (settings["training_images"], settings["validation_images"]) == (12, 3)
    assert settings["planned_epochs"] == 3


def test_the_best_model_is_one_that_can_be_used(finished):
    detector = checkpoint.load(finished, score_threshold=0)
    assert detector.labels == ("car", "plate")
    assert detector.predict(np.zeros([90, 120, 3], "uint8"))["num_detections"] > 0


def test_the_best_model_holds_the_averaged_weights(finished):
    """Epoch 3's file against the averages that the optimizer kept."""
    model = keras.saving.load_model(finished / "best" / "epoch_0003.keras", compile=False)
    state = same_runs.stored(finished / "last.weights.h5")
    averages = [v for k, v in state.items() if k.startswith("average")]
    kernel = model.backbone.fine.convolution.kernel.numpy()
    assert any(np.array_equal(kernel, v) for v in averages)
    trained = [v for k, v in state.items() if not k.startswith("average")]
    assert not any(np.array_equal(kernel, v) for v in trained)


# Classification and text resume by the same script among the fast tests; what is detection's own
# in it, its batches and its measurements from any epoch on, has tests of its own there too.
@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupted_and_resumed_is_uninterrupted(scenes, finished, tmp_path, monkeypatch, capsys):
    """In one process; the other test pulls the plug."""
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(1, 2, lambda: signal.raise_signal(signal.SIGINT))
    output = tmp_path / "run"
    assert detection.main(tiny_run.words(scenes, output, "--epochs", 3)) == 130
    said = capsys.readouterr().out
    assert "1 finished epochs are kept" in said
    assert f"--resume --output {output}" in said
    monkeypatch.undo()
    tiny_run.run("--resume", "--output", output, "--export", "none")
    same_runs.assert_same(finished, output)


@pytest.mark.slow
def test_killed_and_resumed_is_uninterrupted(scenes, finished, tmp_path):
    output = tmp_path / "run"
    command = [sys.executable, "-m", "tests.training.tiny_run"]
    killed = subprocess.run(
        [*command, "--die", "1", "2", *tiny_run.words(scenes, output, "--epochs", 3)],
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    assert epochs_done(output / "last.weights.h5") == 1
    resume = ["--resume", "--output", str(output), "--export", "none"]
    subprocess.run([*command, *resume], check=True, capture_output=True)
    same_runs.assert_same(finished, output)


# As of classification and of text, among the fast tests.
@pytest.mark.slow
def test_an_image_that_cannot_be_decoded_is_named(tmp_path, capfd):
    data = tiny_run.write_scenes(tmp_path / "voc", 6)
    broken = sorted(data.rglob("*.jpg"))[2]
    broken.write_bytes(broken.read_bytes()[:300])
    words = tiny_run.words(data, tmp_path / "run", "--epochs", 1, "--batch-size", 5)
    assert detection.main(words) == 1
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert last.startswith(f"training.detection: {broken}: ")
