"""Averages over a grid of a fixed number of cells, whatever the size of the map."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="tfvision")
class AdaptiveAveragePooling2D(keras.layers.Layer):
    """Divides a map into a grid and averages each cell, as PyTorch's layer of that name.

    Cell i of n spans rows floor(i H / n) to ceil((i + 1) H / n): neighbours share a row where H is
    no multiple of n, and of a map smaller than the grid every cell has at least one. The network's
    classifier thereby takes images of any size.

    Args:
        size_hw: Number of cells, (height, width).

    Input shape: `[B, H, W, C]` float; H and W may be unknown.
    Output shape: `[B, *size_hw, C]`.
    Raises: ValueError if a number is less than 1.

    Example:
        >>> rows = keras.ops.reshape(keras.ops.arange(5.0), (1, 5, 1, 1))
        >>> AdaptiveAveragePooling2D((2, 1))(rows).numpy().ravel().tolist()
        [1.0, 3.0]
    """

    def __init__(self, size_hw, **kwargs):
        super().__init__(**kwargs)
        if min(size_hw) < 1:
            raise ValueError(f"size_hw must be at least 1 each, got {tuple(size_hw)}")
        self.size_hw = size_hw

    def call(self, inputs):
        if tuple(inputs.shape[1:3]) == tuple(self.size_hw):
            return inputs
        height, width = ops.shape(inputs)[1:3]
        # In float32: a half-precision weight of 1/3 would be off by more than the averages.
        precise = "float64" if self.compute_dtype == "float64" else "float32"
        rows = _averaging(height, self.size_hw[0], precise)  # [n, H]
        columns = _averaging(width, self.size_hw[1], precise)  # [m, W]
        outputs = ops.einsum("nh,bhwc->bnwc", rows, ops.cast(inputs, precise))
        outputs = ops.einsum("mw,bnwc->bnmc", columns, outputs)
        return ops.cast(outputs, inputs.dtype)  # [B, *size_hw, C]

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.size_hw, input_shape[-1])

    def get_config(self):
        return {**super().get_config(), "size_hw": self.size_hw}


def _averaging(length, cells, dtype):
    """Returns the matrix `[cells, length]` that averages the pixels of each cell."""
    cell = ops.arange(cells, dtype="int32")[:, None]
    pixel = ops.arange(length, dtype="int32")
    is_inside = (pixel >= cell * length // cells) & (pixel < -(-(cell + 1) * length // cells))
    weights = ops.cast(is_inside, dtype)  # [cells, length]
    return weights / ops.sum(weights, axis=1, keepdims=True)
