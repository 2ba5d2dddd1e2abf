"""The text script from pages to a trained and measured detector of characters."""

import json
import signal
import subprocess
import sys

import cv2
import keras
import numpy as np
import pytest

from tests.training import same_runs
from tests.training import tiny_text as tiny_run
from tfvision.text import checkpoint
from training import script, text
from training.checkpoints import epochs_done
from training.epoch_table import EpochTable
from training.nan_guard import LossError

# Two phases, an average with a ramp, augmentation, and an epoch without a measurement.
PHASES = ("--epochs", 4, "--freeze", "all", "--second-phase", 2, "--second-freeze", "fine")
PHASES += ("--second-learning-rate", 1e-4, "--ema", 0.9, "--eval-every", 3)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run of two phases on rendered screens that nothing interrupted."""
    output = tmp_path_factory.mktemp("runs") / "whole"
    tiny_run.run(*tiny_run.words(output, *PHASES))
    return output


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return tiny_run.write_pages(tmp_path_factory.mktemp("pages") / "頁")


def test_a_run_leaves_what_it_promises(finished):
    table = EpochTable(finished / "epochs.csv", epochs_done=4)
    assert [row["epoch"] for row in table.rows] == [1, 2, 3, 4]
    for name in ("loss", "val_loss", "learning_rate"):
        assert len(table.values(name)[1]) == 4, name
    for name in ("val_hmean", "val_precision", "val_recall"):
        assert set(table.values(name)[0]) <= {1, 2, 3, 4}, name
    assert epochs_done(finished / "last.weights.h5") == 4
    assert cv2.imread(str(finished / "curves.png")).shape[1] > 600
    assert cv2.imread(str(finished / "characters.png")).shape[1] == 1280
    assert not list(finished.rglob(".unfinished*"))


def test_the_report_has_shares_sizes_and_intervals(finished):
    figures = json.loads((finished / "metrics.json").read_text())
    for name in ("precision", "recall", "hmean", "seed_accuracy", "recall/12 to 24 px"):
        assert figures[name] is None or 0 <= figures[name] <= 1, name
    assert figures["total"] > 0
    low, high = figures["intervals of 95 %"]["recall"]
    assert low <= figures["recall"] <= high


def test_the_settings_say_what_was_done(finished):
    settings = json.loads((finished / "run.json").read_text())
    assert (settings["class_names"], settings["screens"], settings["data"]) == ([], 9, None)
    assert (settings["training_images"], settings["validation_images"]) == (9, 4)
    assert settings["recipe"]["eval_size"] == [48, 64]


def test_the_best_model_is_one_that_can_be_used(finished):
    found = checkpoint.load(finished).predict(np.zeros([50, 70, 3], "uint8"))
    assert found["box"].shape[1:] == (4,)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_interrupted_and_resumed_is_uninterrupted(finished, tmp_path, monkeypatch, capsys):
    """In the second phase, among screens that no earlier epoch has shown."""
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(3, 1, lambda: signal.raise_signal(signal.SIGINT))
    output = tmp_path / "run"
    assert text.main(tiny_run.words(output, *PHASES)) == 130
    said = capsys.readouterr().out
    assert "3 finished epochs are kept" in said
    assert f"python -m training.text --resume --output {output}" in said
    monkeypatch.undo()
    tiny_run.run("--resume", "--output", output, "--export", "none")
    same_runs.assert_same(finished, output)


@pytest.mark.slow
def test_killed_and_resumed_is_uninterrupted(finished, tmp_path):
    output = tmp_path / "run"
    command = [sys.executable, "-m", "tests.training.tiny_text"]
    killed = subprocess.run(
        [*command, "--die", "2", "1", *tiny_run.words(output, *PHASES)], capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL
    assert epochs_done(output / "last.weights.h5") == 2
    resume = ["--resume", "--output", str(output), "--export", "none"]
    subprocess.run([*command, *resume], check=True, capture_output=True)
    same_runs.assert_same(finished, output)


def test_a_folder_of_pages_with_affinity(pages, tmp_path, capsys):
    output = tmp_path / "run"
    more = ("--epochs", 1, "--model-options", "outputs=2", "--validation", 0.25)
    tiny_run.run(*tiny_run.words_of(pages, output, *more))
    held_out = (output / "validation.txt").read_text().splitlines()
    assert len(held_out) == len(set(held_out)) == 2
    said = capsys.readouterr().out
    assert "recipe screens: 6 training images, 2 held out" in said
    assert "classes" not in said
    assert "best of 1 measured epochs, chosen on these 2 held-out pages:" in said
    assert "seed_accuracy" in said


def test_a_run_that_diverges_names_its_screens(tmp_path):
    words = tiny_run.words(tmp_path / "run", "--epochs", 2, "--learning-rate", "1e30")
    words += ["--warmup-steps", "0", "--optimizer", "sgd", "--schedule", "constant"]
    words += ["--clip-norm", "none"]
    with pytest.raises(LossError, match=r"loss = (nan|inf).* step \d of epoch 1") as told:
        tiny_run.run(*words)
    assert str(told.value).count("screens/0/") == 3
    (saved,) = (tmp_path / "run").glob("nan_*.npz")
    arrays = np.load(saved)
    assert (arrays["images"].shape, arrays["targets"].shape) == ((3, 48, 64, 3), (3, 24, 32, 2))


def test_a_page_that_cannot_be_decoded_is_named(tmp_path, capfd):
    data = tiny_run.write_pages(tmp_path / "data", 5)
    for broken in data.glob("*.png"):
        broken.write_bytes(broken.read_bytes()[:300])
    assert text.main(tiny_run.words_of(data, tmp_path / "run", "--epochs", 1)) == 1
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert last.startswith(f"training.text: {data}/")


# Mixed networks are made and judged in float32 in test_text_model.py and test_detection_model.py.
@pytest.mark.slow
def test_mixed_precision_trains_and_is_judged_in_float32(tmp_path):
    more = ("--epochs", 1, "--mixed-precision", "mixed_bfloat16", "--model-options", "sides=yes")
    tiny_run.run(*tiny_run.words(tmp_path / "run", *more))
    for best in (tmp_path / "run" / "best").glob("*.keras"):
        model = keras.saving.load_model(best, compile=False)
        assert {layer.dtype_policy.name for layer in model._flatten_layers()} == {"float32"}
