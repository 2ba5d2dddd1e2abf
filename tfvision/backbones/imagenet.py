"""ImageNet weights of keras.applications for every backbone."""

import pathlib
import warnings

import keras
import numpy as np

from tfvision.backbones.applications import Application, function_of, read_at
from tfvision.backbones.folded_network import copy_weights, set_weights
from tfvision.backbones.mobilenet_v2 import MobileNetV2
from tfvision.backbones.vgg import VGG
from tfvision.layers.image_normalization import MODES

# Of ImageNet's pixels in [0, 1], RGB
DEVIATIONS = (0.229, 0.224, 0.225)


def load_imagenet(backbone, weights="imagenet"):
    """Copies weights of the same network in `keras.applications`, layer by layer.

    Outputs are then equal to that network's, if the backbone pads and normalises as it does.
    A different epsilon is made up for in the moving variances.

    The published files of EfficientNetB0 … B7 hold the deviations of the pixels where Keras's layer
    expects variances. Keras mends that with one more layer, but only where it downloads them
    itself; here they are mended wherever they come from.

    The fc6 and fc7 of a reduced VGG are thinned out from the classifier's dense layers. A file
    without the classifier ("notop") leaves these two as they are: random, in a new backbone.

    Args:
        backbone: A `MobileNetV2`, `VGG` or `Application` that is not fused.
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
    elif isinstance(backbone, VGG):
        _load_vgg(backbone, weights)
    elif isinstance(backbone, Application):
        _load_application(backbone, weights)
    else:
        raise ValueError(
            "backbone must be a MobileNetV2, a VGG or an Application, "
            f"got {type(backbone).__name__}"
        )
    return backbone


def _source(application, weights, tops, **options):
    """Builds the Keras network with the weights; `tops` says in which order to try include_top."""
    errors = []
    for top in tops:
        shape = (224, 224, 3) if top else (None, None, 3)
        try:
            # A file that lacks layers is one that Keras warns about.
            with warnings.catch_warnings(action="error", category=UserWarning):
                return application(include_top=top, weights=weights, input_shape=shape, **options)
        except (ValueError, KeyError, UserWarning) as error:
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


def _load_vgg(backbone, weights):
    if backbone.variant not in ("16", "19") or backbone.batch_norm:
        raise ValueError(
            "keras.applications has weights of VGG 16 and 19 without batch normalization only, got "
            f"variant={backbone.variant!r}, batch_norm={backbone.batch_norm}"
        )
    application = getattr(keras.applications, f"VGG{backbone.variant}")
    tops = (True, False) if backbone.reduced else (False, True)
    source = _source(application, weights, tops)
    for stage, convolutions in enumerate(backbone.convolutions, 1):
        for index, layer in enumerate(convolutions, 1):
            _copy(source, f"block{stage}_conv{index}", None, layer, backbone)
    if not MODES[backbone.normalization].bgr:
        # Keras's weights expect BGR.
        first = backbone.convolutions[0][0].convolution
        kernel, bias = first.get_weights()
        first.set_weights([kernel[:, :, ::-1], bias])
    if backbone.reduced and "fc1" in [layer.name for layer in source.layers]:
        backbone.fc6.convolution.set_weights(_decimated(source.get_layer("fc1"), 7, 3))
        backbone.fc7.convolution.set_weights(_decimated(source.get_layer("fc2"), 1, 1))


def _decimated(dense, size, step):
    """Returns a dense layer's weights as a convolution that keeps every `step`th tap.

    Of the output channels every fourth stays, and of the input's as many as the layer before kept.
    """
    kernel, bias = dense.get_weights()
    kernel = kernel.reshape(size, size, -1, kernel.shape[-1])[::step, ::step, :, ::4]
    channels = slice(None) if size > 1 else slice(None, None, 4)
    return [kernel[:, :, channels], bias[::4]]


def _load_application(backbone, weights):
    function = function_of(backbone.application)
    source = _source(function, weights, (False, True))
    copy_weights(read_at(source, backbone.taps)[0], backbone.network)
    for layer in backbone.network.layers:
        if isinstance(layer, keras.layers.Normalization) and layer.get_weights():
            mean, variance, *count = layer.get_weights()
            if np.allclose(variance, DEVIATIONS, atol=1e-4):
                set_weights(layer, [mean, np.square(variance), *count])


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
