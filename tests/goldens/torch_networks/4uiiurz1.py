"""The deformable convolution of 4uiiurz1's pytorch-deform-conv-v2."""

# ruff: noqa: N999 (the files are named as `load_torch` names the sources)

import importlib

from tests.goldens.torch_network import Network


def _maps(layer, pixels):
    return {"maps": layer(pixels).permute(0, 2, 3, 1)}


def networks(whole):
    """With masks and without, in steps of two."""
    make = importlib.import_module("deform_conv_v2").DeformConv2d
    filters = 256 if whole else 5
    for name, modulation in (("DeformConv2d", False), ("DeformConv2d with masks", True)):
        yield Network(
            name,
            lambda modulation=modulation: make(3, filters, stride=2, modulation=modulation),
            _maps,
            mode="tf",
        )
