"""The detector: images of any size in, boxes in their own pixels out."""

import tensorflow as tf

from tfvision.detection.codec import Codec
from tfvision.geometry import boxes
from tfvision.images.predictor import Predictor
from tfvision.images.resize import resize


class Detector(Predictor):
    """Finds the objects of images with a trained model: resize, network, decode, pixels.

    All of it is one TensorFlow graph that is traced once for each type of pixels, whatever the
    sizes of the images; `tfvision.serving.export` writes that same graph.

    Args:
        model: An `SSD`.
        labels: Names of its classes, in their order; None: "class_0", "class_1", …
        codec: How its outputs are decoded; None: `Codec(model.default_boxes)`.
        score_threshold: Detections below it are dropped, in [0, 1]; so are those below the codec's.
        batch_size: Most images of one run of `predict` and `predict_files`.

    Raises: TypeError if `model` is no SSD; ValueError if `labels`, `codec` or `score_threshold` do
        not fit.

    Example:
        >>> from tfvision import detection
        >>> detector = Detector(detection.ssdlite_mobilenet_v2(classes=2), ["car", "plate"])
        >>> sorted(detector.predict(tf.zeros([360, 640, 3], tf.uint8)))
        ['box', 'label', 'name', 'num_detections', 'score']
    """

    def __init__(self, model, labels=None, codec=None, score_threshold=0.3, *, batch_size=16):
        for attribute in ("image_size", "default_boxes", "classes"):
            if not hasattr(model, attribute):
                raise TypeError(f"model must be a detection.SSD, got {type(model).__name__}")
        if labels is None:
            labels = [f"class_{i}" for i in range(model.classes)]
        if isinstance(labels, str) or len(labels) != model.classes:
            raise ValueError(f"labels must name the {model.classes} classes, got {labels!r}")
        if not 0 <= score_threshold <= 1:
            raise ValueError(f"score_threshold must be in [0, 1], got {score_threshold}")
        super().__init__(labels, batch_size)
        self.model, self.image_size = model, tuple(model.image_size)
        self.score_threshold = score_threshold
        self.own_codec = codec or Codec(model.default_boxes)  # Down to its own lowest score.
        self.codec = self._strict(self.own_codec)
        self._traced = {
            dtype: tf.function(
                self.detect, [tf.TensorSpec([None, None, None, 3], dtype)], autograph=False
            )
            for dtype in (tf.uint8, tf.float32)
        }

    def detect(self, images, sizes_hw=None):
        """Finds objects inside a graph.

        Args:
            images: `[B, H, W, 3]` uint8 or float in [0, 255].
            sizes_hw: `[B, 2]`, the sizes whose pixels the boxes are given in; None: `(H, W)`.

        Returns: dict `boxes` `[B, N, 4]` px xyxy, `scores` `[B, N]`, `labels` `[B, N]` int32 with
            -1 as padding, `num_detections` `[B]`; best first, `N` is the codec's `max_detections`.
        """
        if sizes_hw is None:
            shape = tf.shape(images)
            sizes_hw = tf.tile(shape[None, 1:3], [shape[0], 1])  # [B, 2]
        outputs = self.model(self.prepare(images), training=False)
        return self.finish(outputs, sizes_hw)

    def prepare(self, images):
        """Images of any size `[B, H, W, 3]` or `[H, W, 3]` to the model's, float32."""
        return resize(images, self.model.image_size)

    def finish(self, outputs, sizes_hw):
        """The model's outputs to detections in pixels of images of `sizes_hw` `[B, 2]`."""
        found = self.codec.decode(outputs)
        return {**found, "boxes": boxes.to_pixels(found["boxes"], sizes_hw)}

    def run(self, images):
        """What `detect` finds in NumPy images, as NumPy arrays."""
        found = self._traced[tf.as_dtype(images.dtype)](images)
        return {name: values.numpy() for name, values in found.items()}

    def settings(self):
        """What an export notes of the detector, for JSON."""
        return {
            "task": "detection",
            "score_threshold": self.score_threshold,
            "codec": self.own_codec.get_config(),
        }

    def arrays(self):
        """What an export keeps beside that: the boxes, with which `raw` outputs are decoded."""
        return {"default_boxes": self.own_codec.default_boxes}

    def _strict(self, codec):
        """The codec, with its threshold raised to the detector's: suppression then has less to do.

        Raises: ValueError if it was made for other default boxes.
        """
        ours, theirs = len(self.model.default_boxes), len(codec.default_boxes)
        if ours != theirs:
            raise ValueError(f"codec must be made for the model's {ours} boxes, got {theirs}")
        threshold = max(self.score_threshold, codec.score_threshold)
        config = {**codec.get_config(), "score_threshold": threshold}
        return type(codec)(codec.default_boxes, **config)
