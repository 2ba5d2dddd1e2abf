"""Weights of trained VGGs in the slices that CRAFT reads."""

import keras
import numpy as np

from tfvision import checkpoint
from tfvision.backbones import VGG, load_imagenet
from tfvision.layers import ConvNormAct, fold


def load_pretrained(backbone, weights):
    """Copies the layers conv1_1 … conv5_2 of a trained VGG16; fc6 and fc7 stay as they are.

    Args:
        backbone: A `Slices` that is not fused.
        weights: "imagenet" or the path of a weight file of `keras.applications.VGG16`, for kind
            "plain": that network has no normalization, so that it starts as one that changes
            nothing, and learns its statistics from the first step on. Or the path of a `.keras`
            file (or of a run's folder) of a model of ours whose backbone has layers of the same
            names and shapes: a `Classifier` on `VGG` or `GhostVGG`, another `CRAFT`.

    Returns: `backbone`.
    Raises: ValueError naming the layer or argument that does not fit; FileNotFoundError;
        ConnectionError if they cannot be downloaded; CheckpointError.
    """
    if backbone.fused:
        raise ValueError(
            f"backbone must not be fused: load first, then call fuse(); got {backbone.name}"
        )
    if str(weights) == "imagenet" or str(weights).endswith(".h5"):
        if backbone.kind != "plain":
            raise ValueError(
                'weights of keras.applications fit kind="plain" only, got '
                f"kind={backbone.kind!r}; a GhostVGG of one's own is given as a .keras file"
            )
        if str(weights) == "imagenet" and backbone.width != 1:  # Said before 60 MB are downloaded
            raise ValueError(
                f"weights of keras.applications are of width=1, got width={backbone.width}"
            )
        source = load_imagenet(VGG("16", normalization=backbone.normalization), weights)
    else:
        _, model = checkpoint.load_model(weights, keras.Model)
        source = getattr(model, "backbone", model)
        _check_pixels(backbone, source, weights)
    _copy(backbone, source, weights)
    return backbone


def _check_pixels(backbone, source, weights):
    theirs = getattr(source, "normalization", backbone.normalization)
    if theirs != backbone.normalization:
        raise ValueError(
            f"normalization must be {theirs!r} as that of {weights}, got {backbone.normalization!r}"
        )


def _copy(backbone, source, weights):
    layers = {layer.name: layer for layer in getattr(source, "stages", ())}
    for layer in backbone.stages:
        if layer.name.startswith("conv"):
            try:
                _copy_layer(layer, layers[layer.name])
            except (KeyError, ValueError, AttributeError) as error:
                raise ValueError(
                    f"weights {weights} have no {layer.name} like that of kind={backbone.kind!r}, "
                    f"width={backbone.width}: {error}"
                ) from None


def _copy_layer(layer, source):
    if not isinstance(layer, ConvNormAct):
        fold(source, layer)
        return
    kernel, *bias = source.plain_weights()
    zeros = np.zeros(layer.filters, "float32")
    layer.set_plain_weights([kernel, *(bias or [zeros])][: 1 + layer.convolution.use_bias])
    layer.take_offsets(source)
    if source.norm:
        layer.normalization.set_weights(source.normalization.get_weights())
    else:
        # With epsilon, divides by 1.
        ones = np.ones(layer.filters, "float32")
        layer.normalization.set_weights([ones, zeros, zeros, ones - layer.epsilon])
