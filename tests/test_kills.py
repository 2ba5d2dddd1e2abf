"""Twenty kills at any moment: each leaves the old state, or one from which the command goes on."""

import functools
import json
import pathlib
import random
import signal
import subprocess
import sys

import pytest

from tests.killed import WORKS

ROOT = pathlib.Path(__file__).parents[1]
TIMES = {"detection": 4, "classification": 3, "text": 3, "export": 4, "film": 3, "import": 3}
CASES = [(name, number) for name, times in TIMES.items() for number in range(times)]


@pytest.fixture(scope="module")
def killed():
    """Does a work in a process of its own; None if it was killed, else the seconds it took."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-m", "tests.killed"]
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as server:

        def ask(name, seconds, shared, folder):
            folder.mkdir()
            words = json.dumps([name, seconds, str(shared), str(folder)])
            print(words, file=server.stdin, flush=True)
            status, took = json.loads(server.stdout.readline())
            assert status in (0, -signal.SIGKILL)
            return None if status else took

        yield ask
        server.stdin.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, killed):
    """A function of a name to `(data, folder, seconds)` of a work that nothing interrupted."""

    @functools.cache
    def of(name):
        shared = tmp_path_factory.mktemp(f"{name}_data")
        WORKS[name].prepare(shared)
        folder = tmp_path_factory.mktemp(name) / "whole"
        return shared, folder, killed(name, 1e9, shared, folder)

    return of


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_kill_at_any_moment_loses_nothing(killed, whole, tmp_path, name, number):
    work, (shared, uninterrupted, seconds) = WORKS[name], whole(name)
    moment, folder = random.Random(f"{name} {number}").uniform(0, 0.97), tmp_path / "0"
    while killed(name, moment * seconds, shared, folder) is not None:  # It was faster this time.
        moment, folder = 0.9 * moment, folder.with_name(f"{folder.name}0")
    print(f"{name} at {moment:.2f}: {work.state(shared, folder)}")  # noqa: T201 (pytest -rP)
    work.do(shared, folder)
    work.check(folder, uninterrupted)
