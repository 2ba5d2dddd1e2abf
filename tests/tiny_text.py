"""A model that reads heat maps off the pixels: pages drawn for it hold what a test says."""

import keras
import numpy as np

from tfvision.text.codec import Codec

CODEC = Codec()


@keras.saving.register_keras_serializable(package="tests")
class Bright(keras.Model):
    """The mean brightness of each 2x2 pixels as the map, as often as there are outputs."""

    def __init__(self, outputs=1, **kwargs):
        super().__init__(**kwargs)
        self.outputs = self.channels = outputs
        self.sides = False
        self.stride = 2
        mean = keras.initializers.Constant(1 / (12 * 255))
        self.mean = keras.layers.Conv2D(outputs, 2, 2, kernel_initializer=mean, name="mean")
        self(keras.Input((None, None, 3)))

    def build(self, input_shape):
        """Nothing to do: a symbolic call in the constructor builds the layer."""

    def call(self, images, training=None):
        return self.mean(keras.ops.cast(images, "float32"))

    def get_config(self):
        return {"outputs": self.outputs, "name": self.name}


def lattice(size_hw, side=22, gap=12):
    """Boxes px xyxy of characters in rows, all over an image of a size."""
    step = side + gap
    xs, ys = (np.arange(gap, length - side, step) for length in size_hw[::-1])
    left, top = (values.ravel() for values in np.meshgrid(xs, ys))
    return np.stack([left, top, left + side, top + side], axis=1).astype("float32")


def page(boxes_px, size_hw):
    """uint8 `[H, W, 3]` of which `Bright` makes the map of these characters."""
    height, width = size_hw
    even_hw = (2 * -(-height // 2), 2 * -(-width // 2))
    boxes_xyxy = np.divide(np.reshape(boxes_px, (-1, 4)), [*even_hw[::-1]] * 2)
    heat = CODEC.encode(boxes_xyxy, even_hw)[..., 0]
    pixels = np.rint(255 * heat).astype("uint8").repeat(2, 0).repeat(2, 1)
    return np.dstack([pixels] * 3)[:height, :width]
