"""Layers that the networks are made of."""

from tfvision.layers.batch_normalization import BatchNormalization
from tfvision.layers.conv_norm_act import ConvNormAct
from tfvision.layers.fold import fold
from tfvision.layers.image_normalization import ImageNormalization
from tfvision.layers.inverted_residual import InvertedResidual
from tfvision.layers.l2_normalization import L2Normalization
from tfvision.layers.mbconv import MBConv
from tfvision.layers.squeeze_excite import SqueezeExcite
from tfvision.layers.stochastic_depth import StochasticDepth

__all__ = [
    "BatchNormalization",
    "ConvNormAct",
    "ImageNormalization",
    "InvertedResidual",
    "L2Normalization",
    "MBConv",
    "SqueezeExcite",
    "StochasticDepth",
    "fold",
]
