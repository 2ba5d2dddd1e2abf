"""Published networks made narrow, so that their goldens are small."""

import contextlib

from torch import nn


def narrow(channels):
    """A quarter of a network's channels."""
    return channels if channels <= 3 else max(8, channels // 4)


class NarrowConvolution(nn.Conv2d):
    """A quarter as wide as it is asked to be."""

    def __init__(self, inputs, outputs, *rest, **options):
        super().__init__(narrow(inputs), narrow(outputs), *rest, **options)


class NarrowNorm(nn.BatchNorm2d):
    """A quarter as wide as it is asked to be."""

    def __init__(self, channels):
        super().__init__(narrow(channels))


@contextlib.contextmanager
def replaced(module, **attributes):
    """Gives attributes of a module other values for a while."""
    kept = {name: getattr(module, name) for name in attributes}
    vars(module).update(attributes)
    try:
        yield
    finally:
        vars(module).update(kept)


def with_small_head(network):
    """VGG with the same three dense layers, only narrower."""
    network.classifier[0] = nn.Linear(512 * 49, 9)
    network.classifier[3] = nn.Linear(9, 6)
    network.classifier[6] = nn.Linear(6, 4)
    return network
