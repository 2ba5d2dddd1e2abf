"""Detection: SSD from annotated images to boxes."""

from tfvision.detection.architectures import ssd300_vgg16, ssd512_vgg16
from tfvision.detection.codec import Codec
from tfvision.detection.dataset import Annotations, Sample, read
from tfvision.detection.default_boxes import Level, default_boxes
from tfvision.detection.evaluate import EvaluateDetections
from tfvision.detection.extras import Extra
from tfvision.detection.geometries import published
from tfvision.detection.heads import Head
from tfvision.detection.lite import Lite
from tfvision.detection.loss import ClassLoss, OffsetLoss
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.mobilenets import (
    ssd_mobilenet_v1,
    ssdlite_mobilenet_v2,
    ssdlite_mobilenet_v3,
)
from tfvision.detection.model import SSD
from tfvision.detection.predictor import Detector
from tfvision.detection.tfds import from_tfds
from tfvision.detection.top_down import TopDown
from tfvision.images.problems import DataError

__all__ = [
    "SSD",
    "Annotations",
    "ClassLoss",
    "Codec",
    "DataError",
    "Detector",
    "EvaluateDetections",
    "Extra",
    "Head",
    "Level",
    "Lite",
    "MeanAveragePrecision",
    "OffsetLoss",
    "Sample",
    "TopDown",
    "default_boxes",
    "from_tfds",
    "published",
    "read",
    "ssd300_vgg16",
    "ssd512_vgg16",
    "ssd_mobilenet_v1",
    "ssdlite_mobilenet_v2",
    "ssdlite_mobilenet_v3",
]
