"""Writes deform_conv_torch.npz: what torchvision computes as deformable convolutions of waves.

Needs PyTorch and torchvision, which the tests do not: `python -m tests.goldens.deform_conv_torch`.
"""

import pathlib

import numpy as np

from tests.goldens.mobilenet_v2_torch import wave

BATCH = 2
SIZE_HW = (4, 6)
CHANNELS = 4
FILTERS = 4
# Of `deform_conv2d` by name, and how far the offsets reach: `reach` pixels, or "integers"
CASES = {
    "zero": {"reach": 0},
    "small": {"reach": 0.3},
    "large": {"reach": 4},
    "huge": {"reach": 1e6},
    "integers": {"reach": "integers"},
    "no_mask": {"reach": 2, "mask": False},
    "no_bias": {"reach": 2, "bias": False},
    "strides_2": {"reach": 2, "strides": 2},
    "dilation_2": {"reach": 2, "dilation_rate": 2, "padding": 2},
    "strides_and_dilation_2": {"reach": 2, "strides": 2, "dilation_rate": 2, "padding": 2},
    "groups": {"reach": 2, "groups": 2, "offset_groups": 4},
    "depthwise": {"reach": 2, "groups": 4, "offset_groups": 2, "mask": False},
    "offset_groups": {"reach": 2, "offset_groups": 2},
    "kernel_1": {"reach": 2, "kernel_size": (1, 1), "padding": 0},
    "kernel_2": {"reach": 2, "kernel_size": (2, 2), "padding": 0},
    "kernel_5": {"reach": 2, "kernel_size": (5, 5), "padding": 2},
    "kernel_3x5": {"reach": 2, "kernel_size": (3, 5), "padding": (1, 2), "strides": (2, 1)},
}
# Of these gradients every seventh value is kept: no number of channels is a multiple of it.
THINNED = {"offsets": 7, "mask": 7}


def inputs(
    reach,
    kernel_size=(3, 3),
    groups=1,
    offset_groups=1,
    mask=True,
    bias=True,
    padding=1,
    strides=1,
    dilation_rate=1,
):
    """Returns a case's tensors in our order, its other arguments, and a gradient from above."""
    rest = {"padding": padding, "strides": strides, "dilation_rate": dilation_rate}
    rest["offset_groups"] = offset_groups
    pairs = {k: v if isinstance(v, tuple) else (v, v) for k, v in rest.items()}
    size_hw = [
        (
            SIZE_HW[i]
            + 2 * pairs["padding"][i]
            - pairs["dilation_rate"][i] * (kernel_size[i] - 1)
            - 1
        )
        // pairs["strides"][i]
        + 1
        for i in (0, 1)
    ]
    taps = offset_groups * kernel_size[0] * kernel_size[1]
    shapes = {
        "images": (BATCH, *SIZE_HW, CHANNELS),
        "offsets": (BATCH, *size_hw, 2 * taps),
        "kernel": (*kernel_size, CHANNELS // groups, FILTERS),
        "mask": (BATCH, *size_hw, taps),
        "bias": (FILTERS,),
    }
    tensors = {name: wave(i, shape) for i, (name, shape) in enumerate(shapes.items())}
    places = tensors["offsets"]
    integers = np.round(3 * places)
    tensors["offsets"] = integers if reach == "integers" else reach * places
    tensors = {name: value.astype("float32") for name, value in tensors.items()}
    for name, given in (("mask", mask), ("bias", bias)):
        if not given:
            del tensors[name]
    upstream = wave(9, (BATCH, *size_hw, FILTERS)).astype("float32")
    return tensors, rest, upstream


def flat(values):
    """Puts what a golden keeps of a case's outputs and gradients into one row."""
    rows = [np.ravel(value)[:: THINNED.get(name, 1)] for name, value in values.items()]
    return np.concatenate(rows)


def main():
    import torch
    from torchvision.ops import deform_conv2d

    orders = {"kernel": (3, 2, 0, 1), "bias": (0,)}
    goldens = {}
    for name, case in CASES.items():
        tensors, rest, upstream = inputs(**case)
        fed = {
            key: torch.tensor(value.transpose(orders.get(key, (0, 3, 1, 2)))).requires_grad_()
            for key, value in tensors.items()
        }
        outputs = deform_conv2d(
            fed["images"],
            fed["offsets"],
            fed["kernel"],
            fed.get("bias"),
            rest["strides"],
            rest["padding"],
            rest["dilation_rate"],
            fed.get("mask"),
        )
        outputs.backward(torch.tensor(upstream.transpose(0, 3, 1, 2)))
        values = {"outputs": outputs.detach(), **{key: value.grad for key, value in fed.items()}}
        back = {key: np.argsort(orders.get(key, (0, 3, 1, 2))) for key in values}
        goldens[name] = flat({key: v.numpy().transpose(back[key]) for key, v in values.items()})
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), **goldens)


if __name__ == "__main__":
    main()
