"""An exported model as the predictor that it was written from."""

import json

import numpy as np
import tensorflow as tf

from tfvision.images.predictor import Predictor
from tfvision.serving.bfloat16_signatures import Bfloat16Signatures
from tfvision.serving.saved_model import LABELS, SETTINGS, labels_in


class SavedPredictor(Predictor):
    """A SavedModel of ours behind `predict` and `predict_files`, with the labels it brings.

    Args:
        folder: `pathlib.Path` of one version.
        batch_size: Most images of one run.
        bfloat16: See `load`.

    Raises: ValueError if the SavedModel is not one of ours.
    """

    def __init__(self, folder, batch_size=16, *, bfloat16=False):
        # The whole object is kept: its signatures alone would lose their variables.
        self.saved_model = tf.saved_model.load(str(folder))
        self.signatures = self.saved_model.signatures
        if not ((folder / LABELS).is_file() and (folder / SETTINGS).is_file()):
            raise ValueError(f"{folder}: a SavedModel, but not of tfvision.serving.export")
        if bfloat16:
            self.signatures = Bfloat16Signatures(folder, self.signatures)
        self.settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        self.task = task_of(self.settings)
        super().__init__(labels_in(folder), batch_size)
        self.folder = folder
        if self.task == "detection":
            self.image_size = tuple(self.settings["image_size"])

    def __str__(self):
        return str(self.folder)

    def answer(self, images):
        """`serving_default` on uint8 `[B, H, W, 3]`, inside a graph or outside."""
        answer = dict(self.signatures["serving_default"](images=images))
        answer.pop("names", None)  # `predict` names labels itself, as text; characters have none.
        return answer

    def run(self, images):
        """What `answer` gives for NumPy images; float pixels are rounded."""
        if images.dtype != np.uint8:
            images = np.rint(images).astype(np.uint8)
        return {name: values.numpy() for name, values in self.answer(tf.constant(images)).items()}


def task_of(settings):
    """The task of an export, by what it notes."""
    return settings.get("task", "detection")  # At first there was no other.
