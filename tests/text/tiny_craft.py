"""A CRAFT of seven convolutions, for tests in which it matters that there is one, not which."""

import keras

from tfvision.backbones import Backbone
from tfvision.layers import ConvNormAct, ImageNormalization
from tfvision.text.model import CRAFT


@keras.saving.register_keras_serializable(package="tests")
class Halved(Backbone):
    """Two convolutions, which are traced, saved and loaded in a moment."""

    def __init__(self, fused=False, frozen=None, **kwargs):
        super().__init__(fused, frozen, **kwargs)
        self.normalize = ImageNormalization("torch")
        self.stages = [
            ConvNormAct(8, strides=2, padding="torch", norm=not fused, name=name) for name in "ab"
        ]
        self.strides = {"a": 2, "b": 4}
        self._finish()

    def call(self, images, training=None):
        fine = self.stages[0](self.normalize(images), training=training)
        return {"a": fine, "b": self.stages[1](fine, training=training)}


def tiny_craft(outputs=1, **options):
    """Made anew, so that a test may change it."""
    return CRAFT(Halved(), outputs, filters=(8,), **options)
