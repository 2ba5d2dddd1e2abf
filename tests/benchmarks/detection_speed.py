"""Milliseconds from image to boxes through the SavedModel, beside mb2-ssd-lite in PyTorch.

    python -m tests.benchmarks.detection_speed [--cores 2] [--size 720 1280] [--classes 20]
        [--peer CLONE_OF_QFGAOHAO_PYTORCH_SSD --peer-python PYTHON_WITH_TORCH_AND_CV2]

Both sides take uint8 RGB images in memory and give boxes in pixels, on the same cores, in turns:
ours through the exported `serving_default`, the peer through its own predictor, which takes one
image at a time. Both have random weights; the background logit is moved until as many candidates
pass the score threshold (0.01, the peer's) as `--candidates` says, for suppression to have the work
that a trained network gives it. SSD300-VGG16 runs beside them, and each of our stages alone.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import functools
import os
import pathlib
import statistics
import tempfile
import time

import numpy as np

from tests.benchmarks import peer_answers
from tests.benchmarks.peer_process import Peer

SCORE_THRESHOLD = 0.01
BATCHES = (1, 16)
CALLS = {1: 10, 16: 1}  # One after the other in a turn.


def timed(function, batch):
    """Wall and CPU milliseconds of a call, over the calls of a turn."""
    return peer_answers.timed(function, CALLS[batch])


class Ours:
    """A network of ours: as it is served, in a folder exported and loaded, and in its parts."""

    def __init__(self, factory, images, classes, candidates, folder=None, codec=None, **options):
        import keras

        from tfvision import detection, serving
        from tfvision.detection.predictor import Detector

        keras.utils.set_random_seed(0)
        self.name, self.model = factory, getattr(detection, factory)(classes=classes, **options)
        self.parameters = sum(int(np.prod(v.shape)) for v in self.model.trainable_variables)
        self.codec = detection.Codec(self.model.default_boxes, **codec or {})
        settings = {"codec": self.codec, "score_threshold": SCORE_THRESHOLD}
        detector = Detector(self.model, **settings)
        self.candidates = temper(detector, images[:1], candidates)
        if folder is not None:
            self.saved = serving.load(serving.export(detector, pathlib.Path(folder) / factory))
        self.detector = Detector(self.model.fuse(), **settings)

    def stages(self, images):
        """A call for each stage, on what the stage before it gave."""
        import tensorflow as tf

        detector, model = self.detector, self.detector.model
        sizes_hw = tf.constant([images.shape[1:3]] * len(images))

        def heads(features):
            rows = list(zip(model.levels, model.offset_heads, model.logit_heads, strict=True))
            return {
                "offsets": tf.concat([one(features[level.feature]) for level, one, _ in rows], 1),
                "logits": tf.concat([one(features[level.feature]) for level, _, one in rows], 1),
            }

        parts = {
            "resize": detector.prepare,
            "backbone and extras": lambda pixels: model.features(pixels, training=False),
            "heads": heads,
            "decode": lambda outputs: detector.finish(outputs, sizes_hw),
        }
        value, calls = tf.constant(images), {}
        for name, part in parts.items():
            function = tf.function(part, autograph=False)
            calls[name] = functools.partial(function, value)
            value = function(value)
        return calls


def temper(detector, images, candidates):
    """Moves the background logit until so many candidates pass the threshold; returns how many."""
    import tensorflow as tf

    model = detector.model
    logits = model(detector.prepare(images), training=False)["logits"].numpy()[0]

    def count(shift):
        shifted = np.concatenate([logits[:, :1] + shift, logits[:, 1:]], axis=1)
        return int((tf.nn.softmax(shifted).numpy()[:, 1:] > SCORE_THRESHOLD).sum())

    low, high = 0.0, 1000.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if count(middle) > candidates else (low, middle)
    for head in model.logit_heads:
        bias = head.predict.convolution.bias
        moved = bias.numpy().reshape(-1, model.classes + 1)
        moved[:, 0] += high
        bias.assign(moved.reshape(-1))
    return count(high)


def measure(turns, batch, rounds):
    """Milliseconds an image of each function, all in turns, after a round of warm-up."""
    found = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name, turn in turns.items():
            time.sleep(0.05)  # Threads of the turn before may still be spinning.
            milliseconds = turn()
            if number:
                found[name].append([each / batch for each in milliseconds])
    return {
        name: {
            "median": statistics.median(wall for wall, _ in rows),
            "least": min(wall for wall, _ in rows),
            "cpu": statistics.median(cpu for _, cpu in rows),
        }
        for name, rows in found.items()
    }


def compare(networks, peer, images, batch, rounds):
    """Prints one table: each side's time an image."""
    calls = {one.name: functools.partial(one.saved.run, images[:batch]) for one in networks}
    turns = {name: functools.partial(timed, call, batch) for name, call in calls.items()}
    if peer:
        for name, what in (("peer mb2-ssd-lite", "predict"), ("its network alone", "network")):
            turns[name] = functools.partial(peer.ask, batch, CALLS[batch], what)
    found = measure(turns, batch, rounds)
    print(f"\nbatch {batch}: milliseconds an image, and images a second")
    for name, ms in found.items():
        print(
            f"  {name:24} median {ms['median']:7.2f}  least {ms['least']:7.2f}  "
            f"cpu {ms['cpu']:7.2f}  {1000 / ms['median']:6.1f} /s"
        )
    if peer:
        ours, theirs = found[networks[0].name], found["peer mb2-ssd-lite"]
        ratios = {key: theirs[key] / ours[key] for key in ours}
        print("  peer / ours: " + ", ".join(f"{key} {value:.2f}" for key, value in ratios.items()))


def break_down(one, images, batch, rounds):
    """Prints where the time of one network goes."""
    stages = one.stages(images[:batch])
    turns = {name: functools.partial(timed, call, batch) for name, call in stages.items()}
    found = measure(turns, batch, rounds)
    parts = [f"{name} {row['least']:.2f}" for name, row in found.items()]
    print(f"  {one.name}, batch {batch}: " + ", ".join(parts))


def pictures(count, size_hw):
    """Images `[count, H, W, 3]` of coloured blocks."""
    shape = [count, *(-(-side // 8) for side in size_hw), 3]
    blocks = np.random.default_rng(0).integers(0, 256, shape, "uint8")
    images = blocks.repeat(8, axis=1).repeat(8, axis=2)
    return np.ascontiguousarray(images[:, : size_hw[0], : size_hw[1]])


def arguments():
    """What was typed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--size", type=int, nargs=2, default=(720, 1280))
    parser.add_argument("--classes", type=int, default=20)
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--peer", help="clone of github.com/qfgaohao/pytorch-ssd")
    parser.add_argument("--peer-python", help="Python with torch and OpenCV")
    return parser.parse_args()


def main():
    """Measures and prints."""
    options = arguments()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    images = pictures(max(BATCHES), options.size)
    with tempfile.TemporaryDirectory() as folder:
        factories = ("ssdlite_mobilenet_v2", "ssd300_vgg16")
        shared = (images, options.classes, options.candidates, folder)
        networks = [Ours(name, *shared) for name in factories]
        peer = None
        if options.peer:
            file = str(pathlib.Path(folder) / "images.npy")
            np.save(file, images)
            setting = {
                "images": file,
                "cores": options.cores,
                "classes": options.classes,
                "candidates": options.candidates,
                "score_threshold": SCORE_THRESHOLD,
            }
            clone = pathlib.Path(options.peer).resolve()
            peer = Peer("detection_speed_peer", options.peer_python, clone)
            print(f"peer mb2-ssd-lite: {peer.ask(setting)}")
        for one in networks:
            print(f"{one.name}: {one.parameters:,} parameters, {one.candidates} candidates")
        for batch in BATCHES:
            compare(networks, peer, images, batch, options.rounds)
        print("\nmilliseconds an image by stage, of the least times")
        for one in networks:
            for batch in BATCHES:
                break_down(one, images, batch, options.rounds)
        if peer:
            peer.close()


if __name__ == "__main__":
    main()
