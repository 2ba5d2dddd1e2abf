"""Writes ghost_torch.npz: what PyTorch computes as Ghost modules and GhostVGG, `wave` weights.

Needs PyTorch, which the tests do not: `python -m tests.goldens.ghost_torch`.
"""

import math
import pathlib

import numpy as np

from tests.goldens.mobilenet_v2_torch import convolution_weights, wave

# Arguments of GhostModule, in its own words
MODULES = {
    "odd": {"filters": 7, "kernel_size": 3},
    "ratio_3": {"filters": 8, "ratio": 3},
    "ratio_4_linear": {"filters": 9, "ratio": 4, "cheap_kernel_size": 5, "activation": None},
    "one": {"filters": 1, "kernel_size": 3},
    "strides_2": {"filters": 6, "kernel_size": 3, "strides": 2},
    "dilated": {"filters": 6, "kernel_size": 3, "dilation_rate": 2},
    "ratio_1": {"filters": 5, "kernel_size": 5, "ratio": 1},
}
# Of configuration A, at a size that the poolings round: 34 x 50, 17 x 25, 8 x 12, 4 x 6, 2 x 3
SIZE_HW = (69, 101)
WIDTHS = (64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool")
HIDDEN = (9, 6)
CLASSES = 4
OUTER = 100


def features():
    return wave(98, (2, 9, 14, 6)).astype("float32")


def image():
    return (127.5 + 127.5 * wave(99, (1, *SIZE_HW, 3))).astype("float32")


def outer_norm_weights(index, channels):
    """Gamma, beta, mean and variance of the normalization after the `index`-th module."""
    return convolution_weights(OUTER + index, (1, 1, channels, 1), depthwise=True)[1:]


def dense_weights(index, inputs, outputs):
    return [
        wave(200 + index, (inputs, outputs)) * math.sqrt(3 / inputs),
        wave(300 + index, (outputs,)) / 4,
    ]


def networks():
    """Functions that make the torch modules."""
    import torch
    from torch import nn

    def unit(inputs, outputs, size, active, stride=1, dilation=1, groups=1):
        convolution = nn.Conv2d(
            inputs,
            outputs,
            size,
            stride,
            padding=size // 2 * dilation,
            dilation=dilation,
            groups=groups,
            bias=False,
        )
        activation = nn.ReLU() if active else nn.Identity()
        return nn.Sequential(convolution, nn.BatchNorm2d(outputs), activation)

    class Ghost(nn.Module):
        def __init__(
            self,
            inputs,
            filters,
            kernel_size=1,
            ratio=2,
            cheap_kernel_size=3,
            strides=1,
            dilation_rate=1,
            activation="relu",
        ):
            super().__init__()
            few, active = math.ceil(filters / ratio), activation is not None
            self.filters = filters
            self.primary = unit(inputs, few, kernel_size, active, strides, dilation_rate)
            more = few * (ratio - 1)
            self.cheap = more and unit(few, more, cheap_kernel_size, active, groups=few)

        def forward(self, x):
            x = self.primary(x)
            if self.cheap:
                x = torch.cat([x, self.cheap(x)], dim=1)
            return x[:, : self.filters]

    def ghost_vgg(faithful):
        layers, channels = [], 3
        for width in WIDTHS:
            if width == "pool":
                layers.append(nn.MaxPool2d(2))
                continue
            if channels == 3 and not faithful:
                layers.append(unit(channels, width, 3, True))
            else:
                layers.append(Ghost(channels, width, 3))
            if faithful:
                outer = nn.BatchNorm2d(width)
                outer.is_outer = True
                layers += [outer, nn.ReLU()]
            channels = width
        return nn.Sequential(*layers)

    return Ghost, ghost_vgg


def fill(network):
    """Gives a torch module the `wave` weights, in the order of its convolutions."""
    import torch
    from torch import nn

    def set_norm(norm, values):
        targets = (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var)
        for target, value in zip(targets, values, strict=True):
            target.copy_(torch.tensor(value))

    modules = list(network.modules())
    convolutions = [m for m in modules if isinstance(m, nn.Conv2d)]
    norms = [m for m in modules if isinstance(m, nn.BatchNorm2d)]
    outer = [norm for norm in norms if hasattr(norm, "is_outer")]
    inner = [norm for norm in norms if not hasattr(norm, "is_outer")]
    for index, (convolution, norm) in enumerate(zip(convolutions, inner, strict=True)):
        outputs, inputs, size, _ = convolution.weight.shape
        depthwise = convolution.groups > 1
        shape = (size, size, outputs, 1) if depthwise else (size, size, inputs, outputs)
        kernel, *rest = convolution_weights(index, shape, depthwise)
        order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        convolution.weight.data = torch.tensor(kernel.transpose(order), dtype=torch.float32)
        set_norm(norm, rest)
    for index, norm in enumerate(outer):
        set_norm(norm, outer_norm_weights(index, norm.num_features))
    return network.eval()


def main():
    import torch
    from torch import nn

    Ghost, ghost_vgg = networks()
    goldens = {}

    def run(network, x):
        with torch.no_grad():
            return network(torch.tensor(x).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)

    for name, arguments in MODULES.items():
        goldens[name] = run(fill(Ghost(6, **arguments)), features()).numpy()

    mean = np.array([123.675, 116.28, 103.53])
    deviation = np.array([58.395, 57.12, 57.375])
    pixels = ((image() - mean) / deviation).astype("float32")
    for name, faithful in (("faithful", True), ("clean", False)):
        network = fill(ghost_vgg(faithful))
        pool5 = run(network, pixels)  # [1, 2, 3, 512]
        goldens[f"{name}/pool5"] = pool5.numpy()
        if faithful:
            grid = nn.AdaptiveAvgPool2d((7, 7))(pool5.permute(0, 3, 1, 2))
            x = grid.permute(0, 2, 3, 1).flatten(1)  # Our order of the inputs
            for index, width in enumerate((*HIDDEN, CLASSES)):
                kernel, bias = (
                    torch.tensor(w).float() for w in dense_weights(index, x.shape[1], width)
                )
                x = (x if index == 0 else x.relu()) @ kernel + bias
            goldens[f"{name}/logits"] = x.numpy()
    path = pathlib.Path(__file__).with_suffix(".npz")
    np.savez_compressed(path, **goldens)


if __name__ == "__main__":
    main()
