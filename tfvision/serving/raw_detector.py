"""An exported detector below the score that it answers from: what a measurement needs."""

import numpy as np
import tensorflow as tf

from tfvision.detection.codec import Codec
from tfvision.geometry import boxes
from tfvision.images.predictor import Predictor
from tfvision.images.resize import resize
from tfvision.serving.saved_model import EXTRA
from tfvision.serving.saved_predictor import SavedPredictor

_BOXES = "default_boxes.npy"


class RawDetector(Predictor):
    """Decodes what the signature `raw` of an exported model gives, down to its codec's threshold.

    Average precision counts detections of every score; the other signatures leave out those below
    the threshold of the export.

    Args:
        saved: A `SavedPredictor` of a detector.
        score_threshold: Detections below it are dropped, in [0, 1]; None: below the codec's own.

    Raises: ValueError if the export does not hold what decoding needs.
    """

    def __init__(self, saved, score_threshold=None):
        super().__init__(saved.labels, saved.batch_size)
        file = saved.folder / EXTRA / _BOXES
        if not file.is_file() or "codec" not in saved.settings:
            raise ValueError(
                f"{saved.folder}: holds no default boxes, so its raw outputs cannot be decoded; "
                "export it again"
            )
        self.saved, self.folder = saved, saved.folder
        self.image_size = tuple(saved.settings["image_size"])
        config = dict(saved.settings["codec"])
        if score_threshold is not None:
            config["score_threshold"] = max(score_threshold, config["score_threshold"])
        self.codec = Codec(np.load(file), **config)
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


def answering_from(saved, score):
    """A detector that answers down to a score: `saved` itself, or its `raw` outputs decoded.

    `saved` it is, too, where it is no `SavedPredictor`, or brings no default boxes.
    """
    if score >= saved.settings["score_threshold"] or not isinstance(saved, SavedPredictor):
        return saved
    return RawDetector(saved, score) if (saved.folder / EXTRA / _BOXES).is_file() else saved
