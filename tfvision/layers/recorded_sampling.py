"""What the deformable convolutions of a model do on given images, wherever in it they are."""

import dataclasses

import keras
import numpy as np

from tfvision.layers.deform_conv import DeformConv2D
from tfvision.layers.deformable_geometry import tap_places


@dataclasses.dataclass(frozen=True)
class Sampling:
    """One call of a deformable convolution.

    Args:
        layer: The `DeformConv2D`.
        size_hw: Height and width of the map that it sampled.
        offsets: `[B, h, w, og * kh * kw * 2]`, as of `deform_conv2d`.
        mask: `[B, h, w, og * kh * kw]`, or None.
    """

    layer: DeformConv2D
    size_hw: tuple
    offsets: np.ndarray
    mask: np.ndarray | None

    @property
    def lengths(self):
        """How far each tap is moved, in pixels of the map: `[B, h, w, og * kh * kw]`."""
        return np.hypot(self.offsets[..., ::2], self.offsets[..., 1::2])

    @property
    def outside(self):
        """Which taps read nothing but the zeros around the map: `[B, h * w, og, kh * kw]`."""
        places = tap_places(self.offsets, self.layer.sides, self.layer.offset_groups)
        return np.logical_or(
            *(
                (place.numpy() <= -1) | (place.numpy() >= side)
                for place, side in zip(places, self.size_hw, strict=True)
            )
        )


def deformable_layers(model):
    """Returns the `DeformConv2D` layers of a model by name, however deep in it.

    The names are paths (`vgg/conv5_1/convolution`); of two that are the same, the second gets `_2`.
    """
    found = {}
    for layer in model._flatten_layers():
        if isinstance(layer, DeformConv2D):
            name, count = layer.path or layer.name, 1
            while (name if count == 1 else f"{name}_{count}") in found:
                count += 1
            found[name if count == 1 else f"{name}_{count}"] = layer
    return found


def recorded_sampling(model, images):
    """Calls a model for inference, and returns what its deformable convolutions did.

    Args:
        model: A model or layer that calls its layers itself: of Python, not a SavedModel.
        images: Its input.

    Returns: `Sampling`s in the order of the calls: a layer that is called twice has two.

    Example:
        >>> model = keras.Sequential([DeformConv2D(4), DeformConv2D(3, strides=2)])
        >>> [sampling.size_hw for sampling in recorded_sampling(model, np.ones([1, 8, 10, 3]))]
        [(8, 10), (8, 10)]
    """
    records = []
    layers = list(deformable_layers(model).values())
    for layer in layers:
        layer.sampling = _recording(layer, records)
    try:
        model(keras.ops.convert_to_tensor(images), training=False)
    finally:
        for layer in layers:
            del layer.sampling
    return records


def _recording(layer, records):
    sampling_of = layer.sampling

    def sampling(inputs):
        result = sampling_of(inputs)
        values = {name: np.asarray(value) for name, value in result.items()}
        size_hw = tuple(inputs.shape[1:3])
        records.append(Sampling(layer, size_hw, values["offsets"], values.get("mask")))
        return result

    return sampling
