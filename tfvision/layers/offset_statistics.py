"""How far the taps of deformable convolutions stray while a model is trained."""

import warnings

import keras
import numpy as np

from tfvision.layers.recorded_sampling import deformable_layers, recorded_sampling


class OffsetStatistics(keras.callbacks.Callback):
    """Adds to the logs of each epoch what every deformable convolution does on given images.

    Offsets that grow without bound are what goes wrong with these layers most often: taps that read
    outside of the map learn nothing more. There are four numbers a layer, named after its path:

    - `offset_mean/<path>`: pixels of the layer's input that a tap is moved, on average;
    - `offset_max/<path>`: the largest such number;
    - `offset_outside/<path>`: share of the taps that read nothing but zeros around the map. It is
      not 0 without offsets either, where there is padding;
    - `mask_mean/<path>`: average of the mask, for a modulated layer.

    Give it to `fit` before callbacks that write the logs, such as `CSVLogger` and `TensorBoard`.
    A layer whose mean passes the limit, or is NaN, is named in a warning, once.

    Args:
        images: What the model is called with, a batch that it can take at once. It is called for
            inference.
        limit: Mean in pixels from which on a layer is warned of.

    Raises: ValueError before the first epoch of a model without a `DeformConv2D`, and what the
        model raises for such images.

    Example:
        >>> from tfvision.layers import DeformConv2D
        >>> model = keras.Sequential([DeformConv2D(2, name="moved")])
        >>> model.compile("sgd", "mse")
        >>> images, targets = np.ones([4, 6, 8, 3]), np.ones([4, 6, 8, 2])
        >>> history = model.fit(images, targets, verbose=0, callbacks=[OffsetStatistics(images)])
        >>> [name.split("/")[0] for name in history.history if "/" in name]
        ['offset_mean', 'offset_max', 'offset_outside', 'mask_mean']
    """

    def __init__(self, images, limit=10.0):
        super().__init__()
        self.images = images
        self.limit = limit
        self._warned = set()

    def on_train_begin(self, logs=None):
        """Measures once, for what cannot be measured is to be known before an epoch is trained."""
        offset_statistics(self.model, self.images)

    def on_epoch_end(self, epoch, logs=None):
        """Measures, warns, and adds to the logs."""
        statistics = offset_statistics(self.model, self.images)
        strayed = {
            path: values["offset_mean"]
            for path, values in statistics.items()
            # Not `>=`: a NaN is to be found too.
            if path not in self._warned and not values["offset_mean"] < self.limit
        }
        if strayed:
            self._warned.update(strayed)
            layers = ", ".join(f"{path} ({mean:.3g} pixels)" for path, mean in strayed.items())
            warnings.warn(
                f"Offsets of deformable convolutions are {self.limit:g} pixels or more on average, "
                f"or NaN, after epoch {epoch + 1}: {layers}; lower their offset_lr_multiplier or "
                "the learning rate, or set max_offset",
                stacklevel=2,
            )
        if logs is not None:
            for path, values in statistics.items():
                logs.update({f"{name}/{path}": value for name, value in values.items()})


def offset_statistics(model, images):
    """Returns the numbers of `OffsetStatistics` by layer: `{path: {name: number}}`.

    Args:
        model: A model with `DeformConv2D` layers.
        images: What it is called with.

    Raises: ValueError for a model without such a layer.
    """
    names = {id(layer): path for path, layer in deformable_layers(model).items()}
    if not names:
        raise ValueError(f"model must have a DeformConv2D layer, {model.name} has none")
    calls = {}
    for sampling in recorded_sampling(model, images):
        calls.setdefault(names[id(sampling.layer)], []).append(sampling)
    return {path: _numbers(samplings) for path, samplings in calls.items()}


def _numbers(samplings):
    lengths = _joined(sampling.lengths for sampling in samplings)
    numbers = {
        "offset_mean": np.mean(lengths),
        "offset_max": np.max(lengths),
        "offset_outside": np.mean(_joined(sampling.outside for sampling in samplings)),
    }
    if samplings[0].mask is not None:
        numbers["mask_mean"] = np.mean(_joined(sampling.mask for sampling in samplings))
    return {name: float(value) for name, value in numbers.items()}


def _joined(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])
