"""Writes mobilenet_v2_torch.npz: what PyTorch computes as MobileNetV2 with `wave` weights.

Needs PyTorch, which the tests do not: `python tests/goldens/mobilenet_v2_torch.py`.
"""

import pathlib

import numpy as np

ALPHA = 0.1
# Even and odd on the way down: 37 x 54, 19 x 27, 10 x 14, 5 x 7, 3 x 4, 2 x 2
SIZE_HW = (37, 54)
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1))
STAGES += ((6, 160, 3, 2), (6, 320, 1, 1))


def wave(index, shape):
    """Numbers in [-1, 1] that depend on their place only: no generator has to be the same."""
    steps = np.arange(np.prod(shape), dtype="float64")
    return np.sin(1.7 * index + 0.61 * steps + 0.013 * steps % 3).reshape(shape)


def image():
    return (127.5 + 127.5 * wave(99, (1, *SIZE_HW, 3))).astype("float32")


def convolution_weights(index, shape, depthwise):
    """Kernel in Keras's order, gamma, beta, mean and variance of the `index`-th convolution."""
    channels = shape[2] if depthwise else shape[3]
    fan_in = np.prod(shape[:2]) if depthwise else np.prod(shape[:3])
    kernel = wave(index, shape) * np.sqrt(3 / fan_in)
    gamma, beta, mean, variance = (wave(index + i / 5, (channels,)) for i in range(1, 5))
    return kernel, 1 + gamma / 4, beta / 4, mean / 4, 1 + variance / 4


def main():
    import torch
    from torch import nn

    def unit(inputs, outputs, size, stride=1, groups=1, active=True):
        convolution = nn.Conv2d(
            inputs, outputs, size, stride, padding=size // 2, groups=groups, bias=False
        )
        activation = nn.ReLU6() if active else nn.Identity()
        return nn.Sequential(convolution, nn.BatchNorm2d(outputs), activation)

    def scaled(channels):
        return int(channels * ALPHA)

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride, expansion):
            super().__init__()
            hidden = inputs * expansion
            self.adds = stride == 1 and inputs == outputs
            self.expand = unit(inputs, hidden, 1) if expansion > 1 else nn.Identity()
            self.rest = nn.Sequential(
                unit(hidden, hidden, 3, stride, groups=hidden),
                unit(hidden, outputs, 1, active=False),
            )

        def forward(self, x):
            y = self.rest(self.expand(x))
            return x + y if self.adds else y

    layers = [unit(3, scaled(32), 3, stride=2)]
    channels = scaled(32)
    for expansion, width, repeats, stride in STAGES:
        for repeat in range(repeats):
            step = stride if repeat == 0 else 1
            layers.append(Block(channels, scaled(width), step, expansion))
            channels = scaled(width)
    layers.append(unit(channels, 1280, 1))
    network = nn.Sequential(*layers).eval()

    modules = list(network.modules())
    convolutions = [m for m in modules if isinstance(m, nn.Conv2d)]
    norms = [m for m in modules if isinstance(m, nn.BatchNorm2d)]
    for index, (convolution, norm) in enumerate(zip(convolutions, norms, strict=True)):
        outputs, inputs, size, _ = convolution.weight.shape
        is_depthwise = convolution.groups > 1
        shape = (size, size, outputs, 1) if is_depthwise else (size, size, inputs, outputs)
        kernel, *rest = convolution_weights(index, shape, is_depthwise)
        order = (2, 3, 0, 1) if is_depthwise else (3, 2, 0, 1)
        convolution.weight.data = torch.tensor(kernel.transpose(order), dtype=torch.float32)
        targets = (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var)
        for target, value in zip(targets, rest, strict=True):
            target.copy_(torch.tensor(value))

    maps = {}
    layers[14].expand.register_forward_hook(lambda *call: maps.update(block_13_expand=call[2]))
    with torch.no_grad():
        x = torch.tensor(image()).permute(0, 3, 1, 2)
        maps["Conv_1"] = network((x - 127) / 128)
    path = pathlib.Path(__file__).with_suffix(".npz")
    np.savez_compressed(path, **{k: v.permute(0, 2, 3, 1).numpy() for k, v in maps.items()})


if __name__ == "__main__":
    main()
