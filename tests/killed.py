"""Work that is killed after so many seconds of processor time; `python -m tests.killed` does it.

What writes files: three trainings, an export, a film that is covered, weights that are imported.
Each can be done again where it was killed, in the same folder.
"""

import json
import os
import pathlib
import shutil
import signal
import sys
import threading
import time
import traceback
from unittest import mock

import numpy as np

from tests.tiny_detector import tiny_detector
from tests.training import same_runs, tiny_classification, tiny_run, tiny_text
from tests.video.striped import Seeing, readable, write_film
from tfvision import checkpoint, cli, serving, text
from tfvision.serving import blur_command, versions
from tfvision.text.model import CRAFT
from tfvision.weights import save_torch


class Training:
    """A tiny run of two epochs; a folder that holds a run is resumed."""

    def __init__(self, task, write):
        self.task, self.write = task, write

    def prepare(self, shared):
        if self.write:
            self.write(shared / "data")

    def do(self, shared, folder):
        output = folder / "run"
        if (output / "run.json").exists():
            self.task.run("--resume", "--output", output, "--export", "none")
            return
        data = [shared / "data"] if self.write else []
        self.task.run(*self.task.words(*data, output, "--epochs", 2))

    def state(self, shared, folder):
        if not (folder / "run" / "run.json").exists():
            return "old"
        return "done" if (folder / "run" / "metrics.json").exists() else "under way"

    def check(self, folder, whole):
        same_runs.assert_same(whole / "run", folder / "run")
        assert not list(folder.rglob(".unfinished*"))


class Export:
    """The second version of a model."""

    def prepare(self, shared):
        serving.export(tiny_detector(), shared / "plates")

    def do(self, shared, folder):
        if not (folder / "plates").exists():
            shutil.copytree(shared / "plates", folder / "plates")
        serving.export(tiny_detector(), folder / "plates")

    def state(self, shared, folder):
        if not (folder / "plates" / "1").exists():
            return "old"
        numbers = versions.numbers(folder / "plates")
        for file in (shared / "plates" / "1").rglob("*"):
            other = folder / "plates" / "1" / file.relative_to(shared / "plates" / "1")
            assert file.is_dir() or other.read_bytes() == file.read_bytes()
        serving.load(folder / "plates").predict(np.zeros([30, 50, 3], "uint8"))
        return "done" if 2 in numbers else "old"

    def check(self, folder, whole):
        image = np.random.default_rng(0).integers(0, 256, [30, 50, 3], "uint8")
        found, expected = (serving.load(each / "plates").predict(image) for each in (folder, whole))
        np.testing.assert_allclose(found["score"], expected["score"], atol=1e-6)


class Film:
    """A film whose plates are covered."""

    def prepare(self, shared):
        write_film(shared / "drive.mp4")

    def do(self, shared, folder):
        words = ["blur", shared / "drive.mp4", "--model", "m", "--output", folder / "out"]
        with mock.patch.object(blur_command, "load", lambda name, **how: _Slow()):
            if cli.main(list(map(str, words))):
                raise RuntimeError("blur failed")

    def state(self, shared, folder):
        if not (folder / "out" / "drive.mp4").exists():
            return "under way" if list(folder.rglob("*.jsonl")) else "old"
        assert readable(folder / "out" / "drive.mp4").max() < 25
        return "done"

    def check(self, folder, whole):
        assert readable(folder / "out" / "drive.mp4").max() < 25
        assert [file.name for file in (folder / "out").iterdir()] == ["drive.mp4"]


class _Slow(Seeing):
    """Works for each frame, as a detector does."""

    def predict(self, images):
        for _ in range(len(images) if isinstance(images, list) else 1):
            np.linalg.inv(np.random.default_rng(0).normal(size=[300, 300]))
        return super().predict(images)


class Import:
    """PyTorch's weights, in place of a file that was there before."""

    OLD = b"what was there before"

    def prepare(self, shared):
        save_torch(text.craft(2, width=0.25), shared / "craft.safetensors", "clovaai")

    def do(self, shared, folder):
        (folder / "craft.keras").write_bytes(self.OLD)
        words = ["import-weights", shared / "craft.safetensors", "--out", folder / "craft.keras"]
        if cli.main(list(map(str, words))):
            raise RuntimeError("import-weights failed")

    def state(self, shared, folder):
        file = folder / "craft.keras"
        if not file.exists() or file.read_bytes() in (b"", self.OLD):
            return "old"
        checkpoint.load_model(file, CRAFT)
        return "done"

    def check(self, folder, whole):
        models = [checkpoint.load_model(each / "craft.keras", CRAFT)[1] for each in (folder, whole)]
        for one, other in zip(*(model.get_weights() for model in models), strict=True):
            np.testing.assert_array_equal(one, other)
        assert [file.name for file in folder.iterdir()] == ["craft.keras"]


WORKS = {
    "detection": Training(tiny_run, tiny_run.write_scenes),
    "classification": Training(tiny_classification, tiny_classification.write_images),
    "text": Training(tiny_text, None),
    "export": Export(),
    "film": Film(),
    "import": Import(),
}


def work(name, seconds, shared, folder):
    """Does a work, or is killed by itself after so many seconds of processor time."""
    start = time.process_time()

    def watch():
        while time.process_time() - start < seconds:
            time.sleep(0.002)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    WORKS[name].do(pathlib.Path(shared), pathlib.Path(folder))


def main():
    """Answers each line of JSON, the arguments of `work`, by the status and the seconds it took.

    Each work has a process of its own. It is forked, as importing takes longer than most works;
    TensorFlow has not begun to run here, or it could not be.
    """
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            status = 1
            try:
                work(*json.loads(line))
                status = 0
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(status)
        _, status, used = os.wait4(child, 0)
        answer = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        print(json.dumps(answer), flush=True)  # noqa: T201 (for the test)


if __name__ == "__main__":
    main()
