"""The benchmarks' command on made-up measurements: table, files, baseline and exit status."""

import json
import re
import sys

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import contest, ratio_table
from tests.benchmarks.peers import Peers


def made(ours):
    """A benchmark with made-up figures."""
    turns = {"ours": lambda: (ours, 1), "peer": lambda: (10, 2)}
    growing = {1: lambda: (1, 1), 4: lambda: (3, 3)}
    return [contest.Contest("net", turns), contest.Growth("net", "images", growing)]


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs the command with a benchmark that takes so many milliseconds."""
    monkeypatch.setattr(contest, "PAUSE", 0)
    monkeypatch.setattr(command, "start_tensorflow", lambda threads: None)

    def run_command(ours, *words, contests=None):
        contests = contests or (lambda name, setting: made(ours))
        monkeypatch.setattr(command, "contests", contests)
        argv = ["tests.benchmarks", "--only", "craft", "--rounds", "2", *map(str, words)]
        monkeypatch.setattr(sys, "argv", argv)
        return command.main(), capsys.readouterr().out

    return run_command


def test_table_files_and_what_is_left_out(run, tmp_path):
    status, text = run(5, "--json", tmp_path / "now.json", "--plot", tmp_path / "now.png")
    assert status == 0
    assert "left out: torchvision, no --peer-python" in text
    assert "| craft     | net                | peer          | 2.00  | 2.00 … 2.00" in text
    assert "| craft     | net, 1 to 4 images | linear growth | 1.33  | 1.33 … 1.33" in text
    report = json.loads((tmp_path / "now.json").read_text("utf-8"))
    assert [row["ratio"] for row in report["rows"]] == pytest.approx([2, 4 / 3])
    assert report["curves"][0]["cost"] == [1, 3]
    assert report["machine"]["versions"]["keras"]
    assert (tmp_path / "now.png").stat().st_size > 10_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["now.json", "now.png"]


def test_a_regression_is_named_and_is_the_status(run, tmp_path):
    before = tmp_path / "before.json"
    run(5, "--json", before)
    assert run(5, "--baseline", before)[0] == 0
    status, text = run(8, "--baseline", before)
    assert status == 1
    assert "slower than before: craft: net, against peer: 2.00 (2.00 … 2.00) -> 1.25" in text
    status, text = run(4, "--baseline", before)
    assert status == 0
    assert "faster than before: craft: net" in text


def test_what_failed_is_named_and_the_others_go_on(run, monkeypatch, tmp_path):
    def made_or_not(name, setting):
        if name == "craft":
            raise RuntimeError("the process of text_speed_peer ended")
        return made(5)

    words = ["--only", "craft", "growth", "--json", tmp_path / "now.json"]
    status, text = run(5, *words, contests=made_or_not)
    assert status == 1
    assert "left out: the rest of craft, RuntimeError: the process of text_speed_peer ended" in text
    report = json.loads((tmp_path / "now.json").read_text("utf-8"))
    assert {row["group"] for row in report["rows"]} == {"growth"}
    assert list(report["left_out"])[-1] == "the rest of craft"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--only", "speed"], "invalid choice: 'speed'"),
        (["--rounds", "0"], "--rounds and --threads must be at least 1"),
        (["--baseline", "no.json"], "--baseline: .*no.json"),
    ],
)
def test_wrong_arguments_are_told(words, told, capsys):
    with pytest.raises(SystemExit):
        command.arguments(words)
    assert re.search(told, capsys.readouterr().err)


def test_peers_that_cannot_be_had_are_named(tmp_path):
    missing = Peers(str(tmp_path / "python"), None, 1)
    assert str(tmp_path / "python") in missing.left_out["torchvision"]
    without = Peers(sys.executable, None, 1)
    assert "No module named" in without.left_out["torchvision"] or without.torchvision


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.0512, "0.05"), (1.005, "1.00"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_three_digits(ratio, text):
    assert ratio_table.number(ratio) == text
