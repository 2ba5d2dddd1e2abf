"""SSD300 of amdegroot's ssd.pytorch."""

import importlib
import os
import pathlib
import shutil
import sys
import tempfile
import types

import torch

from tests.goldens.torch_network import Network


def _answers(network, pixels):
    offsets, logits, _ = network(pixels)
    return {"offsets": offsets, "logits": logits}


def _decoded(network, offsets, logits):
    box_utils = importlib.import_module("layers.box_utils")
    detect = importlib.import_module("layers.functions.detection").Detect
    boxes = network.priors.to(offsets.dtype)
    settings = types.SimpleNamespace(
        num_classes=logits.shape[1], top_k=200, variance=[0.1, 0.2], conf_thresh=0.01
    )
    settings.nms_thresh = 0.45
    found = detect.forward(settings, offsets[None], logits.softmax(-1)[None], boxes)[0]
    rows = [
        [label - 1, *row.tolist()] for label, rows in enumerate(found) for row in rows if row[0] > 0
    ]
    return {
        "default_boxes": boxes.numpy(),
        "boxes": box_utils.decode(offsets, boxes, [0.1, 0.2]).numpy(),
        "detections": torch.tensor(rows).numpy(),
    }


def networks(whole):
    """Needs a home with the label file that its import reads."""
    home = tempfile.mkdtemp()
    labels = pathlib.Path(home, "data", "coco")
    labels.mkdir(parents=True)
    shutil.copy(pathlib.Path(sys.path[0], "data", "coco_labels.txt"), labels)
    os.environ["HOME"] = home
    yield Network(
        "SSD300",
        lambda: importlib.import_module("ssd").build_ssd("train"),
        _answers,
        mode="vgg",
        size_hw=(300, 300),
        decoded=_decoded,
    )
