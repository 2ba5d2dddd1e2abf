"""Two workers on this machine are one: `--strategy multiworker`, resumed after a death as well.

In processes of their own, because TensorFlow joins a cluster once a process.
"""

import json
import subprocess
import sys

import numpy as np
import pytest

from tests.training import same_runs, tiny_run
from training.checkpoints import epochs_done
from training.epoch_table import EpochTable

SHARED = ("--batch-size", 4, "--synchronized-norm", "yes")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return tiny_run.write_scenes(tmp_path_factory.mktemp("scenes") / "voc", 15)


def workers(folder, *runs):
    """The exit statuses of runs one after another, see `tests.training.workers`."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.training.workers", str(folder)]
    done = subprocess.run([*command, json.dumps(runs)], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def told(data, output, *more, count=2, die=None):
    words = tiny_run.words(data, output, *SHARED, *more)
    if count > 1:
        words += ["--strategy", "multiworker"]
    return {"words": words, "workers": count, "die": die}


def said(folder, run, worker):
    return (folder / f"{run}_{worker}.txt").read_text(encoding="utf-8")


def test_all_workers_refuse_what_cannot_be_parted(scenes, tmp_path):
    assert workers(tmp_path, told(scenes, tmp_path / "run", "--batch-size", 3)) == [[1, 1]]
    for worker in range(2):
        greeting, *_, last = said(tmp_path, 0, worker).splitlines()
        assert greeting == f"worker {worker} of 0 to 1: waiting for the others"
        assert last.endswith("--batch-size must be a multiple of the 2 replicas, got 3")
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_two_workers_learn_as_one(scenes, tmp_path):
    one = told(scenes, tmp_path / "one", "--epochs", 2, "--synchronized-norm", "no", count=1)
    two = told(scenes, tmp_path / "two", "--epochs", 2)
    assert workers(tmp_path, one, two) == [[0], [0, 0]], said(tmp_path, 1, 0)
    tables = [EpochTable(tmp_path / name / "epochs.csv", epochs_done=2) for name in ("one", "two")]
    for name in ("loss", "val_loss"):
        np.testing.assert_allclose(*(table.values(name)[1] for table in tables), rtol=1e-5)
    alone, chief, other = (np.load(tmp_path / f"{run}.npz") for run in ("0_0", "1_0", "1_1"))
    for name in alone:
        np.testing.assert_array_equal(chief[name], other[name])
        np.testing.assert_allclose(chief[name], alone[name], atol=1e-5)
    assert said(tmp_path, 1, 1).splitlines() == ["worker 1 of 0 to 1: waiting for the others"]


@pytest.mark.slow
@pytest.mark.parametrize("worker", [0, 1])
def test_a_killed_worker_is_resumed(scenes, tmp_path, worker):
    whole = told(scenes, tmp_path / "whole", "--epochs", 3)
    killed = told(scenes, tmp_path / "killed", "--epochs", 3, die=(worker, 1, 1))
    again = {"words": ["--resume", "--output", str(tmp_path / "killed")], "workers": 2}
    expected = [[0, 0], [1, 1], [0, 0]]
    expected[1][worker] = -9
    assert workers(tmp_path, whole, killed, again) == expected
    assert f"The connection to worker {worker} is lost" in said(tmp_path, 1, 1 - worker)
    assert "Traceback" not in said(tmp_path, 1, 1 - worker)
    same_runs.assert_same(tmp_path / "whole", tmp_path / "killed")


@pytest.mark.slow
def test_all_stop_when_the_first_one_does(scenes, tmp_path):
    run = told(scenes, tmp_path / "run", "--epochs", 9, "--patience", 1, "--learning-rate", 1e-9)
    assert workers(tmp_path, run) == [[0, 0]]
    assert epochs_done(tmp_path / "run" / "last.weights.h5") < 9


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(scenes, tmp_path, policy):
    run = told(scenes, tmp_path / "run", "--epochs", 1, "--mixed-precision", policy)
    assert workers(tmp_path, run) == [[0, 0]], said(tmp_path, 0, 0)
    assert np.isfinite(EpochTable(tmp_path / "run" / "epochs.csv", 1).values("loss")[1]).all()
