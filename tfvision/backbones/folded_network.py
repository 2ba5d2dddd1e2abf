"""Copying the weights of functional networks, with batch normalization folded or as it is."""

import keras
import numpy as np

_CONVOLUTIONS = (
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
)


def without_normalization(network):
    """Returns a copy, with weights of its own, whose convolutions have a bias instead.

    A normalization that does not follow a convolution, or whose convolution others read too, stays.
    """
    pairs = foldable(network)
    convolutions = set(pairs.values())

    def copy_of(layer):
        config = layer.get_config()
        if layer.name in pairs:
            return keras.layers.Identity(name=layer.name, dtype=layer.dtype_policy)
        if layer.name in convolutions:
            config["use_bias"] = True
        return type(layer).from_config(config)

    def call(layer, *inputs, **keywords):
        # The graph remembers the mask that a normalization would have taken.
        is_replaced = isinstance(layer, keras.layers.Identity)
        return layer(*inputs) if is_replaced else layer(*inputs, **keywords)

    return keras.models.clone_model(network, clone_function=copy_of, call_function=call)


def copy_folded(source, target):
    """Copies weights to `target`, which is `without_normalization` of the same network."""
    pairs = foldable(source)
    norms = {name: source.get_layer(norm) for norm, name in pairs.items()}
    for layer, copy in zip(source.layers, target.layers, strict=True):
        if layer.name in norms:
            copy.set_weights(_folded(layer, norms[layer.name]))
        elif layer.name not in pairs:
            set_weights(copy, layer.get_weights())


def copy_weights(source, target):
    """Copies weights to `target`, the same network up to layers that have none."""
    sources, copies = ([x for x in network.layers if x.weights] for network in (source, target))
    for layer, copy in zip(sources, copies, strict=True):
        set_weights(copy, layer.get_weights())


def set_weights(layer, weights):
    """Sets a layer's weights, and what Keras's `Normalization` keeps beside them."""
    layer.set_weights(weights)
    if isinstance(layer, keras.layers.Normalization):
        layer.finalize_state()


def foldable(network):
    """Returns the normalizations that can be folded, each with the convolution before it.

    It must be the convolution's only reader.

    Returns: dict of the normalization's name -> the convolution's.
    """
    readers = {}
    for operation in network.operations:
        if not isinstance(operation, keras.layers.InputLayer):
            for tensor in keras.tree.flatten(operation.input):
                readers.setdefault(id(tensor), []).append(operation)
    kept = {id(tensor) for tensor in network.outputs}
    pairs = {}
    for layer in network.layers:
        if type(layer) in _CONVOLUTIONS and layer.activation is keras.activations.linear:
            following = readers.get(id(layer.output), [])
            is_normalized = [type(reader) for reader in following] == [
                keras.layers.BatchNormalization
            ]
            if is_normalized and id(layer.output) not in kept:
                pairs[following[0].name] = layer.name
    return pairs


def _folded(convolution, norm):
    """Returns a convolution's weights with the normalization in its last kernel and its bias."""
    *kernels, last = convolution.get_weights()
    bias = 0.0
    if convolution.use_bias:
        bias, last = last, kernels.pop()
    mean, variance = norm.moving_mean.numpy(), norm.moving_variance.numpy()
    gamma = norm.gamma.numpy() if norm.scale else 1.0
    beta = norm.beta.numpy() if norm.center else 0.0
    scale = gamma / np.sqrt(variance + norm.epsilon)  # [C]
    shape = (-1, 1) if type(convolution) is keras.layers.DepthwiseConv2D else (-1,)
    return [*kernels, last * scale.reshape(shape), (bias - mean) * scale + beta]
