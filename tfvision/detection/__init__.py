"""Detection: SSD from annotated images to boxes."""

from tfvision.detection.architectures import ssd300_vgg16, ssd512_vgg16, ssdlite_mobilenet_v2
from tfvision.detection.codec import Codec
from tfvision.detection.default_boxes import Level, default_boxes
from tfvision.detection.extras import Extra
from tfvision.detection.geometries import published
from tfvision.detection.heads import Head
from tfvision.detection.loss import ClassLoss, OffsetLoss
from tfvision.detection.model import SSD

__all__ = [
    "SSD",
    "ClassLoss",
    "Codec",
    "Extra",
    "Head",
    "Level",
    "OffsetLoss",
    "default_boxes",
    "published",
    "ssd300_vgg16",
    "ssd512_vgg16",
    "ssdlite_mobilenet_v2",
]
