"""GhostVGG and GhostCRAFT as this library found them."""

import importlib

from torch import nn

from tests.goldens.torch_narrow import NarrowNorm, narrow, replaced, with_small_head
from tests.goldens.torch_network import Network, logits


def _maps(network, pixels):
    return {"maps": network(pixels).permute(0, 2, 3, 1)}


def networks(whole):
    """Both; the narrow GhostVGGs are of another variant."""
    modules = importlib.import_module("ghost_craft")
    if whole:
        yield Network(
            "GhostVGG",
            lambda: modules.GhostVGG(modules.make_layers(modules.cfgs["D"], True)),
            logits,
        )
        yield Network("GhostCRAFT", modules.GhostCRAFT, _maps)
        return
    for name, norm in (("GhostVGG", True), ("GhostVGG plain", False)):
        yield Network(
            name,
            lambda norm=norm: with_small_head(
                modules.GhostVGG(modules.make_layers(modules.cfgs["A"], norm), init_weights=False)
            ),
            logits,
        )
    ghost, norm = modules.GhostModule, nn.BatchNorm2d

    def narrow_ghost(inputs, outputs, **options):
        with replaced(nn, BatchNorm2d=norm):
            return ghost(narrow(inputs), narrow(outputs), **options)

    def narrow_one():
        with replaced(modules, GhostModule=narrow_ghost), replaced(nn, BatchNorm2d=NarrowNorm):
            return modules.GhostCRAFT()

    yield Network("GhostCRAFT", narrow_one, _maps)
