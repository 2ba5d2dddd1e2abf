"""Classification: from folders of images to a trained model and its answers."""

from tfvision.classification.architectures import efficientnet, ghost_vgg, transfer, vgg
from tfvision.classification.model import Classifier

__all__ = ["Classifier", "efficientnet", "ghost_vgg", "transfer", "vgg"]
