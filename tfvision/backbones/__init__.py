"""Backbones: from images to a dict of named feature maps with their strides."""

from tfvision.backbones.applications import Application
from tfvision.backbones.backbone import Backbone
from tfvision.backbones.efficientnet import EfficientNet
from tfvision.backbones.ghost_vgg import GhostVGG
from tfvision.backbones.imagenet import load_imagenet
from tfvision.backbones.mobilenet_v1 import MobileNetV1
from tfvision.backbones.mobilenet_v2 import MobileNetV2
from tfvision.backbones.mobilenet_v3 import MobileNetV3
from tfvision.backbones.vgg import VGG

__all__ = [
    "VGG",
    "Application",
    "Backbone",
    "EfficientNet",
    "GhostVGG",
    "MobileNetV1",
    "MobileNetV2",
    "MobileNetV3",
    "load_imagenet",
]
