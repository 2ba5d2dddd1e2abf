"""Classification: from folders of images to a trained model and its answers."""

from tfvision.classification.architectures import efficientnet, ghost_vgg, transfer, vgg
from tfvision.classification.codec import Codec
from tfvision.classification.dataset import Images, Sample, read
from tfvision.classification.metric import ConfusionMatrix, accuracies
from tfvision.classification.model import Classifier
from tfvision.classification.predictor import ClassPredictor
from tfvision.classification.scaled_mnist_net import ScaledMNISTNet, scaled_mnist
from tfvision.classification.tfds import from_tfds
from tfvision.images.problems import DataError

__all__ = [
    "ClassPredictor",
    "Classifier",
    "Codec",
    "ConfusionMatrix",
    "DataError",
    "Images",
    "Sample",
    "ScaledMNISTNet",
    "accuracies",
    "efficientnet",
    "from_tfds",
    "ghost_vgg",
    "read",
    "scaled_mnist",
    "transfer",
    "vgg",
]
