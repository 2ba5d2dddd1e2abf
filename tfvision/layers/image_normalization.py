"""The first step of every model: pixels in [0, 255] to the range its weights were trained with."""

from typing import NamedTuple

import keras
from keras import ops


class Mode(NamedTuple):
    """Mean and deviation of the pixels in RGB order, and whether the channels become BGR."""

    mean: tuple
    deviation: tuple
    bgr: bool = False


MODES = {
    "none": Mode((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    "unit": Mode((0.0, 0.0, 0.0), (255.0, 255.0, 255.0)),
    "tf": Mode((127.5, 127.5, 127.5), (127.5, 127.5, 127.5)),
    "torch": Mode((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    "vgg": Mode((123.0, 117.0, 104.0), (1.0, 1.0, 1.0)),
    "keras-vgg": Mode((123.68, 116.779, 103.939), (1.0, 1.0, 1.0)),
    "caffe": Mode((123.0, 117.0, 104.0), (1.0, 1.0, 1.0), bgr=True),
    "mb2-lite": Mode((127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
    "mnist": Mode((33.3285, 33.3285, 33.3285), (78.5655, 78.5655, 78.5655)),
}


@keras.saving.register_keras_serializable(package="tfvision")
class ImageNormalization(keras.layers.Layer):
    """Subtracts a mean and divides by a deviation, both named by `mode`.

    Args:
        mode: "unit" (to [0, 1]), "tf" (to [-1, 1]), "torch" (torchvision's ImageNet mean and
            deviation), "vgg" (minus (123, 117, 104)), "caffe" (the same, in BGR), "keras-vgg"
            (minus (123.68, 116.779, 103.939)), "mb2-lite" ((x - 127) / 128), "mnist" (its mean
            0.1307 and deviation 0.3081 of 255) or "none".
        scaled: Whether to divide at all; False where the kernel that follows does it, see
            `deviation`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: the same, in the layer's compute dtype.
    Raises: ValueError for another mode.

    Example:
        >>> pixels = keras.ops.convert_to_tensor([[[[0, 255, 51]]]])
        >>> ImageNormalization("tf")(pixels).numpy().round(2).tolist()
        [[[[-1.0, 1.0, -0.6]]]]
    """

    def __init__(self, mode, *, scaled=True, **kwargs):
        # Half precision would round the pixels before the mean is taken away.
        super().__init__(autocast=False, **kwargs)
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(sorted(MODES))}, got {mode!r}")
        self.mode = mode
        self.scaled = scaled

    @property
    def deviation(self):
        """The deviations in the order of the channels that come out."""
        mode = MODES[self.mode]
        return mode.deviation[::-1] if mode.bgr else mode.deviation

    def call(self, images):
        mode = MODES[self.mode]
        precise = "float64" if self.compute_dtype == "float64" else "float32"
        pixels = ops.cast(images, precise)  # [B, H, W, 3]
        if any(mode.mean):
            pixels = pixels - ops.array(mode.mean, precise)
        if self.scaled and self.mode != "none":
            pixels = pixels / ops.array(mode.deviation, precise)
        if mode.bgr:
            pixels = ops.flip(pixels, axis=-1)
        return ops.cast(pixels, self.compute_dtype)  # [B, H, W, 3]

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "mode": self.mode, "scaled": self.scaled}
