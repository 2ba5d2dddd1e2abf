"""Copying the weights of a network of keras.applications into our backbone of the same name."""

import keras
import numpy as np

from tfvision.backbones.efficientnet import EfficientNet
from tfvision.backbones.mobilenet_v2 import MobileNetV2
from tfvision.backbones.pixel_layers import pixel_mode
from tfvision.backbones.vgg import VGG
from tfvision.layers.image_normalization import MODES


def copy_application(backbone, network):
    """Copies the weights of the same network in `keras.applications`, layer by layer.

    Outputs are then equal to that network's. A different epsilon is made up for in the moving
    variances. Where the network normalises its pixels itself, the backbone must do as it does.

    The published files of EfficientNetB0 … B7 hold the deviations of the pixels where Keras's layer
    expects variances. Keras mends that with one more layer, but only where it downloads them
    itself; here they are understood either way.

    The fc6 and fc7 of a reduced VGG are thinned out from the classifier's dense layers. A network
    without the classifier leaves these two as they are: random, in a new backbone.

    Args:
        backbone: An `EfficientNet`, `MobileNetV2` or `VGG` that is not fused.
        network: What the function of `keras.applications` returned, with or without classifier.

    Returns: `backbone`.
    Raises: ValueError for another or a fused backbone, another network, or one that normalises its
        pixels otherwise.
    """
    copied_layers(backbone, network)
    return backbone


def copied_layers(backbone, network):
    """As `copy_application`; returns the layers of `network` whose weights were taken."""
    if backbone.fused:
        raise ValueError(
            f"backbone must not be fused: load first, then call fuse(); got {backbone.name}"
        )
    copy = _COPIES.get(type(backbone))
    if copy is None:
        known = ", ".join(kind.__name__ for kind in _COPIES)
        raise ValueError(f"backbone must be one of {known}, got {type(backbone).__name__}")
    mode = pixel_mode(network)
    if mode not in (None, backbone.normalization):
        raise ValueError(
            f'{network.name} normalises its pixels as normalization="{mode}" does, '
            f"{backbone.name} was made with normalization={backbone.normalization!r}"
        )
    reader = _Reader(backbone, network)
    copy(backbone, reader)
    if left := reader.unread():
        raise ValueError(f"{backbone.name} has no layers for {network.name}'s {', '.join(left)}")
    return [layer for name, layer in reader.layers.items() if name in reader.read]


DECIMATION = 4  # Of the filters of VGG's dense layers, so many make one of fc6 and fc7


class _Reader:
    """Hands out the weights of a Keras network by the names of its layers, and remembers which."""

    def __init__(self, backbone, network):
        self.backbone = backbone
        self.layers = {layer.name: layer for layer in network.layers if layer.weights}
        self.network = network
        self.read = set()

    def layer(self, name, for_layer):
        if name not in self.layers:
            raise ValueError(
                f"{self.network.name} has no layer {name} for {self.backbone.name}'s "
                f"{for_layer.name}"
            )
        self.read.add(name)
        return self.layers[name]

    def copy(self, convolution, normalization, layer):
        """Copies one convolution (and its normalization) by name into a `ConvNormAct`."""
        given = self.layer(convolution, layer).get_weights()
        self.check(layer.plain_weights(), given, convolution, layer.name)
        layer.set_plain_weights(given)
        if normalization is not None:
            given = self.layer(normalization, layer)
            gamma, beta, mean, variance = given.get_weights()
            variance = np.maximum(variance + given.epsilon - layer.epsilon, 0.0)
            layer.normalization.set_weights([gamma, beta, mean, variance])

    def copy_dense(self, name, layer):
        """Copies a 1x1 convolution into a dense layer."""
        kernel, bias = self.layer(name, layer).get_weights()
        self.check(layer.get_weights(), [kernel[0, 0], bias], name, layer.name)
        layer.set_weights([kernel[0, 0], bias])

    def check(self, weights, given, name, title):
        if [value.shape for value in given] != [value.shape for value in weights]:
            raise ValueError(
                f"{self.backbone.name}'s {title} has a kernel of shape {weights[0].shape}, "
                f"the weights' {name} one of {given[0].shape}"
            )

    def unread(self):
        """Returns the layers whose weights nobody asked for, but for the classifier's."""
        return [
            name
            for name, layer in self.layers.items()
            if name not in self.read
            and not isinstance(layer, keras.layers.Normalization | keras.layers.Dense)
        ]


def _copy_efficientnet(backbone, reader):
    reader.copy("stem_conv", "stem_bn", backbone.stem)
    for block in backbone.blocks:
        name = block.name
        if block.expand is not None:
            reader.copy(f"{name}_expand_conv", f"{name}_expand_bn", block.expand)
        reader.copy(f"{name}_dwconv", f"{name}_bn", block.depthwise)
        if block.squeeze_excite is not None:
            reader.copy_dense(f"{name}_se_reduce", block.squeeze_excite.reduce)
            reader.copy_dense(f"{name}_se_expand", block.squeeze_excite.expand)
        reader.copy(f"{name}_project_conv", f"{name}_project_bn", block.project)
    reader.copy("top_conv", "top_bn", backbone.top)


def _copy_mobilenet_v2(backbone, reader):
    reader.copy("Conv1", "bn_Conv1", backbone.first)
    for block in backbone.blocks:
        for part in (block.expand, block.depthwise, block.project):
            if part is not None:
                name = f"{block.name}_{part.name}"
                reader.copy(name, f"{name}_BN", part)
    reader.copy("Conv_1", "Conv_1_bn", backbone.last)


def _copy_vgg(backbone, reader):
    check_vgg(backbone)
    for stage, convolutions in enumerate(backbone.convolutions, 1):
        for index, layer in enumerate(convolutions, 1):
            reader.copy(f"block{stage}_conv{index}", None, layer)
    if not MODES[backbone.normalization].bgr:
        # Keras's weights expect BGR.
        first = backbone.convolutions[0][0]
        kernel, bias = first.plain_weights()
        first.set_plain_weights([kernel[:, :, ::-1], bias])
    if backbone.reduced and "fc1" in reader.layers:
        for name, layer in (("fc1", backbone.fc6), ("fc2", backbone.fc7)):
            kernel, bias = reader.layer(name, layer).get_weights()
            side = 7 if name == "fc1" else 1
            kernel = kernel.reshape(side, side, -1, kernel.shape[-1])
            layer.set_plain_weights([decimated(kernel), bias[::DECIMATION]])


_COPIES = {
    EfficientNet: _copy_efficientnet,
    MobileNetV2: _copy_mobilenet_v2,
    VGG: _copy_vgg,
}


def check_vgg(backbone):
    """Raises a ValueError for a VGG that `keras.applications` does not have."""
    if backbone.variant not in ("16", "19") or backbone.batch_norm:
        raise ValueError(
            "keras.applications has weights of VGG 16 and 19 without batch normalization only, got "
            f"variant={backbone.variant!r}, batch_norm={backbone.batch_norm}"
        )


def decimated(kernel):
    """The kernel of fc6 or fc7 out of that of VGG's dense layer, `[h, w, C, F]`.

    Of the filters every fourth stays; of the first layer's taps every third, of the second's
    channels those that the first kept.
    """
    channels = slice(None) if len(kernel) > 1 else slice(None, None, DECIMATION)
    return kernel[::3, ::3, channels, ::DECIMATION]
