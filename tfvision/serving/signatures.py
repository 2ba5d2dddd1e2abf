"""What a served model answers: its signatures, as functions of a predictor's parts."""

import tensorflow as tf

from tfvision.images.read import decode


class Served(tf.Module):
    """A predictor as TF Serving calls it; saving it makes a SavedModel.

    The predictor gives `prepare(images)`, `finish(outputs, sizes_hw)` and `labels`, as `Detector`
    does. Of the model only its variables are kept, so loading needs nothing but TensorFlow.

    Args:
        predictor: A predictor.
        model: Its model, or a folded copy of it.
        labels_file: Text file with one label a line, which the SavedModel takes along.
    """

    def __init__(self, predictor, model, labels_file):
        super().__init__()
        self._predictor, self._model = _Untracked(predictor), _Untracked(model)
        self.weights = [variable.value for variable in model.variables]
        lines = tf.lookup.TextFileInitializer(
            str(labels_file),
            key_dtype=tf.int64,
            key_index=tf.lookup.TextFileIndex.LINE_NUMBER,
            value_dtype=tf.string,
            value_index=tf.lookup.TextFileIndex.WHOLE_LINE,
        )
        self.label_names = tf.lookup.StaticHashTable(lines, default_value="")  # "" names padding.

    def signatures(self):
        """Concrete functions by the names that clients call."""
        size_hw = self._model.value.image_size
        pixels = tf.function(self.from_pixels, autograph=False)
        encoded = tf.function(self.from_bytes, autograph=False)
        outputs = tf.function(self.raw, autograph=False)
        return {
            "serving_default": pixels.get_concrete_function(
                tf.TensorSpec([None, None, None, 3], tf.uint8, name="images")
            ),
            "serving_bytes": encoded.get_concrete_function(
                tf.TensorSpec([None], tf.string, name="image_bytes")
            ),
            "raw": outputs.get_concrete_function(
                tf.TensorSpec([None, *size_hw, 3], tf.float32, name="images")
            ),
        }

    def from_pixels(self, images):
        """uint8 `[B, H, W, 3]` of any size to answers in their pixels."""
        shape = tf.shape(images)
        sizes_hw = tf.tile(shape[None, 1:3], [shape[0], 1])  # [B, 2]
        return self._answer(self._predictor.value.prepare(images), sizes_hw)

    def from_bytes(self, image_bytes):
        """Files' contents `[B]`, JPEG and PNG of mixed sizes, to answers in pixels of each."""
        size_hw = self._model.value.image_size

        def one(content):
            image = decode(content)
            return self._predictor.value.prepare(image), tf.shape(image)[:2]

        spec = tf.TensorSpec([*size_hw, 3], tf.float32), tf.TensorSpec([2], tf.int32)
        images, sizes_hw = tf.map_fn(one, image_bytes, fn_output_signature=spec)
        return self._answer(images, sizes_hw)

    def raw(self, images):
        """float32 images of the model's own size to its own outputs."""
        return self._model.value(images, training=False)

    def _answer(self, images, sizes_hw):
        answer = self._predictor.value.finish(self.raw(images), sizes_hw)
        return {**answer, "names": self.label_names.lookup(tf.cast(answer["labels"], tf.int64))}


class _Untracked:
    """Keeps an object out of the SavedModel, which would else store its Python class."""

    def __init__(self, value):
        self.value = value
