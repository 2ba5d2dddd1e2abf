"""Writes roi_align_torch.npz: what torchvision pools out of waves, and its gradient.

Needs PyTorch and torchvision, which the tests do not: `python -m tests.goldens.roi_align_torch`.
"""

import pathlib

import numpy as np

from tests.goldens.mobilenet_v2_torch import wave

SIZE_HW = (6, 9)
# One reaches out of the map, one is smaller than a pixel.
BOXES_XYXY = np.array(
    [
        [[0.1, 0.2, 0.7, 0.9], [-0.3, -0.1, 0.4, 0.5], [0.5, 0.5, 0.52, 0.55]],
        [[0.0, 0.0, 1.0, 1.0], [0.6, 0.4, 1.4, 1.3], [0.3, 0.1, 0.5, 0.8]],
    ],
    "float32",
)
# (cells, samples)
CASES = {"two": ((3, 2), 2), "one": ((2, 4), 1), "three": (2, 3)}


def maps():
    """`[B, H, W, C]`."""
    return wave(1, (2, *SIZE_HW, 3)).astype("float32")


def main():
    import torch
    from torchvision.ops import roi_align

    goldens = {}
    scale = np.array([SIZE_HW[1], SIZE_HW[0]] * 2, "float32")
    for name, (cells, samples) in CASES.items():
        fed = torch.tensor(maps().transpose(0, 3, 1, 2)).requires_grad_()
        boxes = [torch.tensor(some * scale) for some in BOXES_XYXY]
        pooled = roi_align(fed, boxes, cells, 1.0, samples, aligned=True)
        (pooled**2).sum().backward()
        goldens[name] = pooled.detach().numpy().transpose(0, 2, 3, 1)
        goldens[f"{name}_gradient"] = fed.grad.numpy().transpose(0, 2, 3, 1)
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), **goldens)


if __name__ == "__main__":
    main()
