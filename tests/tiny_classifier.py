"""A classifier small enough to build, export and load in seconds, sure of what it sees."""

import keras
import numpy as np

from tests.tiny_detector import TwoConvolutions
from tfvision.classification.model import Classifier
from tfvision.classification.predictor import ClassPredictor

LABELS = ("cat", "Hündin ä", "fox")


def tiny_model(classes=3, seed=1):
    """A `Classifier` with random weights, whose classes differ in their scores."""
    keras.utils.set_random_seed(seed)
    model = Classifier(TwoConvolutions(), classes, image_size=(48, 64))
    random = np.random.default_rng(seed)
    for variable in model.weights:
        spread = random.uniform(0.5, 1.5, variable.shape)
        if variable.path.endswith("logits/kernel"):
            spread *= 4  # Far apart: rounding must not change an order.
        variable.assign(variable * spread + (0.05 * spread if "moving" in variable.path else 0))
    return model


def tiny_classifier(top=2, **options):
    return ClassPredictor(tiny_model(), LABELS, top, **options)
