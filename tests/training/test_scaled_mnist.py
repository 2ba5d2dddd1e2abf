"""The scaled MNIST script from a file of digits to a model measured by scale."""

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.training import same_runs
from tests.training import tiny_scaled_mnist as tiny_run
from tfvision.classification import checkpoint
from training import scaled_mnist, script
from training.checkpoints import epochs_done
from training.epoch_table import EpochTable

# All that such a run has to remember: a schedule, momentum, scales that are drawn anew.
OPTIONS = ("--epochs", 3, "--redrawn", "yes", "--schedule", "cosine", "--learning-rate", 0.05)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return tiny_run.write_digits(tmp_path_factory.mktemp("digits") / "digits.npz")


@pytest.fixture(scope="module")
def finished(digits, tmp_path_factory):
    """A run that nothing interrupted."""
    output = tmp_path_factory.mktemp("runs") / "whole"
    tiny_run.run(*tiny_run.words(digits, output, *OPTIONS))
    return output


def test_a_run_leaves_what_it_promises(finished):
    table = EpochTable(finished / "epochs.csv", epochs_done=3)
    for name in ("loss", "top1", "val_loss", "val_top1", "learning_rate"):
        assert len(table.values(name)[1]) == 3, name
    assert list(json.loads((finished / "times.json").read_text())) == ["1", "2", "3"]
    settings = json.loads((finished / "run.json").read_text())
    assert (settings["training_images"], settings["validation_images"]) == (12, 4)
    assert settings["recipe"]["deformable"] == ["conv4"]


def test_the_report_is_of_test_images_by_scale(finished):
    figures = json.loads((finished / "metrics.json").read_text())
    assert 0 <= figures["top1"] <= 1 and figures["loss"] > 0
    assert figures["test_images"] == sum(count for _, count in figures["by_scale"].values()) == 6
    right = sum(share * count for share, count in figures["by_scale"].values())
    assert right / 6 == pytest.approx(figures["top1"])
    assert list(figures["outside"]) == ["0.30 to 0.50", "1.50 to 2.50"]
    assert figures["offsets"]["conv4"]["mean"] > 0
    assert figures["seconds_an_epoch"] > 0


def test_the_best_model_is_one_that_can_be_used(finished):
    predictor = checkpoint.load(finished)
    assert predictor.labels == tuple("0123456789")
    assert predictor.model.backbone.deformable == ["conv4"]
    assert predictor.predict(np.zeros([56, 60, 3], "uint8"))["score"].shape == (5,)


# The script is that of classification, whose runs are resumed among the fast tests.
@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupted_and_resumed_is_uninterrupted(digits, finished, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(1, 1, lambda: signal.raise_signal(signal.SIGINT))
    output = tmp_path / "run"
    words = tiny_run.words(digits, output, *OPTIONS)
    assert scaled_mnist.main(words) == 130
    assert f"training.scaled_mnist --resume --output {output}" in capsys.readouterr().out
    monkeypatch.undo()
    tiny_run.run("--resume", *words)  # What it was begun with may be said again.
    same_runs.assert_same(finished, output)


@pytest.mark.slow
def test_killed_and_resumed_is_uninterrupted(digits, finished, tmp_path):
    output = tmp_path / "run"
    command = [sys.executable, "-m", "tests.training.tiny_scaled_mnist"]
    words = tiny_run.words(digits, output, *OPTIONS)
    killed = subprocess.run([*command, "--die", "2", "1", *words], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert epochs_done(output / "last.weights.h5") == 2
    resume = ["--resume", "--output", str(output)]  # That nothing is exported is remembered
    subprocess.run([*command, *resume], check=True, capture_output=True)
    same_runs.assert_same(finished, output)
