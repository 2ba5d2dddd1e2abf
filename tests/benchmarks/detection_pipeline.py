"""Images per second of detection's input pipeline, beside a public SSD in PyTorch.

    python -m tests.benchmarks.detection_pipeline --data VOC_FOLDER [--cores 2]
        [--peer CLONE_OF_QFGAOHAO_PYTORCH_SSD --peer-python PYTHON_WITH_TORCH_AND_CV2]

Two tasks: "train" reads, decodes, augments, encodes and batches for SSD300 at 300 x 300; "encode"
only matches 20 objects an image with the 8,732 default boxes. Both sides run on the same pinned
cores, one after the other in turns, each turn from a fresh iterator after a warm-up. The wall
figures suffer from whatever else the machine does, the ratio hardly, time of the CPU the least.
Images stay uint8 on our side, for the model normalises them; the peer's loader does that itself.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import statistics
import time

import numpy as np

from tests.benchmarks.peer_process import Peer

IMAGE_SIZE = (300, 300)
OBJECTS = 20
TASKS = ("train", "encode")


def crowds(count=64):
    """Boxes `[count, 20, 4]` in [0, 1], from small to large."""
    rng = np.random.default_rng(0)
    size = np.exp(rng.uniform(np.log(0.03), np.log(0.5), [count, OBJECTS, 2]))
    corner = rng.uniform(0, 1 - size)
    return np.concatenate([corner, corner + size], -1).astype("float32")


def timed(batches, images, batch_size, cpu_seconds):
    """Wall and CPU seconds an image over the next batches, after a third of them as warm-up."""
    count = -(-images // batch_size)
    for _ in range(-(-count // 3)):
        next(batches)
    wall, cpu = time.perf_counter(), cpu_seconds()
    for _ in range(count):
        next(batches)
    images = count * batch_size
    return {
        "wall": (time.perf_counter() - wall) / images,
        "cpu": (cpu_seconds() - cpu) / images,
    }


class Ours:
    """tfvision's side, in this process."""

    def __init__(self, data, batch_size, cores):
        import tensorflow as tf

        from tfvision.detection import geometries
        from tfvision.detection.codec import Codec

        self.data, self.batch_size, self.tf = data, batch_size, tf
        self.codec = Codec(geometries.published("caffe_voc300").default_boxes())
        self.options = tf.data.Options()
        self.options.threading.private_threadpool_size = cores

    def turn(self, task, images):
        """One measurement."""
        batches = iter(getattr(self, task)().with_options(self.options))
        return timed(batches, images, self.batch_size, time.process_time)

    def train(self):
        """The batches that `fit` gets."""
        from tfvision.detection import pipeline

        return pipeline.training_batches(self.data, self.codec, IMAGE_SIZE, self.batch_size, seed=0)

    def decode(self):
        """The pixels alone, in no order but the files'."""
        tf = self.tf
        sizes = self.data.examples().map(lambda example: tf.shape(example["image"]))
        return sizes.repeat().batch(self.batch_size).prefetch(tf.data.AUTOTUNE)

    def encode(self):
        """Targets alone, in batches of the same size."""
        tf, boxes = self.tf, self.tf.constant(crowds())
        labels = tf.range(OBJECTS)
        targets = tf.data.Dataset.range(len(boxes)).repeat()
        targets = targets.map(lambda i: self.codec.encode(boxes[i], labels), tf.data.AUTOTUNE)
        return targets.batch(self.batch_size).prefetch(tf.data.AUTOTUNE)


class Theirs:
    """The other side: `peer_pytorch_ssd.py` in a process of its own, asked over a pipe."""

    def __init__(self, data, batch_size, cores, clone, python):
        self.peer = Peer("peer_pytorch_ssd", python, pathlib.Path(clone).resolve())
        samples = [
            {
                "path": str(pathlib.Path(s.path).resolve()),
                "boxes_px": s.boxes_px.tolist(),
                "labels": (s.labels + 1).tolist(),
            }
            for s in data.samples
        ]
        self.peer.ask({"samples": samples, "batch_size": batch_size, "workers": cores})

    def turn(self, task, images):
        """One measurement."""
        return self.peer.ask(task, images)


def report(task, turns, cores):
    """Prints the medians of a task; returns them."""
    result = {"task": task, "cores": cores, "turns": turns}
    for side, measured in turns.items():
        rate = statistics.median(1 / turn["wall"] for turn in measured)
        cpu = statistics.median(turn["cpu"] for turn in measured)
        result[side] = {"images_per_second": rate, "cpu_ms_per_image": 1000 * cpu}
        print(
            f"{task:7}{side:5} {rate:8.0f} images/s on {cores} core(s),"
            f" {rate / cores:7.0f} a core, {1000 * cpu:7.2f} ms CPU an image"
        )
    if len(turns) == 2:
        pairs = list(zip(turns["ours"], turns["peer"], strict=True))
        ratios = {k: statistics.median(b[k] / a[k] for a, b in pairs) for k in ("wall", "cpu")}
        spread = [b["wall"] / a["wall"] for a, b in pairs]
        print(
            f"{task:7}ratio {ratios['wall']:.1f} by wall ({min(spread):.1f} to {max(spread):.1f}),"
            f" {ratios['cpu']:.1f} by CPU"
        )
        result["ratios"] = ratios
    return result


def main():
    """Runs both tasks in turns and prints them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True, help="folder of VOC XML and images")
    parser.add_argument("--cores", type=int, default=1, help="cores that both sides are pinned to")
    parser.add_argument("--peer", help="a clone of qfgaohao/pytorch-ssd")
    parser.add_argument("--peer-python", default="python", help="Python with torch and cv2")
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--images", type=int, default=400, help="images of a turn")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each side")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()

    available = sorted(os.sched_getaffinity(0))
    if not 1 <= arguments.cores <= len(available):
        parser.error(f"--cores must be 1 … {len(available)}, got {arguments.cores}")
    os.sched_setaffinity(0, available[: arguments.cores])  # The peer's process inherits it.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.detection import dataset

    data = dataset.read(arguments.data, on_error="skip")
    # The peer's crop stops with an error on an image without objects.
    data = data.subset([i for i, sample in enumerate(data.samples) if len(sample.labels)])
    print(f"{len(data)} images with objects, SSD300, batches of {arguments.batch_size}")
    common = (data, arguments.batch_size, arguments.cores)
    sides = {"ours": Ours(*common)}
    if arguments.peer:
        sides["peer"] = Theirs(*common, arguments.peer, arguments.peer_python)

    results = []
    for task in TASKS:
        turns = {name: [] for name in sides}
        for _ in range(arguments.repeats):
            for name, side in sides.items():
                turns[name].append(side.turn(task, arguments.images))
        results.append(report(task, turns, arguments.cores))
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
