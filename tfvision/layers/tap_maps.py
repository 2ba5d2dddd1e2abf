"""Where the taps of a model's deformable convolutions read, in the pixels of their input maps."""

import dataclasses

import numpy as np

from tfvision.layers.deformable_geometry import tap_places
from tfvision.layers.recorded_sampling import deformable_layers, recorded_sampling


@dataclasses.dataclass(frozen=True)
class TapMap:
    """What one call of a deformable convolution read.

    Args:
        name: Of the layer, as `deformable_layers` calls it.
        size_hw: Height and width of the map that came in, before zeros were put around it.
        places_yx: `[B, h, w, T, 2]`, in pixels of that map; T taps, those of all offset groups.
        weights: `[B, h, w, T]`, the mask; 1 without one.
    """

    name: str
    size_hw: tuple
    places_yx: np.ndarray
    weights: np.ndarray


def tap_maps(model, images):
    """Calls a model for inference, and returns a `TapMap` for each call of a deformable layer.

    Args:
        model: See `recorded_sampling`.
        images: Its input.

    Raises: ValueError for a model without a deformable convolution.

    Example:
        >>> import keras
        >>> from tfvision.layers import DeformConv2D
        >>> model = keras.Sequential([DeformConv2D(4, strides=2, name="moved")])
        >>> [taps] = tap_maps(model, np.ones([1, 8, 10, 3]))
        >>> taps.places_yx[0, 2, 3, :3].tolist()
        [[3.0, 5.0], [3.0, 6.0], [3.0, 7.0]]
    """
    layers = deformable_layers(model)
    noted = {id(layer): [] for layer in layers.values()}
    padding = [layer for layer in layers.values() if hasattr(layer, "padded")]
    for layer in padding:
        layer.padded = _noting(layer, noted[id(layer)])
    try:
        samplings = recorded_sampling(model, images)
    finally:
        for layer in padding:
            del layer.padded
    if not samplings:
        raise ValueError(f"model must have a deformable convolution, {model.name} has none")
    names = {id(layer): name for name, layer in deformable_layers(model).items()}
    return [
        _tap_map(names[id(sampling.layer)], sampling, noted[id(sampling.layer)])
        for sampling in samplings
    ]


def _noting(layer, sizes_hw):
    """Keras's padding depends on the size, of which what it returns does not tell."""
    padded = layer.padded

    def noting(inputs):
        sizes_hw.append(tuple(inputs.shape[1:3]))
        return padded(inputs)

    return noting


def _tap_map(name, sampling, sizes_hw):
    layer = sampling.layer
    y, x = tap_places(sampling.offsets, layer.sides, layer.offset_groups)  # [B, h * w, og, taps]
    size_hw, before = sampling.size_hw, (0, 0)
    if sizes_hw:
        size_hw = sizes_hw.pop(0)
        before = [pads[0] for pads in layer.zeros_around(size_hw)]
    places_yx = np.stack([y.numpy() - before[0], x.numpy() - before[1]], axis=-1)
    shape = (*sampling.offsets.shape[:3], -1)
    places_yx = places_yx.reshape(*shape, 2)
    weights = sampling.mask
    if weights is None:
        weights = np.ones(places_yx.shape[:-1], "float32")
    return TapMap(name, size_hw, places_yx, weights.reshape(shape))
