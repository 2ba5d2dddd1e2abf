"""The whole experiment on a few digits: it goes on where it was stopped, and makes its table."""

import json
import signal

import cv2
import pytest

from tests.training import same_runs
from tests.training import tiny_scaled_mnist as tiny_run
from training import scaled_mnist_series, script

RUNS = ("plain_0", "dcn2_conv4_0")


@pytest.mark.usefixtures("interruptible")
def test_a_series_goes_on_and_makes_its_table(tmp_path, monkeypatch, capsys):
    digits = tiny_run.write_digits(tmp_path / "digits.npz")
    output = tmp_path / "series"
    words = ["--output", output, "--recipes", "plain", "dcn2_conv4", "--seeds", 1]
    words += ["--data", digits, *tiny_run.SIZE, "--validation-images", 4, "--epochs", 2]
    words = [str(word) for word in words]
    monkeypatch.setattr(script, "callbacks_of", script.callbacks_of)
    same_runs.do_at(1, 1, lambda: signal.raise_signal(signal.SIGINT))
    assert scaled_mnist_series.main(words) == 130
    assert [(output / name / "metrics.json").exists() for name in RUNS] == [False, False]
    monkeypatch.undo()
    assert scaled_mnist_series.main(words) == 0
    said = capsys.readouterr().out
    assert "1 of them done" in said
    assert [json.loads((output / name / "run.json").read_text())["seed"] for name in RUNS] == [0, 0]
    table = (output / "table.md").read_text()
    assert table in said
    assert [line.split(" | ")[0] for line in table.splitlines()[2:]] == ["| plain", "| dcn2_conv4"]
    assert cv2.imread(str(output / "scales.png")).std() > 5
    before = (output / "plain_0" / "metrics.json").stat().st_mtime_ns
    assert scaled_mnist_series.main(words) == 0
    assert "recipe plain" not in capsys.readouterr().out
    assert (output / "plain_0" / "metrics.json").stat().st_mtime_ns == before


def test_what_is_the_series_own_is_refused(tmp_path, capsys):
    assert scaled_mnist_series.main(["--seed=3"]) == 2
    assert "error: --seed=3 is the series' own: leave it out" in capsys.readouterr().err


def test_nothing_is_no_table(tmp_path, capsys):
    assert scaled_mnist_series.main(["--table-only", "--output", str(tmp_path)]) == 1
    assert "holds no finished run of a series" in capsys.readouterr().err
