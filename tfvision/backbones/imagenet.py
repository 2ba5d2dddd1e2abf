"""Weights of keras.applications for our own VGG and MobileNetV2."""

import pathlib

import keras
import numpy as np

from tfvision.backbones.mobilenet_v2 import MobileNetV2


def load_imagenet(backbone, weights="imagenet"):
    """Copies weights of the same network in `keras.applications`, layer by layer.

    Outputs are then equal to that network's, if the backbone pads and normalises as it does.
    A different epsilon is made up for in the moving variances.

    Args:
        backbone: A `MobileNetV2` or `VGG` that is not fused.
        weights: Path of a weight file of that network (with or without its classifier), or
            "imagenet", which downloads it.

    Returns: `backbone`.
    Raises: ValueError for another backbone, a fused one, or a file that does not fit;
        FileNotFoundError.
    """
    if backbone.fused:
        raise ValueError(
            f"backbone must not be fused: load first, then call fuse(); got {backbone.name}"
        )
    if weights != "imagenet" and not pathlib.Path(weights).is_file():
        raise FileNotFoundError(f'weights must be "imagenet" or a file, got {weights}')
    if isinstance(backbone, MobileNetV2):
        _load_mobilenet_v2(backbone, weights)
    else:
        raise ValueError(f"backbone must be a MobileNetV2 or a VGG, got {type(backbone).__name__}")
    return backbone


def _source(application, weights, tops, **options):
    """Builds the Keras network with the weights; `tops` says in which order to try include_top."""
    errors = []
    for top in tops:
        shape = (224, 224, 3) if top else (None, None, 3)
        try:
            return application(include_top=top, weights=weights, input_shape=shape, **options)
        except (ValueError, KeyError) as error:
            errors.append(str(error))
    raise ValueError(f"{weights} does not fit {application.__name__} {options}: {errors[0]}")


def _load_mobilenet_v2(backbone, weights):
    application = keras.applications.MobileNetV2
    source = _source(application, weights, (False, True), alpha=backbone.alpha)
    _copy(source, "Conv1", "bn_Conv1", backbone.first, backbone)
    for block in backbone.blocks:
        for part in (block.expand, block.depthwise, block.project):
            if part is not None:
                name = f"{block.name}_{part.name}"
                _copy(source, name, f"{name}_BN", part, backbone)
    _copy(source, "Conv_1", "Conv_1_bn", backbone.last, backbone)


def _copy(source, convolution, normalization, layer, backbone):
    """Copies one convolution (and its normalization) by name into a `ConvNormAct`."""
    kernel, *bias = source.get_layer(convolution).get_weights()
    kernels = layer.convolution.get_weights()
    if kernel.shape != kernels[0].shape:
        raise ValueError(
            f"{backbone.name}'s {layer.name} has a kernel of shape {kernels[0].shape}, "
            f"the weights' {convolution} one of {kernel.shape}"
        )
    layer.convolution.set_weights([kernel, *bias])
    if normalization is not None:
        given = source.get_layer(normalization)
        gamma, beta, mean, variance = given.get_weights()
        variance = np.maximum(variance + given.epsilon - layer.epsilon, 0.0)
        layer.normalization.set_weights([gamma, beta, mean, variance])
