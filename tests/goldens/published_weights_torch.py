"""Writes what published PyTorch networks answer with the weights of `published_weights`.

Of each source, `shapes_SOURCE.json.gz` with the names and shapes of all tensors, and
`published_SOURCE.npz` with some numbers of the answers; of its detectors, what their own code makes
of answers drawn here. Needs PyTorch and torchvision, timm for that source, and in a folder one
checkout for each of the others, which the tests do not need:
`python -m tests.goldens.published_weights_torch FOLDER --source NAME [--whole OUTPUT]`. With
`--whole`, writes the networks at their real sizes instead, as `torch.save` does, each with all of
its answers: `python -m tests.benchmarks.published_weights OUTPUT` then compares ours.
"""

import argparse
import gzip
import importlib
import json
import pathlib
import sys

import numpy as np
import torch
from torch import nn

from tests.goldens.published_weights import FOLDER, drawn, image, outputs, sampled

CLASSES, DETECTIONS = 4, 40  # Of the answers that are decoded for a golden
SOURCES = sorted(path.stem for path in FOLDER.glob("torch_networks/[!_]*.py"))


def fill(module):
    """Gives a network the weights drawn by their names."""
    weights = {k: torch.tensor(drawn(k, tuple(v.shape))) for k, v in module.state_dict().items()}
    module.load_state_dict(weights)
    return module.eval()


def settle(network, module):
    """Gives its normalizations the statistics of an image, lest a deep network's numbers grow."""
    norms = [layer for layer in module.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in norms:
        layer.momentum = 1.0
        layer.train()
    shown = pixels(network, network.size_hw)
    with torch.no_grad():
        network.answers(module, torch.cat([shown, shown.flip(-1), -shown]))
    for layer in norms:
        layer.num_batches_tracked.zero_()
    module.eval()


def answers(network, module):
    """Dict of arrays, channels last; those to a detector's second image are "wide/"."""
    module, found = module.double(), {}
    for start, size_hw in {"": network.size_hw, "wide/": network.wide_hw}.items():
        if size_hw is not None:
            with torch.no_grad():
                given = network.answers(module, pixels(network, size_hw))
            found.update({f"{start}{key}": value.numpy() for key, value in given.items()})
    return found


def pixels(network, size_hw):
    """`[1, 3, H, W]` float64, normalised as the network wants it."""
    mean, deviation = network.pixels
    normalised = (image(size_hw).astype("float64") - mean) / deviation
    return torch.tensor(normalised).permute(0, 3, 1, 2)


def decoded(network, module, offsets=None, logits=None):
    """What a detector's own code makes of answers `[K, 4]`, `[K, C]`, the best detection first."""
    if network.decoded is None:
        return {}
    given = [torch.tensor(np.float32(values)) for values in (offsets, logits)]
    found = network.decoded(module, *given)
    order = np.argsort(-found["detections"][:, 1], kind="stable")
    found["detections"] = found["detections"][order]
    return {f"decoded/{key}": np.float32(value) for key, value in found.items()}


def write_whole(source, network, module, folder):
    """Writes one network at its real size, with its answers."""
    folder.mkdir(parents=True, exist_ok=True)
    if network.settled and any(isinstance(x, nn.BatchNorm2d) for x in module.modules()):
        settle(network, module.double())
    stem = f"{source}-{network.name}"
    torch.save({k: v.float() for k, v in module.state_dict().items()}, folder / f"{stem}.pth")
    module.load_state_dict(torch.load(folder / f"{stem}.pth"))
    found = answers(network, module)
    raw = [found[key][0] for key in ("offsets", "logits") if key in found]
    np.savez(folder / f"{stem}.npz", **found, **decoded(network, module, *raw))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path, help="with a checkout of each source")
    parser.add_argument("--source", choices=SOURCES, required=True)
    parser.add_argument("--whole", type=pathlib.Path)
    parser.add_argument("--only", help="of the networks with this in their names")
    arguments = parser.parse_args()
    source = arguments.source
    sys.path.insert(0, str(arguments.folder / source))
    networks = importlib.import_module(f"tests.goldens.torch_networks.{source}").networks
    shapes, goldens = {}, {}
    for network in networks(arguments.whole is not None):
        name = network.name
        if (arguments.only or "") not in name:
            continue
        module = fill(network.make())
        if arguments.whole:
            write_whole(source, network, module, arguments.whole)
            continue
        shapes[name] = {key: list(value.shape) for key, value in module.state_dict().items()}
        found = answers(network, module)
        for key, value in found.items():
            goldens[f"{name}/{key}"] = sampled(value).astype("float32")
        if network.decoded:
            drawn_ones = outputs(found["offsets"].shape[1], CLASSES)
            for key, value in decoded(network, module, **drawn_ones).items():
                kept = value[:DETECTIONS] if key.endswith("detections") else sampled(value)
                goldens[f"{name}/{key}"] = kept
    if not arguments.whole:
        text = json.dumps(shapes, separators=(",", ":")).encode()
        (FOLDER / f"shapes_{source}.json.gz").write_bytes(gzip.compress(text, mtime=0))
        np.savez_compressed(FOLDER / f"published_{source}.npz", **goldens)


if __name__ == "__main__":
    main()
