"""EfficientNet of keras.applications with random weights that carry a signal."""

import keras
import numpy as np

from tfvision.backbones.pixel_layers import DEVIATIONS


def theirs(variant, size_hw, rng, published=True, **options):
    """The network for one size; "b0" … "b7".

    Its moving statistics are those of a batch: with statistics drawn at random, the deeper ones
    make noise of the last digit.

    Args:
        published: Whether the pixels are normalised by the published mean and deviation.
        **options: Of the function in keras.applications.
    """
    function = getattr(keras.applications, f"EfficientNet{variant.upper()}")
    options = {"include_top": False, "weights": None, "input_shape": (*size_hw, 3), **options}
    network = function(**options)
    for variable in network.variables:
        if variable.path.endswith(("gamma", "beta", "bias")):
            low = 0.5 if variable.path.endswith("gamma") else -0.2
            variable.assign(rng.uniform(low, low + 1, variable.shape))
    if published:
        layer = pixel_layer(network)
        layer.set_weights([np.array([0.485, 0.456, 0.406]), np.square(DEVIATIONS), np.array(0)])
        layer.finalize_state()
    _settle(network, rng.uniform(0, 255, [4, *size_hw, 3]))
    return network


def pixel_layer(network):
    """The layer that normalises the pixels."""
    (layer,) = (x for x in network.layers if isinstance(x, keras.layers.Normalization))
    return layer


def last_of(name, network):
    """The last layer of what is called "stem", "block1a" … or "top"."""
    names = {layer.name for layer in network.layers}
    endings = ("add", "project_bn", "activation")
    return network.get_layer(next(f"{name}_{x}" for x in endings if f"{name}_{x}" in names))


def _settle(network, images):
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    network(images, training=True)
