"""Writes what published PyTorch networks answer with the weights of `published_weights`.

Of each source, `shapes_SOURCE.json.gz` with the names and shapes of all tensors, and
`published_SOURCE.npz` with some numbers of the answers. Needs PyTorch and torchvision, and in a
folder one checkout for each of the other sources, which the tests do not need:
`python -m tests.goldens.published_weights_torch FOLDER --source NAME [--whole OUTPUT]`. With
`--whole`, writes the networks at their real sizes instead, as `torch.save` does, each with all of
its answers.
"""

import argparse
import contextlib
import gzip
import importlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

import numpy as np
import torch
import torchvision
from torch import nn

from tests.goldens.published_weights import FOLDER, drawn, image, sampled

MODES = {
    "torch": ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    "vgg": ((123.0, 117.0, 104.0), (1.0, 1.0, 1.0)),
    "mb2-lite": ((127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
}
SIZES_HW = {"SSD300": (300, 300), "mb2-ssd-lite": (300, 300), "mb2-ssd-lite 0.25": (300, 300)}
PIXELS = {"SSD300": "vgg", "mb2-ssd-lite": "mb2-lite", "mb2-ssd-lite 0.25": "mb2-lite"}


def narrow(channels):
    """A quarter of a network's channels."""
    return channels if channels <= 3 else max(8, channels // 4)


class NarrowConvolution(nn.Conv2d):
    """A quarter as wide as it is asked to be."""

    def __init__(self, inputs, outputs, *rest, **options):
        super().__init__(narrow(inputs), narrow(outputs), *rest, **options)


class NarrowNorm(nn.BatchNorm2d):
    """A quarter as wide as it is asked to be."""

    def __init__(self, channels):
        super().__init__(narrow(channels))


@contextlib.contextmanager
def replaced(module, **attributes):
    """Gives attributes of a module other values for a while."""
    kept = {name: getattr(module, name) for name in attributes}
    vars(module).update(attributes)
    try:
        yield
    finally:
        vars(module).update(kept)


def with_small_head(network):
    """VGG with the same three dense layers, only narrower."""
    network.classifier[0] = nn.Linear(512 * 49, 9)
    network.classifier[3] = nn.Linear(9, 6)
    network.classifier[6] = nn.Linear(6, 4)
    return network


def of_torchvision(whole):
    models = torchvision.models
    if whole:
        vggs = [f"vgg{n}{bn}" for n in (11, 13, 16, 19) for bn in ("", "_bn")]
        names = [*vggs, "mobilenet_v2", *(f"efficientnet_b{i}" for i in range(8))]
        yield from ((name, lambda name=name: getattr(models, name)()) for name in names)
    else:
        yield "vgg11", lambda: with_small_head(models.vgg11())
        yield "vgg13_bn", lambda: with_small_head(models.vgg13_bn())
        yield "mobilenet_v2", lambda: models.mobilenet_v2(width_mult=0.25, num_classes=5)
        yield "efficientnet_b0", lambda: models.efficientnet_b0(num_classes=6)
    yield "SSD300", lambda: models.detection.ssd300_vgg16(weights=None, weights_backbone=None)


def of_amdegroot(whole):
    home = tempfile.mkdtemp()
    labels = pathlib.Path(home, "data", "coco")
    labels.mkdir(parents=True)
    shutil.copy(pathlib.Path(sys.path[0], "data", "coco_labels.txt"), labels)
    os.environ["HOME"] = home
    yield "SSD300", lambda: importlib.import_module("ssd").build_ssd("train")


def of_qfgaohao(whole):
    make = importlib.import_module("vision.ssd.mobilenet_v2_ssd_lite").create_mobilenetv2_ssd_lite
    if whole:
        yield "mb2-ssd-lite", lambda: make(21)
    else:
        yield "mb2-ssd-lite 0.25", lambda: make(6, width_mult=0.25)


def of_clovaai(whole):
    torchvision.models.vgg.model_urls = {"vgg16_bn": ""}
    make = importlib.import_module("craft").CRAFT

    def narrow_one():
        with replaced(nn, Conv2d=NarrowConvolution, BatchNorm2d=NarrowNorm):
            return make()

    yield "CRAFT", make if whole else narrow_one


def of_seed(whole):
    modules = importlib.import_module("ghost_craft")
    if whole:
        yield "GhostVGG", lambda: modules.GhostVGG(modules.make_layers(modules.cfgs["D"], True))
        yield "GhostCRAFT", modules.GhostCRAFT
        return
    layers = ("A", True), ("A", False)
    for name, (variant, norm) in zip(("GhostVGG", "GhostVGG plain"), layers, strict=True):
        yield (
            name,
            lambda variant=variant, norm=norm: with_small_head(
                modules.GhostVGG(
                    modules.make_layers(modules.cfgs[variant], norm), init_weights=False
                )
            ),
        )
    ghost, norm = modules.GhostModule, nn.BatchNorm2d

    def narrow_ghost(inputs, outputs, **options):
        with replaced(nn, BatchNorm2d=norm):
            return ghost(narrow(inputs), narrow(outputs), **options)

    def narrow_one():
        with replaced(modules, GhostModule=narrow_ghost), replaced(nn, BatchNorm2d=NarrowNorm):
            return modules.GhostCRAFT()

    yield "GhostCRAFT", narrow_one


SOURCES = {
    "torchvision": of_torchvision,
    "amdegroot": of_amdegroot,
    "qfgaohao": of_qfgaohao,
    "clovaai": of_clovaai,
    "seed": of_seed,
}


def fill(network):
    """Gives a network the weights drawn by their names."""
    weights = {k: torch.tensor(drawn(k, tuple(v.shape))) for k, v in network.state_dict().items()}
    network.load_state_dict(weights)
    return network.eval(), weights


def answers(network, name):
    """Dict of arrays, channels last."""
    mean, deviation = MODES[PIXELS.get(name, "torch")]
    pixels = (image(SIZES_HW.get(name, (69, 101))).astype("float64") - mean) / deviation
    x = torch.tensor(pixels).permute(0, 3, 1, 2)
    with torch.no_grad():
        network = network.double()
        if hasattr(network, "anchor_generator"):  # Torchvision's, without what is around it
            found = network.head(list(network.backbone(x).values()))
            return {
                "offsets": found["bbox_regression"].numpy(),
                "logits": found["cls_logits"].numpy(),
            }
        found = network(x)
    if name == "SSD300":
        return {"offsets": found[0].numpy(), "logits": found[1].numpy()}
    if name.startswith("mb2"):
        return {"offsets": found[1].numpy(), "logits": found[0].numpy()}
    if name == "CRAFT":
        return {"maps": found[0].numpy()}
    if name == "GhostCRAFT":
        return {"maps": found.permute(0, 2, 3, 1).numpy()}
    return {"logits": found.numpy()}


def default_boxes(network, source):
    """Those that a detector's own code lays out, cxcywh, or nothing."""
    if source == "amdegroot":
        return {"default_boxes": network.priors.numpy()}
    if source == "qfgaohao":
        config = importlib.import_module("vision.ssd.config.mobilenetv1_ssd_config")
        return {"default_boxes": config.priors.numpy()}
    return {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path, help="with a checkout of each source")
    parser.add_argument("--source", choices=SOURCES, required=True)
    parser.add_argument("--whole", type=pathlib.Path)
    arguments = parser.parse_args()
    source = arguments.source
    sys.path.insert(0, str(arguments.folder / source))
    shapes, goldens = {}, {}
    for name, make in SOURCES[source](arguments.whole is not None):
        network, weights = fill(make())
        shapes[name] = {key: list(value.shape) for key, value in weights.items()}
        boxes = default_boxes(network, source)
        found = answers(network, name)
        for key, value in found.items():
            goldens[f"{name}/{key}"] = sampled(value).astype("float32")
        if arguments.whole:
            arguments.whole.mkdir(parents=True, exist_ok=True)
            stem = f"{source}-{name}"
            torch.save(weights, arguments.whole / f"{stem}.pth")
            np.savez(arguments.whole / f"{stem}.npz", **found, **boxes)
    if not arguments.whole:
        text = json.dumps(shapes, separators=(",", ":")).encode()
        (FOLDER / f"shapes_{source}.json.gz").write_bytes(gzip.compress(text, mtime=0))
        np.savez_compressed(FOLDER / f"published_{source}.npz", **goldens)


if __name__ == "__main__":
    main()
