"""ImageNet weights of keras.applications for every backbone."""

import pathlib
import warnings

import keras
import numpy as np

from tfvision.backbones.application_weights import check_vgg, copy_application
from tfvision.backbones.applications import Application, function_of, read_at
from tfvision.backbones.efficientnet import VARIANTS, EfficientNet
from tfvision.backbones.folded_network import copy_weights, set_weights
from tfvision.backbones.mobilenet_v2 import MobileNetV2
from tfvision.backbones.pixel_layers import holds_deviations
from tfvision.backbones.vgg import VGG


def load_imagenet(backbone, weights="imagenet"):
    """Copies weights of the same network in `keras.applications`, layer by layer.

    Outputs are then equal to that network's, if the backbone pads and normalises as it does;
    `copy_application` says how that is done. A file without the classifier ("notop") leaves the fc6
    and fc7 of a reduced VGG as they are: random, in a new backbone.

    The published files of EfficientNetB0 … B7 hold the deviations of the pixels where Keras's layer
    expects variances. Keras mends that with one more layer, but only where it downloads them
    itself; here they are mended wherever they come from.

    Args:
        backbone: An `EfficientNet`, `MobileNetV2`, `VGG` or `Application` that is not fused.
        weights: Path of a weight file of that network (with or without its classifier), or
            "imagenet", which downloads it.

    Returns: `backbone`.
    Raises: ValueError for another backbone, a fused one, or a file that does not fit;
        FileNotFoundError; ConnectionError if they cannot be downloaded.
    """
    if backbone.fused:
        raise ValueError(
            f"backbone must not be fused: load first, then call fuse(); got {backbone.name}"
        )
    if weights != "imagenet" and not pathlib.Path(weights).is_file():
        raise FileNotFoundError(f'weights must be "imagenet" or a file, got {weights}')
    if isinstance(backbone, Application):
        return _load_application(backbone, weights)
    return copy_application(backbone, _same_network(backbone, weights))


def _same_network(backbone, weights):
    """Builds the network of `keras.applications` that a backbone is, with the weights."""
    if isinstance(backbone, EfficientNet):
        if VARIANTS[backbone.variant].lite:
            raise ValueError(
                "keras.applications has weights of EfficientNet b0 … b7 only, got "
                f"variant={backbone.variant!r}"
            )
        function = getattr(keras.applications, f"EfficientNet{backbone.variant.upper()}")
        return _source(function, weights)
    if isinstance(backbone, MobileNetV2):
        return _source(keras.applications.MobileNetV2, weights, alpha=backbone.alpha)
    if isinstance(backbone, VGG):
        check_vgg(backbone)
        function = getattr(keras.applications, f"VGG{backbone.variant}")
        return _source(function, weights, tops=(True, False) if backbone.reduced else (False, True))
    raise ValueError(
        "backbone must be an EfficientNet, a MobileNetV2, a VGG or an Application, got "
        f"{type(backbone).__name__}"
    )


def _source(application, weights, tops=(False, True), **options):
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
        except Exception as error:
            if type(error) is not Exception:  # What Keras raises where it cannot download
                raise
            raise ConnectionError(
                f"weights of {application.__name__} could not be downloaded: {error}; "
                "the path of a weight file can be given instead"
            ) from None
    raise ValueError(f"{weights} does not fit {application.__name__} {options}: {errors[0]}")


def _load_application(backbone, weights):
    function = function_of(backbone.application)
    source = _source(function, weights, (False, True))
    copy_weights(read_at(source, backbone.taps)[0], backbone.network)
    for layer in backbone.network.layers:
        if isinstance(layer, keras.layers.Normalization) and layer.get_weights():
            mean, variance, *count = layer.get_weights()
            if holds_deviations(layer):
                set_weights(layer, [mean, np.square(variance), *count])
    return backbone
