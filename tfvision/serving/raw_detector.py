"""An exported detector below the score that it answers from: what a measurement needs."""

import numpy as np
import tensorflow as tf

from tfvision.detection.codec import Codec
from tfvision.geometry import boxes
from tfvision.images.predictor import Predictor
from tfvision.images.resize import resize
from tfvision.serving.saved_model import EXTRA


class RawDetector(Predictor):
    """Decodes what the signature `raw` of an exported model gives, down to its codec's threshold.

    Average precision counts detections of every score; the other signatures leave out those below
    the threshold of the export.

    Args:
        saved: A `SavedPredictor` of a detector.

    Raises: ValueError if the export does not hold what decoding needs.
    """

    def __init__(self, saved):
        super().__init__(saved.labels, saved.batch_size)
        file = saved.folder / EXTRA / "default_boxes.npy"
        if not file.is_file() or "codec" not in saved.settings:
            raise ValueError(
                f"{saved.folder}: holds no default boxes, so its raw outputs cannot be decoded; "
                "export it again"
            )
        self.saved = saved
        self.image_size = tuple(saved.settings["image_size"])
        self.codec = Codec(np.load(file), **saved.settings["codec"])
        self._traced = {
            dtype: tf.function(
                self.detect, [tf.TensorSpec([None, None, None, 3], dtype)], autograph=False
            )
            for dtype in (tf.uint8, tf.float32)
        }

    def detect(self, images):
        """Finds objects inside a graph, as `Detector.detect` does."""
        shape = tf.shape(images)
        sizes_hw = tf.tile(shape[None, 1:3], [shape[0], 1])  # [B, 2]
        outputs = self.saved.signatures["raw"](images=resize(images, self.image_size))
        found = self.codec.decode(outputs)
        return {**found, "boxes": boxes.to_pixels(found["boxes"], sizes_hw)}

    def run(self, images):
        """What `detect` finds in NumPy images, as NumPy arrays."""
        found = self._traced[tf.as_dtype(images.dtype)](images)
        return {name: values.numpy() for name, values in found.items()}
