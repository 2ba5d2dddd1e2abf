"""Weights drawn by their names, for networks of PyTorch and for ours through the name maps."""

import gzip
import json
import math
import pathlib
import zlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
# First convolutions, with their filters, of networks that see pixels up to 127: a smaller kernel
# keeps the numbers small
_PIXELS = {
    **{f"{start}.0.weight": 64 for start in ("vgg", "backbone.vgg", "backbone.features")},
    **{"base_net.0.weight": 64, "backbone.features.0.0.weight": 32},
}
# Last convolutions of blocks that are added up: smaller ones keep deep sums from growing
_ADDED = ".conv3.weight"
_AROUND_ONE = ("running_var", "scale_weight", "L2Norm.weight", "l2_norm.weight")
SAMPLED = 300
WIDER = 64  # Columns that a detector's second image has more, its first being square


def drawn(key, shape):
    """A tensor by its name: kernels that keep the size of a signal, normalizations near 1."""
    values = np.random.RandomState(zlib.crc32(key.encode())).uniform(-1, 1, shape)
    if key.endswith("num_batches_tracked"):
        return np.zeros(shape, "int64")
    if len(shape) > 1:
        scale = math.sqrt(6 / np.prod(shape[1:])) / (64 if _PIXELS.get(key) == shape[0] else 1)
        scale /= 4 if key.endswith(_ADDED) else 1
        return (values * scale).astype("float32")
    middle = 1 if key.endswith(_AROUND_ONE) else 0
    is_gamma = key.endswith(".weight") and not middle
    return (values / 4 + middle + is_gamma).astype("float32")


def image(size_hw):
    """Pixels: waves that differ by channel, with noise."""
    rows, columns = np.arange(size_hw[0])[:, None], np.arange(size_hw[1])
    waves = np.sin(columns / 9 + rows / 5)[..., None] * (0.8, 1.0, 0.6)
    noise = np.random.RandomState(7).uniform(-1, 1, (*size_hw, 3))
    return (127.5 + 60 * waves + 60 * noise).astype("float32")[None]  # [1, H, W, 3]


def sampled(values):
    """A few hundred of many numbers, evenly spread."""
    values = np.ravel(values)
    return values[:: max(1, len(values) // SAMPLED)]


def outputs(count, classes):
    """What a detector might answer for `count` default boxes: offsets and logits, drawn."""
    random = np.random.RandomState(11)
    offsets, logits = random.normal(0, 1, (count, 4)), random.normal(0, 2, (count, classes))
    return {"offsets": offsets.astype("float32"), "logits": logits.astype("float32")}


def shapes(source, network):
    """Dict of name -> shape of the tensors of a network, as its own code makes them."""
    content = json.loads(gzip.decompress((FOLDER / f"shapes_{source}.json.gz").read_bytes()))
    return {key: tuple(shape) for key, shape in content[network].items()}


def state(source, network):
    """The weights that a network had when its outputs were written."""
    return {key: drawn(key, shape) for key, shape in shapes(source, network).items()}
