"""What a served model answers: its signatures, as functions of a predictor's parts."""

import keras
import tensorflow as tf

from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read import decode

_MOST_BYTES = 400_000_000  # Of constants: VGG-16's 553 MB were not written in 100 s.


class Served(tf.Module):
    """A predictor as TF Serving calls it; saving it makes a SavedModel.

    The predictor gives `answered(network, images)`, `prepare(images)`, `finish(outputs, sizes_hw)`,
    `labels` and `output_name`, as `Detector` and `ClassPredictor` do. Of the model only its
    variables are kept, so loading needs nothing but TensorFlow.

    Args:
        predictor: A predictor.
        model: Its model, or a folded copy of it.
        labels_file: Text file with one label a line, which the SavedModel takes along.
        half: Whether kernels are stored in float16. They become float32 before it is computed
            with, which costs a processor nothing that shows.
        constant: Whether weights are constants of the graph, and no variables beside it.
        most_pixels: A file that promises more is not decoded.

    Raises: ValueError for weights that cannot be constants: they are too many for a graph, or are
        to be stored in float16.
    """

    def __init__(
        self,
        predictor,
        model,
        labels_file,
        *,
        half=False,
        constant=False,
        most_pixels=MOST_PIXELS,
    ):
        super().__init__()
        if constant:
            _check_constant(model, half)
        values = [(each, each.numpy()) for each in model.variables] if constant else []
        self._constants = _Untracked(values)
        self._most_pixels = _Untracked(most_pixels)
        self._predictor, self._model = _Untracked(predictor), _Untracked(model)
        self._halved = _Untracked([each for each in model.variables if half and _is_kernel(each)])
        halved = {id(each) for each in self._halved.value}
        beside = () if constant else model.variables
        self.weights = [each.value for each in beside if id(each) not in halved]
        self.half_weights = [
            tf.Variable(tf.cast(each.value, tf.float16), trainable=False)
            for each in self._halved.value
        ]
        # For the clients: a table that is read from it would carry the path it had when saved.
        self.labels_file = tf.saved_model.Asset(str(labels_file))
        size_hw = getattr(model, "image_size", (None, None))
        spec = tf.TensorSpec([None, *size_hw, 3], tf.float32, name="images")
        # Traced once: the other signatures call it, and the file holds the network a single time.
        self._raw = _Untracked(tf.function(self.raw, [spec], autograph=False))
        spec = tf.TensorSpec([None, None, None, 3], tf.uint8, name="images")
        self._pixels = _Untracked(tf.function(self.from_pixels, [spec], autograph=False))

    def signatures(self):
        """Concrete functions by the names that clients call."""
        encoded = tf.function(self.from_bytes, autograph=False)
        return {
            "serving_default": self._pixels.value.get_concrete_function(),
            "serving_bytes": encoded.get_concrete_function(
                tf.TensorSpec([None], tf.string, name="image_bytes")
            ),
            "raw": self._raw.value.get_concrete_function(),
        }

    def from_pixels(self, images):
        """uint8 `[B, H, W, 3]` of any size to answers in their pixels."""
        return self._named(self._predictor.value.answered(self._raw.value, images))

    def from_bytes(self, image_bytes):
        """Files' contents `[B]`, JPEG and PNG of mixed sizes, to answers in pixels of each."""
        size_hw = self._model.value.image_size

        def one(content):
            image = self.decode(content)
            return self._predictor.value.prepare(image), tf.shape(image)[:2]

        spec = tf.TensorSpec([*size_hw, 3], tf.float32), tf.TensorSpec([2], tf.int32)
        images, sizes_hw = tf.map_fn(one, image_bytes, fn_output_signature=spec)
        return self._named(self._predictor.value.finish(self._raw.value(images), sizes_hw))

    def decode(self, content):
        """One file's content to its pixels; what a stranger could fill the memory with raises."""
        return decode(content, self._most_pixels.value, gif=False)

    def raw(self, images):
        """float32 images of the model's own size to its own outputs."""
        pairs = zip(self._halved.value, self.half_weights, strict=True)
        stored = [(variable, tf.cast(half, variable.dtype)) for variable, half in pairs]
        stored += [(variable, tf.constant(value)) for variable, value in self._constants.value]
        with keras.StatelessScope(stored):  # The model reads them in place of its own.
            outputs = self._model.value(images, training=False)
        return named(outputs, self._predictor.value)

    def _named(self, answer):
        # The last one is that of padding, label -1.
        names = tf.constant([*self._predictor.value.labels, ""])
        places = answer["labels"] % tf.size(names)
        return {**answer, "names": tf.gather(names, places)}


def _check_constant(model, half):
    if half:
        raise ValueError("half and constant exclude each other: float16 is no constant of float32")
    size = sum(each.value.dtype.size * each.shape.num_elements() for each in model.variables)
    if size > _MOST_BYTES:
        raise ValueError(
            f"constant must be False for {size / 1e6:.0f} MB of weights: more than "
            f"{_MOST_BYTES / 1e6:.0f} make the graph slow to write and to load"
        )


def _is_kernel(variable):
    return len(variable.shape) > 1 and variable.dtype == "float32"


def named(outputs, predictor):
    """A model's outputs as the dict that a signature answers."""
    return outputs if isinstance(outputs, dict) else {predictor.output_name: outputs}


class _Untracked:
    """Keeps an object out of the SavedModel, which would else store its Python class."""

    def __init__(self, value):
        self.value = value
