"""An exported detector: from the start of a process to boxes, and its first answer."""

import functools
import json
import resource
import subprocess
import sys
import time

import numpy as np

from tests.benchmarks.contest import Contest
from tests.benchmarks.peer_process import ROOT
from tests.benchmarks.quick import torchvision_detectors as shared

STEADY = 10  # Answers after the first, of which the least counts


def contests(setting):
    """Both, of SSDLite320 and an image of 720p."""
    import keras

    from tfvision import detection, serving

    keras.utils.set_random_seed(0)
    model = getattr(detection, shared.SSDLITE.ours)(shared.CLASSES)
    exported = serving.export(detection.Detector(model), setting.folder / "start_up")
    image = setting.folder / "image.npy"
    np.save(image, shared.pictures(1))
    words = ["-m", "tests.benchmarks.start_up_process", exported, image, setting.threads]
    starts = {
        "ours": functools.partial(started, sys.executable, *words, 0),
        "importing TensorFlow": functools.partial(
            started, sys.executable, "-c", "import tensorflow"
        ),
    }
    if setting.peers.torchvision:
        words_peer = ["-m", "tests.benchmarks.start_up_process_peer", setting.folder / "start.pth"]
        words_peer += [image, setting.threads, shared.CLASSES]
        starts["torchvision"] = functools.partial(started, setting.peers.python, *words_peer)
    stages = {}

    def first():
        stages.update(json.loads(output(sys.executable, *words, STEADY).splitlines()[-1]))
        return stages["first"]

    return [
        Contest("process start to boxes", starts, limits=("importing TensorFlow",)),
        Contest(
            "first answer after loading",
            {"ours": first, "a steady answer": lambda: stages["steady"]},
            limits=("a steady answer",),
        ),
    ]


def started(*command):
    """Milliseconds that a process takes, by the wall's clock and the processor's."""
    before, start = _children(), time.perf_counter()
    output(*command)
    return 1e3 * (time.perf_counter() - start), 1e3 * (_children() - before)


def output(*command):
    """What a process prints, which must end well."""
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()[-500:]}")
    return done.stdout


def _children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
