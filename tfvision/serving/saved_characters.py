"""An exported detector of characters: the network of the SavedModel, decoded as in memory."""

import tensorflow as tf

from tfvision.serving.saved_predictor import SavedPredictor
from tfvision.text.codec import Codec
from tfvision.text.predictor import OPTIONS, CharacterDetector
from tfvision.text.region import STRIDE


class SavedCharacters(SavedPredictor):
    """A SavedModel of ours that finds characters, behind `predict` and `predict_files`.

    Unlike the signature `serving_default` it tells lines and readings apart, and cuts large images
    into tiles.

    Args:
        folder: `pathlib.Path` of one version.
        batch_size: Most images of one run.
        bfloat16: See `load`.

    Raises: ValueError if the SavedModel is not one of ours.
    """

    def __init__(self, folder, batch_size=16, *, bfloat16=False):
        super().__init__(folder, batch_size, bfloat16=bfloat16)
        self._detector = self.detector()

    def detector(self, **options):
        """A `CharacterDetector` as it was exported, but for these arguments."""
        exported = as_exported(self.settings, self.batch_size)
        return CharacterDetector(_Network(self), **{**exported, **options})

    def run(self, images):
        """What `CharacterDetector.run` finds."""
        return self._detector.run(images)


def as_exported(settings, batch_size):
    """Arguments of the `CharacterDetector` that an export was written from, by what it notes."""
    options = {name: settings[name] for name in OPTIONS if name in settings}
    return options | {"codec": Codec(**settings["codec"]), "batch_size": batch_size}


class _Network:
    """The network of a SavedModel as a detector calls it."""

    stride = STRIDE

    def __init__(self, saved):
        self.channels = saved.settings["outputs"]
        self._signatures = saved.signatures
        self._saved = saved  # Signatures alone would lose their variables.

    def __call__(self, images, training=False):
        signature = self._signatures["heat_map" if images.dtype == tf.uint8 else "raw"]
        return signature(images=images)["heat_map"]
