"""Layers that the networks are made of."""

from tfvision.layers.adaptive_pooling import AdaptiveAveragePooling2D
from tfvision.layers.batch_normalization import BatchNormalization
from tfvision.layers.bneck import Bneck
from tfvision.layers.conv_norm_act import ConvNormAct
from tfvision.layers.deform_conv import DeformConv2D
from tfvision.layers.deform_roi_pool2d import DeformRoIPool2D
from tfvision.layers.deformable_convolution import deform_conv2d
from tfvision.layers.deformable_roi_pooling import deform_roi_pool
from tfvision.layers.doubled_ghost import DoubledGhost
from tfvision.layers.fold import fold
from tfvision.layers.ghost import GhostModule
from tfvision.layers.image_normalization import ImageNormalization
from tfvision.layers.inverted_residual import InvertedResidual
from tfvision.layers.l2_normalization import L2Normalization
from tfvision.layers.litert import for_litert
from tfvision.layers.mbconv import MBConv
from tfvision.layers.offset_statistics import OffsetStatistics
from tfvision.layers.squeeze_excite import SqueezeExcite
from tfvision.layers.stochastic_depth import StochasticDepth

__all__ = [
    "AdaptiveAveragePooling2D",
    "BatchNormalization",
    "Bneck",
    "ConvNormAct",
    "DeformConv2D",
    "DeformRoIPool2D",
    "DoubledGhost",
    "GhostModule",
    "ImageNormalization",
    "InvertedResidual",
    "L2Normalization",
    "MBConv",
    "OffsetStatistics",
    "SqueezeExcite",
    "StochasticDepth",
    "deform_conv2d",
    "deform_roi_pool",
    "fold",
    "for_litert",
]
