"""Extra feature layers: what SSD appends to its backbone to see larger objects."""

import dataclasses

import keras

from tfvision.backbones.widths import scaled_width
from tfvision.layers import ConvNormAct, InvertedResidual


@dataclasses.dataclass(frozen=True)
class Extra:
    """One row of the table of extra layers: squeeze by 1x1, then look around by a larger kernel.

    Args:
        feature: Name of the feature map it makes, free to use in a `Level`.
        filters: Channels of that map.
        hidden: Channels between the two convolutions.
        strides: Of the second convolution.
        kernel_size: Of the second convolution.
        padding: Of the second convolution, as `ConvNormAct` takes it.
    """

    feature: str
    filters: int
    hidden: int
    strides: int = 2
    kernel_size: int = 3
    padding: str | int = "torch"

    def layer(self, lite, fused, dtype):
        """The Keras layer of this row: an inverted residual where `lite`, else two convolutions.

        Args:
            lite: A `Lite`, or False.
            fused: Made without batch normalization.
            dtype: Of the layer.
        """
        if lite:
            return InvertedResidual(
                self.filters,
                strides=self.strides,
                hidden=self.hidden,
                residual=False,
                padding=self.padding,
                kernel_size=self.kernel_size,
                activation=lite.activation,
                output_activation=lite.output_activation,
                norm=lite.norm and not fused,
                epsilon=lite.epsilon,
                momentum=lite.momentum,
                dtype=dtype,
                name=self.feature,
            )
        squeezed = self.feature.removesuffix("2") + "1"  # conv6_2 looks at conv6_1
        squeeze = ConvNormAct(self.hidden, 1, norm=False, dtype=dtype, name=squeezed)
        look = ConvNormAct(
            self.filters,
            self.kernel_size,
            strides=self.strides,
            padding=self.padding,
            norm=False,
            dtype=dtype,
            name=self.feature,
        )
        return keras.Sequential([squeeze, look], name=f"{squeezed}_{self.feature}")

    def scaled(self, width):
        """The row at a width multiplier, its channels multiples of 8 as in `scaled_width`.

        Args:
            width: Multiplier.

        Example:
            >>> Extra("conv6_2", 512, 256).scaled(0.125) == Extra("conv6_2", 64, 32)
            True
        """
        filters, hidden = (scaled_width(count, width) for count in (self.filters, self.hidden))
        return dataclasses.replace(self, filters=filters, hidden=hidden)

    def get_config(self):
        """The row as plain values, for a model's config."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        return cls(**config)


VGG300_EXTRAS = (
    Extra("conv6_2", 512, 256),
    Extra("conv7_2", 256, 128),
    Extra("conv8_2", 256, 128, strides=1, padding=0),
    Extra("conv9_2", 256, 128, strides=1, padding=0),
)
VGG512_EXTRAS = (
    Extra("conv6_2", 512, 256),
    Extra("conv7_2", 256, 128),
    Extra("conv8_2", 256, 128),
    Extra("conv9_2", 256, 128),
    Extra("conv10_2", 256, 128, strides=1, kernel_size=4, padding=1),
)
MB1_EXTRAS = (
    Extra("conv14_2", 512, 256),
    Extra("conv15_2", 256, 128),
    Extra("conv16_2", 256, 128),
    Extra("conv17_2", 256, 128),
)
LITE_EXTRAS = (
    Extra("extra_1", 512, 256),
    Extra("extra_2", 256, 128),
    Extra("extra_3", 256, 128),
    Extra("extra_4", 64, 64),
)
MB3_EXTRAS = (
    Extra("extra_1", 512, 256),
    Extra("extra_2", 256, 128),
    Extra("extra_3", 256, 128),
    Extra("extra_4", 128, 64),
)
