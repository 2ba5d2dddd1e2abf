"""CRAFT of clovaai."""

import importlib

import torchvision
from torch import nn

from tests.goldens.torch_narrow import NarrowConvolution, NarrowNorm, replaced
from tests.goldens.torch_network import Network


def _answers(network, pixels):
    return {"maps": network(pixels)[0]}


def networks(whole):
    """CRAFT, a quarter as wide unless whole."""
    torchvision.models.vgg.model_urls = {"vgg16_bn": ""}
    make = importlib.import_module("craft").CRAFT

    def narrow_one():
        with replaced(nn, Conv2d=NarrowConvolution, BatchNorm2d=NarrowNorm):
            return make()

    yield Network("CRAFT", make if whole else narrow_one, _answers)
