"""The detectors that torchvision has too, with the same decoding on both sides."""

import json

import numpy as np

from tests.benchmarks import detection_pipeline, detection_speed

CLASSES = 20
CANDIDATES = 200
CODEC = {"score_threshold": 0.01, "nms_iou": 0.45, "candidates": 400, "max_detections": 200}


class Network:
    """A network by both its names.

    Args:
        title: For people.
        ours: Its function in `tfvision.detection`.
        theirs: Its function in `torchvision.models.detection`.
        **options: Of our function.
    """

    def __init__(self, title, ours, theirs, **options):
        self.title, self.ours, self.theirs, self.options = title, ours, theirs, options


SSD300 = Network("SSD300", "ssd300_vgg16", "ssd300_vgg16", geometry="torchvision_coco300")
SSDLITE = Network("SSDLite320", "ssdlite_mobilenet_v3", "ssdlite320_mobilenet_v3_large")


def pictures(count, size_hw=(720, 1280)):
    """Images `[count, H, W, 3]` uint8."""
    return detection_speed.pictures(count, size_hw)


def crowd():
    """Boxes `[20, 4]` in [0, 1]."""
    return detection_pipeline.crowds(1)[0]


def started(setting, images):
    """The other side, which has the same images and objects."""
    file = setting.folder / f"images_{len(images)}_{images.shape[1]}.npy"
    np.save(file, images)
    words = {
        "threads": setting.threads,
        "classes": CLASSES,
        "candidates": CANDIDATES,
        "codec": CODEC,
        "images": str(file),
        "crowd": crowd().tolist(),
    }
    return setting.peers.start("detection_torchvision_peer", json.dumps(words))
