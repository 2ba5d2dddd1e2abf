"""Runs of the tiny detection script in several processes of this machine, as many machines would.

`python -m tests.training.workers FOLDER RUNS`: RUNS is JSON, a list of dicts of `words`, `workers`
and, if a worker is to kill itself, `die`: [worker, epoch, step]. What worker `i` of run `r` says
goes to FOLDER/r_i.txt, its last weights to FOLDER/r_i.npz. Answers with the exit statuses, a list
a run.
"""

import json
import os
import pathlib
import signal
import socket
import sys
import time
import traceback

import keras
import numpy as np

from tests.training import same_runs, tiny_run
from training import script

LIMIT = 240  # seconds; a machine that is busy takes long


class SaveWeights(keras.callbacks.Callback):
    """Writes the weights when training ends."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def on_train_end(self, logs=None):
        np.savez(self.path, *self.model.get_weights())


def work(words, place, die, path):
    """Is one worker; never returns."""
    with path.with_suffix(".txt").open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    before = script.callbacks_of
    script.callbacks_of = lambda *given: [*before(*given), SaveWeights(path.with_suffix(".npz"))]
    if die and die[0] == place:
        same_runs.do_at(*die[1:], lambda: os.kill(os.getpid(), signal.SIGKILL))
    status = 70
    try:
        status = tiny_run.detection.main(words)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(status)


def statuses(words, workers, name, die=None):
    """Runs all workers of one run; their exit statuses, "hung" of those that do not end."""
    sockets = [socket.create_server(("localhost", 0)) for _ in range(workers)]
    addresses = [f"localhost:{one.getsockname()[1]}" for one in sockets]
    for one in sockets:
        one.close()
    pids = []
    for place in range(workers):
        task = {"type": "worker", "index": place}
        os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": addresses}, "task": task})
        pids.append(os.fork())
        if not pids[-1]:
            work(words, place, die, pathlib.Path(f"{name}_{place}"))
    found, end = [None] * workers, time.monotonic() + LIMIT
    while None in found and time.monotonic() < end:
        time.sleep(0.05)
        for place in (i for i, status in enumerate(found) if status is None):
            pid, status = os.waitpid(pids[place], os.WNOHANG)
            found[place] = os.waitstatus_to_exitcode(status) if pid else None
    for place in (i for i, status in enumerate(found) if status is None):
        os.kill(pids[place], signal.SIGKILL)
        os.waitpid(pids[place], 0)
    return ["hung" if status is None else status for status in found]


if __name__ == "__main__":
    folder, runs = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
    found = [statuses(name=folder / str(i), **run) for i, run in enumerate(runs)]
    sys.stdout.write(json.dumps(found))
