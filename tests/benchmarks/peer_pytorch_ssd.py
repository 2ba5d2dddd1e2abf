"""Drives the transforms and the matcher of a clone of qfgaohao/pytorch-ssd, for the benchmark.

Started by `detection_pipeline.py` with a Python that has torch and OpenCV; needs nothing of
tfvision. The first question is the setting, the others are task and number of images. The clone is
used as it is; what of it no longer runs is mended from here.
"""

import json
import os
import pathlib
import sys
import time
import types

import numpy as np

from tests.benchmarks.detection_pipeline import crowds, timed
from tests.benchmarks.peer_answers import answer, say


def import_peer(clone):
    """The peer's modules; torchvision is imported by it and not used in what runs here."""
    sys.path.insert(0, str(clone))
    torchvision = types.ModuleType("torchvision")
    torchvision.transforms = types.ModuleType("torchvision.transforms")
    sys.modules.setdefault("torchvision", torchvision)
    sys.modules.setdefault("torchvision.transforms", torchvision.transforms)
    from vision.ssd import data_preprocessing
    from vision.ssd.config import vgg_ssd_config as config
    from vision.ssd.ssd import MatchPrior

    augment = data_preprocessing.TrainAugmentation(config.image_size, config.image_mean)
    for step in augment.augment.transforms:
        if hasattr(step, "sample_options"):
            # NumPy no longer draws from a tuple of tuples and None, but from an array of objects.
            options = np.empty(len(step.sample_options), object)
            options[:] = step.sample_options
            step.sample_options = options
    match = MatchPrior(config.priors, config.center_variance, config.size_variance, 0.5)
    return augment, match


class Training:
    """Reads, augments and encodes as the peer's own dataset does, with annotations at hand."""

    def __init__(self, samples, augment, match):
        self.samples, self.augment, self.match = samples, augment, match

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        import cv2

        sample = self.samples[i]
        image = cv2.cvtColor(cv2.imread(sample["path"]), cv2.COLOR_BGR2RGB)
        boxes = np.array(sample["boxes_px"], "float32")
        image, boxes, labels = self.augment(image, boxes, np.array(sample["labels"], "int64"))
        return image, *self.match(boxes, labels)


class Encoding:
    """Encodes alone."""

    def __init__(self, crowds, match):
        self.crowds, self.match = crowds, match

    def __len__(self):
        return 100 * len(self.crowds)

    def __getitem__(self, i):
        boxes = self.crowds[i % len(self.crowds)]
        return self.match(boxes.copy(), np.arange(1, len(boxes) + 1))


def forever(loader):
    """The loader's batches again and again, and the processes that make them, in a list."""
    workers = []

    def batches():
        while True:
            iterator = iter(loader)
            workers[:] = iterator._workers
            yield from iterator

    return batches(), workers


def cpu_seconds(workers):
    """CPU time of this process and of the living workers."""
    total = time.process_time()
    for worker in workers:
        fields = pathlib.Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def main():
    """Answers questions until the pipe closes."""
    import torch

    augment, match = import_peer(pathlib.Path(sys.argv[1]).resolve())
    (setting,) = json.loads(sys.stdin.readline())
    sets = {
        "train": Training(setting["samples"], augment, match),
        "encode": Encoding(crowds(), match),
    }
    say("ready")

    def measured(task, images):
        # Workers that persist: starting them anew each epoch is no part of the work.
        loader = torch.utils.data.DataLoader(
            sets[task],
            batch_size=setting["batch_size"],
            shuffle=True,
            drop_last=True,
            num_workers=setting["workers"],
            persistent_workers=True,
        )
        batches, workers = forever(loader)
        return timed(batches, images, setting["batch_size"], lambda: cpu_seconds(workers))

    answer(measured)


if __name__ == "__main__":
    main()
