"""Writes craft_torch.npz: what PyTorch computes as CRAFT and GhostCRAFT with weights drawn here.

In double precision: the fifty layers of the whole GhostCRAFT add up to 6e-6 of the largest number
in single precision, in PyTorch as in TensorFlow.

Needs PyTorch, which the tests do not: `python -m tests.goldens.craft_torch`.
"""

import itertools
import pathlib

import numpy as np

# Even all the way down, and odd wherever it can be: 53, 26, 13, 6, 3 and 75, 37, 18, 9, 4
SIZES_HW = {"even": (32, 48), "odd": (53, 75)}
KINDS = ("plain", "ghost", "doubled")
# Channels of the five stages, of fc6 and fc7, and of the decoder, for an eighth of the width
NARROW = ((8, 16, 32, 64, 64), 128, (32, 16, 8, 8), (8, 8))
WHOLE = ((64, 128, 256, 512, 512), 1024, (256, 128, 64, 32), (32, 16))
CASES = {
    f"{kind}/{outputs}/{size}": (kind, outputs, size)
    for kind in KINDS
    for outputs, size in ((2, "even"), (1, "odd"))
}
WHOLE_SIZE_HW = (34, 49)


def drawn(index, shape):
    """Numbers in [-1, 1]: NumPy promises that this generator stays the same."""
    return np.random.RandomState(index).uniform(-1, 1, shape)


def image(size_hw):
    """Even in the large, so that the smallest maps have something to see, and noisy."""
    noise = drawn(7, (1, *size_hw, 3))
    waves = np.sin(np.arange(size_hw[1]) / 9 + np.arange(size_hw[0])[:, None] / 5)[None, ..., None]
    return (127.5 + 60 * waves + 60 * noise).astype("float32")


def convolution_weights(index, shape, depthwise):
    """Kernel in Keras's order of the `index`-th convolution, and a bias."""
    filters = shape[2] if depthwise else shape[3]
    fan_in = np.prod(shape[:2]) if depthwise else np.prod(shape[:3])
    kernel = drawn(index, shape) * np.sqrt(6 / fan_in)
    return kernel, drawn(1000 + index, (filters,)) / 4


def norm_weights(index, filters):
    """Gamma, beta, mean and variance of the `index`-th normalization."""
    gamma, beta, mean, variance = drawn(2000 + index, (4, filters)) / 4
    return 1 + gamma, beta, mean, 1 + variance


def make(kind, outputs, widths=NARROW):
    """The network as a torch module, without weights of its own."""
    import torch
    from torch import nn
    from torch.nn import functional

    stages, reduced, decoder, (wide, narrow) = widths

    def conv(inputs, filters, size, dilation=1, groups=1, biased=True):
        padding = size // 2 * dilation
        return nn.Conv2d(inputs, filters, size, 1, padding, dilation, groups, biased)

    def unit(inputs, filters, size, groups=1):
        bare = conv(inputs, filters, size, groups=groups, biased=False)
        return nn.Sequential(bare, nn.BatchNorm2d(filters), nn.ReLU(inplace=True))

    class Ghost(nn.Module):
        def __init__(self, inputs, filters, size):
            super().__init__()
            half = -(-filters // 2)
            self.filters = filters
            self.primary = unit(inputs, half, size)
            self.cheap = unit(half, half, 3, groups=half)

        def forward(self, x):
            x = self.primary(x)
            return torch.cat([x, self.cheap(x)], 1)[:, : self.filters]

    def layer(inputs, filters, size, of_kind=kind):
        """One layer of VGG or the decoder as a list: convolution, normalization, ReLU."""
        if of_kind == "ghost":
            return [Ghost(inputs, filters, size)]
        first = conv if of_kind == "plain" else Ghost
        return [first(inputs, filters, size), nn.BatchNorm2d(filters), nn.ReLU(inplace=True)]

    def vgg():
        """The layers from conv1_1 to conv5_2, each a list; the poolings begin the next one's."""
        layers, channels, pool = [], 3, []
        for count, filters in zip((2, 2, 3, 3, 2), stages, strict=True):
            for _ in range(count):
                clean = kind == "ghost" and not layers
                layers.append(pool + layer(channels, filters, 3, "plain" if clean else kind))
                channels, pool = filters, []
            pool = [nn.MaxPool2d(2)]
        return layers

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            layers = vgg()
            end = None if kind == "ghost" else -1  # The last ReLU belongs to a slice never made.
            flat = list(itertools.chain.from_iterable(layers))[:end]
            # The published slices: each begins with the ReLU of the layer before it.
            ends = [sum(map(len, layers[:n])) - (kind != "ghost") for n in (4, 6, 9, 12)]
            starts = [0, *ends[:-1]]
            self.slices = nn.ModuleList(
                nn.Sequential(*flat[a:b]) for a, b in zip(starts, ends, strict=True)
            )
            if kind == "plain":
                tail = [conv(stages[4], reduced, 3, 6), conv(reduced, reduced, 1)]
            else:
                tail = [Ghost(stages[4], reduced, 3), Ghost(reduced, reduced, 1)]
            self.slices.append(nn.Sequential(nn.MaxPool2d(3, 1, 1), *tail))
            self.ups, channels = nn.ModuleList(), reduced
            for filters, skip in zip(decoder, stages[:0:-1], strict=True):
                steps = layer(channels + skip, 2 * filters, 1) + layer(2 * filters, filters, 3)
                self.ups.append(nn.Sequential(*steps))
                channels = filters
            rows = [(wide, 3), (wide, 3), (narrow, 3), (narrow, 1)]
            head = []
            for filters, size in rows:
                if kind == "plain":
                    head += [conv(channels, filters, size), nn.ReLU(inplace=True)]
                else:
                    head += [Ghost(channels, filters, size)]
                channels = filters
            last = Ghost if kind == "doubled" else conv
            self.head = nn.Sequential(*head, last(channels, outputs, 1))

        def forward(self, x):
            maps = []
            for part in self.slices:
                x = part(x)
                maps.append(x)
            for up, skip in zip(self.ups, maps[-2::-1], strict=True):
                size = skip.shape[2:]
                x = functional.interpolate(x, size, mode="bilinear", align_corners=False)
                x = up(torch.cat([x, skip], 1))
            return self.head(x)

    return Network()


def fill(network):
    """Gives a torch module the weights drawn for it, in the order of its parts."""
    import torch
    from torch import nn

    def tensor(values):
        return torch.tensor(values, dtype=torch.float32)

    parts = list(network.modules())
    for index, part in enumerate(part for part in parts if isinstance(part, nn.Conv2d)):
        filters, inputs, size, _ = part.weight.shape
        depthwise = part.groups > 1
        shape = (size, size, filters, 1) if depthwise else (size, size, inputs, filters)
        kernel, bias = convolution_weights(index, shape, depthwise)
        order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        part.weight.data = tensor(kernel.transpose(order))
        if part.bias is not None:
            part.bias.data = tensor(bias)
    for index, part in enumerate(part for part in parts if isinstance(part, nn.BatchNorm2d)):
        values = norm_weights(index, part.num_features)
        targets = (part.weight.data, part.bias.data, part.running_mean, part.running_var)
        for target, value in zip(targets, values, strict=True):
            target.copy_(tensor(value))
    return network.eval()


def main():
    import torch

    mean = np.array([123.675, 116.28, 103.53])
    deviation = np.array([58.395, 57.12, 57.375])

    def run(network, size_hw):
        pixels = torch.tensor((image(size_hw) - mean) / deviation)
        with torch.no_grad():
            heat_map = network.double()(pixels.permute(0, 3, 1, 2))
        return heat_map.permute(0, 2, 3, 1).numpy().astype("float32")

    goldens = {}
    for name, (kind, outputs, size) in CASES.items():
        goldens[name] = run(fill(make(kind, outputs)), SIZES_HW[size])
    for kind in KINDS:
        goldens[f"{kind}/whole"] = run(fill(make(kind, 1, WHOLE)), WHOLE_SIZE_HW)
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), **goldens)


if __name__ == "__main__":
    main()
