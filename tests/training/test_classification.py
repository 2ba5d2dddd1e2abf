"""The classification script from a folder to a trained, measured and exported model."""

import json
import re
import signal
import subprocess
import sys

import cv2
import keras
import numpy as np
import pytest

from tests.training import same_runs
from tests.training import tiny_classification as tiny_run
from tfvision.classification import checkpoint
from training import classification, script
from training.checkpoints import epochs_done
from training.epoch_table import EpochTable
from training.nan_guard import LossError

# All that a run has to remember: two phases, averages with a ramp, squares and speeds, dropout.
PHASES = ("--epochs", 4, "--freeze", "all", "--second-phase", 2, "--second-freeze", "fine")
PHASES += ("--second-learning-rate", 1e-4, "--optimizer", "rmsprop", "--l2", 1e-3, "--ema", 0.9)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return tiny_run.write_images(tmp_path_factory.mktemp("images") / "Farben")


@pytest.fixture(scope="module")
def finished(images, tmp_path_factory):
    """A run of two phases that nothing interrupted."""
    output = tmp_path_factory.mktemp("runs") / "whole"
    tiny_run.run(*tiny_run.words(images, output, *PHASES))
    return output


def test_a_run_leaves_what_it_promises(finished):
    table = EpochTable(finished / "epochs.csv", epochs_done=4)
    assert [row["epoch"] for row in table.rows] == [1, 2, 3, 4]
    for name in ("loss", "top1", "val_loss", "val_top1", "val_top5", "learning_rate"):
        assert len(table.values(name)[1]) == 4, name
    assert epochs_done(finished / "last.weights.h5") == 4
    assert len(list((finished / "best").glob("*.keras"))) == 3
    assert cv2.imread(str(finished / "curves.png")).shape[1] > 600
    assert cv2.imread(str(finished / "confusion_matrix.png")).shape[1] > 200
    assert 0 <= json.loads((finished / "metrics.json").read_text())["top1"] <= 1
    assert list(finished.glob("tensorboard/train/events*"))
    assert not list(finished.rglob(".unfinished*"))


def test_the_held_out_images_have_their_folder_where_names_are_alike(finished):
    names = (finished / "validation.txt").read_text().splitlines()
    assert len(names) == len(set(names)) == 4
    assert all(re.fullmatch(r"(blue|grün|red)/\d\.png", name) for name in names)


def test_the_settings_say_what_was_done(finished):
    settings = json.loads((finished / "run.json").read_text())
    assert settings["class_names"] == ["blue", "grün", "red"]
    assert (settings["training_images"], settings["validation_images"]) == (14, 4)
    assert settings["recipe"]["image_size"] == [48, 64]
    assert settings["recipe"]["second_phase"] == 2


def test_the_rate_of_each_phase_is_its_own(finished):
    table = EpochTable(finished / "epochs.csv", epochs_done=4)
    rates = table.values("learning_rate")[1]
    assert max(rates[:2]) > 1e-4 >= max(rates[2:]) > 0


def test_what_is_frozen_does_not_move(finished):
    """Three of four epochs are kept, so each phase has left one."""
    paths = sorted((finished / "best").glob("*.keras"))
    models = [keras.saving.load_model(path, compile=False) for path in paths]
    fine, coarse, head = (
        [layer(model).numpy() for model in models]
        for layer in (
            lambda model: model.backbone.fine.convolution.kernel,
            lambda model: model.backbone.coarse.convolution.kernel,
            lambda model: model.logits.kernel,
        )
    )
    np.testing.assert_array_equal(fine[0], fine[-1])
    assert not np.array_equal(coarse[0], coarse[-1])
    assert not np.array_equal(head[0], head[1])


def test_the_best_model_is_one_that_can_be_used(finished):
    predictor = checkpoint.load(finished)
    assert predictor.labels == ("blue", "grün", "red")
    assert predictor.crop_fraction == 1.0  # The recipe's.
    assert predictor.predict(np.zeros([90, 120, 3], "uint8"))["score"].shape == (3,)


def test_the_report_measures_what_it_exported(finished, tmp_path, capsys):
    tiny_run.run("--resume", "--output", finished, "--export", tmp_path / "served" / "colours")
    said = capsys.readouterr().out
    assert "best of 4 measured epochs, chosen on these 4 held-out images:" in said
    (in_process, exported) = re.search(r"top-1 in process (\S+), exported (\S+)", said).groups()
    assert in_process == exported
    figures = json.loads((finished / "metrics.json").read_text())
    assert figures["top1 of the exported model"] == figures["top1"]
    assert (tmp_path / "served" / "colours" / "1" / "saved_model.pb").exists()


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("epoch", "step"), [(2, 1), pytest.param(3, 1, marks=pytest.mark.slow)])
def test_interrupted_and_resumed_is_uninterrupted(
    epoch, step, images, finished, tmp_path, monkeypatch, capsys
):
    """Where the second phase begins, and within it."""
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(epoch, step, lambda: signal.raise_signal(signal.SIGINT))
    output = tmp_path / "run"
    assert classification.main(tiny_run.words(images, output, *PHASES)) == 130
    said = capsys.readouterr().out
    assert f"{epoch} finished epochs are kept" in said
    assert f"python -m training.classification --resume --output {output}" in said
    monkeypatch.undo()
    tiny_run.run("--resume", "--output", output)
    same_runs.assert_same(finished, output)
    assert not (output / "saved_model").exists(), "the run was begun with --export none"


@pytest.mark.slow
def test_killed_and_resumed_is_uninterrupted(images, finished, tmp_path):
    output = tmp_path / "run"
    command = [sys.executable, "-m", "tests.training.tiny_classification"]
    killed = subprocess.run(
        [*command, "--die", "3", "1", *tiny_run.words(images, output, *PHASES)],
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    assert epochs_done(output / "last.weights.h5") == 3
    resume = ["--resume", "--output", str(output), "--export", "none"]
    subprocess.run([*command, *resume], check=True, capture_output=True)
    same_runs.assert_same(finished, output)


def test_a_run_that_diverges_says_so(images, tmp_path):
    words = tiny_run.words(images, tmp_path / "run", "--epochs", 2, "--learning-rate", "1e30")
    words += ["--warmup-steps", "0", "--optimizer", "sgd", "--schedule", "constant"]
    with pytest.raises(LossError, match=r"loss = (nan|inf).* step \d of epoch 1") as told:
        tiny_run.run(*words)
    (saved,) = (tmp_path / "run").glob("nan_*.npz")
    assert str(told.value).count(".png") == 4
    arrays = np.load(saved)
    assert (arrays["images"].shape, arrays["targets"].shape) == ((4, 48, 64, 3), (4, 3))


def test_an_image_that_cannot_be_decoded_is_named(tmp_path, capfd):
    data = tiny_run.write_images(tmp_path / "data")
    broken = data / "red" / "3.png"
    broken.write_bytes(broken.read_bytes()[:300])
    words = tiny_run.words(data, tmp_path / "run", "--epochs", 1)
    assert classification.main(words) == 1
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert last.startswith(f"training.classification: {broken}: ")


def test_mixed_precision_trains_and_is_judged_in_float32(images, tmp_path):
    words = tiny_run.words(images, tmp_path / "run", "--epochs", 1)
    tiny_run.run(*words, "--mixed-precision", "mixed_bfloat16")
    (best,) = (tmp_path / "run" / "best").glob("*.keras")
    model = keras.saving.load_model(best, compile=False)
    assert {layer.dtype_policy.name for layer in model._flatten_layers()} == {"float32"}
