"""The predictor of classes: images of any size in, the best few classes of each out."""

import tensorflow as tf

from tfvision.classification.codec import Codec
from tfvision.classification.crop import evaluation_crop
from tfvision.images.predictor import Predictor


class ClassPredictor(Predictor):
    """Names what images show with a trained model: crop, network, probabilities, the best few.

    All of it is one TensorFlow graph that is traced once for each type of pixels, whatever the
    sizes of the images; `tfvision.serving.export` writes that same graph.

    Args:
        model: A `Classifier`.
        labels: Names of its classes, in their order; None: "class_0", "class_1", …
        top: How many classes are answered, best first; of fewer classes: all.
        crop_fraction: See `evaluation_crop`; as the model was measured in training.
        interpolation: See `evaluation_crop`.
        batch_size: Most images of one run of `predict` and `predict_files`.

    Raises: TypeError if `model` is no classifier; ValueError if `labels`, `top`, `crop_fraction` or
        `interpolation` do not fit.

    Example:
        >>> from tfvision import backbones, classification
        >>> backbone = backbones.MobileNetV2(alpha=0.35)
        >>> model = classification.Classifier(backbone, 3, image_size=(64, 96))
        >>> predictor = ClassPredictor(model, ["cat", "dog", "fox"], top=2)
        >>> found = predictor.predict(tf.zeros([90, 160, 3], tf.uint8))
        >>> sorted(found), found["score"].shape
        (['label', 'name', 'score'], (2,))
    """

    def __init__(
        self,
        model,
        labels=None,
        top=5,
        crop_fraction=0.875,
        *,
        interpolation="bilinear",
        batch_size=16,
    ):
        for attribute in ("image_size", "classes", "backbone"):
            if not hasattr(model, attribute) or hasattr(model, "default_boxes"):
                raise TypeError(
                    f"model must be a classification.Classifier, got {type(model).__name__}"
                )
        if labels is None:
            labels = [f"class_{i}" for i in range(model.classes)]
        if isinstance(labels, str) or len(labels) != model.classes:
            raise ValueError(f"labels must name the {model.classes} classes, got {labels!r}")
        if top < 1:
            raise ValueError(f"top must be at least 1, got {top}")
        super().__init__(labels, batch_size)
        self.model = model
        self.top = top
        self.crop_fraction = crop_fraction
        self.interpolation = interpolation
        self.codec = Codec(model.classes, top=min(top, model.classes))
        self.prepare(tf.zeros([1, 1, 3], tf.uint8))  # Refuses now what it would refuse later.
        self._traced = {
            dtype: tf.function(
                self.classify, [tf.TensorSpec([None, None, None, 3], dtype)], autograph=False
            )
            for dtype in (tf.uint8, tf.float32)
        }

    def classify(self, images):
        """Classifies inside a graph.

        Args:
            images: `[B, H, W, 3]` uint8 or float in [0, 255].

        Returns: dict `scores` `[B, top]`, probabilities, and `labels` `[B, top]` int32; best first.
        """
        return self.finish(self.model(self.prepare(images), training=False))

    def prepare(self, images):
        """Images of any size `[B, H, W, 3]` or `[H, W, 3]` to the model's, float32."""
        cropped = evaluation_crop(
            images, self.model.image_size, self.crop_fraction, self.interpolation
        )
        return tf.cast(cropped, tf.float32)

    def finish(self, outputs, sizes_hw=None):
        """The model's outputs to its answer; it speaks of no pixels and needs no `sizes_hw`."""
        logits = outputs["logits"] if isinstance(outputs, dict) else outputs
        return self.codec.decode(logits)

    def run(self, images):
        """What `classify` answers for NumPy images, as NumPy arrays."""
        found = self._traced[tf.as_dtype(images.dtype)](images)
        return {name: values.numpy() for name, values in found.items()}

    def settings(self):
        """What an export notes of the predictor, for JSON."""
        return {
            "task": "classification",
            "top": self.codec.top,
            "crop_fraction": self.crop_fraction,
            "interpolation": self.interpolation,
        }

    def arrays(self):
        """What an export keeps beside that: nothing."""
        return {}
