"""Classification: from folders of images to a trained model and its answers."""

from tfvision.classification.architectures import efficientnet, ghost_vgg, transfer, vgg
from tfvision.classification.codec import Codec
from tfvision.classification.dataset import Images, Sample, read
from tfvision.classification.model import Classifier
from tfvision.images.problems import DataError

__all__ = [
    "Classifier",
    "Codec",
    "DataError",
    "Images",
    "Sample",
    "efficientnet",
    "ghost_vgg",
    "read",
    "transfer",
    "vgg",
]
