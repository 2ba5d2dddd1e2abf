"""The whole experiment on a few digits: it goes on where it was stopped, and makes its table."""

import json
import pathlib
import signal

import cv2
import pytest

from tests.training import same_runs
from tests.training import tiny_scaled_mnist as tiny_run
from tests.training.test_scaled_mnist_table import figures
from training import scaled_mnist, scaled_mnist_series, script


@pytest.fixture
def runs(monkeypatch):
    """What the script is told; in its place, a run is finished with figures of its own."""
    told = []

    def main(words):
        told.append(words)
        folder = pathlib.Path(words[words.index("--output") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        if len(told) == 2:  # The second is stopped after it began.
            (folder / "run.json").write_text("{}")
            return 130
        (folder / "metrics.json").write_text(json.dumps(figures(0.9 + len(told) / 100)))
        return 0

    monkeypatch.setattr(scaled_mnist, "main", main)
    # What other tests left behind takes seconds to walk.
    monkeypatch.setattr(scaled_mnist_series.gc, "collect", lambda: 0)
    return told


def test_a_series_goes_on_where_it_was_stopped(runs, tmp_path, capsys):
    words = ["--output", str(tmp_path), "--recipes", "plain", "dcn_conv4", "--seeds", "2"]
    words += ["--data", "mnist.npz", "--epochs", "5"]
    assert scaled_mnist_series.main(words) == 130
    assert scaled_mnist_series.main(words) == 0
    shared = ["--export", "none", "--data", "mnist.npz", "--epochs", "5"]
    expected = [
        ("plain_0", "--recipe plain --seed 0"),
        ("dcn_conv4_0", "--recipe dcn_conv4 --seed 0"),
        ("dcn_conv4_0", "--resume"),
        ("plain_1", "--recipe plain --seed 1"),
        ("dcn_conv4_1", "--recipe dcn_conv4 --seed 1"),
    ]
    assert runs == [
        ["--output", str(tmp_path / name), *more.split(), *shared] for name, more in expected
    ]
    table = (tmp_path / "table.md").read_text()
    assert table in capsys.readouterr().out
    assert "| plain | 390,890 | 2 | 92.50 ± 2.12 |" in table
    assert cv2.imread(str(tmp_path / "scales.png")).std() > 5
    words = ["--table-only", "--output", str(tmp_path), "--recipes", "plain", "plain"]
    assert scaled_mnist_series.main(words) == 0
    assert len(runs) == 5
    assert (tmp_path / "table.md").read_text() == "\n".join(table.splitlines()[:3]) + "\n"
    settings = {"training_images": 9, "recipe": {"mixed_precision": "mixed_bfloat16"}}
    (tmp_path / "plain_1" / "run.json").write_text(json.dumps(settings))
    capsys.readouterr()
    assert scaled_mnist_series.main(words) == 1
    assert "plain_1: 9 images of rendered digits" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_a_real_series(tmp_path, monkeypatch, capsys):
    digits = tiny_run.write_digits(tmp_path / "digits.npz")
    words = ["--output", tmp_path, "--recipes", "plain", "dcn2_conv4", "--seeds", 1]
    words += ["--data", digits, *tiny_run.SIZE, "--validation-images", 4, "--epochs", 2]
    words = [str(word) for word in words]
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(1, 1, lambda: signal.raise_signal(signal.SIGINT))
    assert scaled_mnist_series.main(words) == 130
    assert not (tmp_path / "plain_0" / "metrics.json").exists()
    monkeypatch.undo()
    assert scaled_mnist_series.main(words) == 0
    assert "1 of them done" in capsys.readouterr().out
    lines = (tmp_path / "table.md").read_text().splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| plain", "| dcn2_conv4"]


@pytest.mark.parametrize("word", ["--seed=3", "--rec=plain", "--outp=there", "--resume"])
def test_what_is_the_series_own_is_refused(word, capsys):
    assert scaled_mnist_series.main([word]) == 2
    assert f"error: {word} is the series' own: leave it out" in capsys.readouterr().err


def test_several_machines_are_refused(capsys):
    assert scaled_mnist_series.main(["--strategy", "multiworker"]) == 2
    assert "a process joins others for one run only" in capsys.readouterr().err


def test_nothing_is_no_table(tmp_path, capsys):
    assert scaled_mnist_series.main(["--table-only", "--output", str(tmp_path)]) == 1
    assert "holds no finished run of a series" in capsys.readouterr().err
