"""The weights of the goldens in our networks, part by part in torch's order."""

import itertools

from tests.goldens import craft_torch
from tfvision.layers import ConvNormAct, DoubledGhost


def layers_of(model):
    """All layers of a CRAFT that have weights, from the first to the last."""
    ups = itertools.chain.from_iterable(model.up_layers)
    return [*model.backbone.stages, *ups, *model.head_layers]


def fill(model):
    """Gives a CRAFT the weights that its twin in torch has."""
    convolutions, norms = [], []
    for layer in layers_of(model):
        ghost = getattr(layer, "ghost", layer)
        units = [layer] if isinstance(layer, ConvNormAct) else [ghost.primary, ghost.cheap]
        convolutions += units
        norms += [(unit.normalization, unit.filters) for unit in units if unit.norm]
        if isinstance(layer, DoubledGhost):
            norms.append((layer.normalization, layer.filters))
    for index, unit in enumerate(convolutions):
        shape = tuple(unit.convolution.kernel.shape)
        kernel, bias = craft_torch.convolution_weights(index, shape, unit.depthwise)
        weights = [kernel, bias] if unit.convolution.use_bias else [kernel]
        unit.convolution.set_weights(weights)
    for index, (norm, filters) in enumerate(norms):
        norm.set_weights(craft_torch.norm_weights(index, filters))
    return model
