"""A detector small enough to build, export and load in seconds, sure of what it sees."""

import keras
import numpy as np

from tfvision import backbones, detection, layers
from tfvision.detection.predictor import Detector

LABELS = ("car", "Kennzeichen ä", "plate")


@keras.saving.register_keras_serializable(package="tests")
class TwoConvolutions(backbones.Backbone):
    """Feature maps at the strides 8 and 16, with batch normalization."""

    def __init__(self, fused=False, frozen=None, **kwargs):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        shared = {"padding": "torch", "norm": not fused}
        self.normalize = layers.ImageNormalization("tf", name="normalization")
        self.fine = layers.ConvNormAct(8, 5, name="fine", strides=8, **shared)
        self.coarse = layers.ConvNormAct(12, 3, name="coarse", strides=2, **shared)
        self.strides = {"fine": 8, "coarse": 16}
        self.stages = [self.fine, self.coarse]
        self._finish()

    def build(self, input_shape):
        self.fine.build(input_shape)
        self.coarse.build((None, None, None, 8))

    def call(self, images, training=None):
        fine = self.fine(self.normalize(images), training=training)  # [B, h, w, 8]
        return {"fine": fine, "coarse": self.coarse(fine, training=training)}


def tiny_ssd(image_size=(48, 64), seed=1, classes=3):
    """An SSD with random weights, and scores that differ between its boxes."""
    keras.utils.set_random_seed(seed)
    levels = (detection.Level("fine", (12, 20), (2,)), detection.Level("coarse", (24,), (2,)))
    model = detection.SSD(TwoConvolutions(), classes, levels, image_size=image_size)
    random = np.random.default_rng(seed)
    for variable in model.weights:
        spread = random.uniform(0.5, 1.5, variable.shape)
        if "kernel" in variable.path and "logits" in variable.path:
            spread *= 8  # Far apart: rounding must not change an order.
        variable.assign(variable * spread + (0.05 * spread if "moving" in variable.path else 0))
    return model


def tiny_detector(score_threshold=0.3, **options):
    return Detector(tiny_ssd(), LABELS, score_threshold=score_threshold, **options)
