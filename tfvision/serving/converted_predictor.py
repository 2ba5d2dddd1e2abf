"""An exported model whose network is a converted one: what conversion and quantisation cost."""

import numpy as np
import tensorflow as tf

from tfvision.classification.codec import Codec
from tfvision.images.predictor import Predictor
from tfvision.serving.conversion import open_network, prepare


class ConvertedPredictor(Predictor):
    """A detector or classifier with the network of a .tflite or .onnx file in place of its own.

    It is measured as the export is, by `tfvision evaluate --network FILE`; of a detector through
    `RawDetector`.

    Args:
        saved: `SavedPredictor` that the file was converted from.
        path: The file.

    Raises: ValueError if the file is of another size, or the model is of characters.
    """

    def __init__(self, saved, path):
        super().__init__(saved.labels, saved.batch_size)
        size_hw = saved.settings.get("image_size")
        if size_hw is None:
            raise ValueError(f"{path}: a network of one size cannot stand in for one of any size")
        self.network = open_network(path)
        if self.network.size_hw != tuple(size_hw):
            raise ValueError(f"{path}: takes {self.network.size_hw}, {saved} {tuple(size_hw)}")
        self.saved = saved
        self.task, self.settings, self.folder = saved.task, saved.settings, saved.folder
        self.signatures = {"raw": self._raw}

    def run(self, images):
        """What a classifier answers for NumPy images, decoded as its export does."""
        codec = Codec(len(self.labels), top=self.settings["top"])
        rows = [prepare(self.saved, image, self.network.size_hw) for image in images]
        found = codec.decode(self._raw(tf.concat(rows, 0))["logits"])
        return {name: values.numpy() for name, values in found.items()}

    def _raw(self, images):
        """Inside a graph or outside, one image at a time."""
        names, specs = self.network.names, self.saved.signatures["raw"].structured_outputs

        def run(batch):
            answers = [self.network.run(image[None]) for image in batch]
            return [np.concatenate([answer[name] for answer in answers]) for name in names]

        found = tf.numpy_function(run, [images], [specs[name].dtype for name in names])
        found = tf.nest.flatten(found)  # A lone one comes without its list.
        for name, values in zip(names, found, strict=True):
            values.set_shape(specs[name].shape)
        return dict(zip(names, found, strict=True))
