"""Deformable pooling of boxes as a layer, which learns where its cells read."""

import math

import keras
from keras import ops

from tfvision.layers.deformable_geometry import check_whole, pair
from tfvision.layers.deformable_roi_pooling import deform_roi_pool


@keras.saving.register_keras_serializable(package="tfvision")
class DeformRoIPool2D(keras.layers.Layer):
    """Pools boxes twice: plainly, to find offsets from it, and then with these.

    Figure 3 of the first paper; the second adds masks and the two wide layers before the last one,
    which begins at zero: a new layer with `mask_scale` 2 equals plain pooling.

    Args:
        pool_size: Cells along each side, or (down, across): `ph` and `pw`.
        modulated: Whether there are masks: version 2 of the paper, else version 1.
        samples: Samples along each side of a cell.
        gamma: Factor on the offsets, which are shares of the box's size; 0.1 in the paper.
        units: Widths of the dense layers before the last one; () in the first paper.
        mask_scale: Masks are this times a sigmoid: 1 in the paper.

    Input shape: a list: maps `[B, H, W, C]`, and boxes_xyxy `[B, N, 4]` in [0, 1] of the image.
    Output shape: `[B, N, ph, pw, C]`.
    Raises: ValueError for `pool_size` below 1; as `deform_roi_pool`.

    Example:
        >>> layer = DeformRoIPool2D((2, 3), units=(8,))
        >>> layer([ops.ones((1, 6, 9, 4)), ops.convert_to_tensor([[[0.1, 0.2, 0.5, 0.9]]])]).shape
        TensorShape([1, 1, 2, 3, 4])

    Differs from the papers: see `deform_roi_pool`.
    Reference: Dai et al., Deformable Convolutional Networks, ICCV 2017; Zhu et al., Deformable
    ConvNets v2, CVPR 2019.
    """

    def __init__(
        self,
        pool_size=7,
        modulated=True,
        samples=2,
        gamma=0.1,
        units=(1024, 1024),
        mask_scale=2.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if len(pair(pool_size)) != 2 or min(pair(pool_size)) < 1:
            raise ValueError(f"pool_size must be 1 or more, or two such, got {pool_size}")
        check_whole("samples", samples)
        if not 0 < mask_scale < math.inf:
            raise ValueError(f"mask_scale must be above 0, got {mask_scale}")
        self.pool_size = pool_size
        self.modulated = modulated
        self.samples = samples
        self.gamma = gamma
        self.units = units
        self.mask_scale = mask_scale
        self.hidden = [
            keras.layers.Dense(width, activation="relu", name=f"hidden_{i + 1}")
            for i, width in enumerate(units)
        ]
        ph, pw = pair(pool_size)
        self.last = keras.layers.Dense(
            ph * pw * (3 if modulated else 2),
            kernel_initializer="zeros",
            dtype="float32",
            name="offsets",
        )

    def build(self, input_shape):
        ph, pw = pair(self.pool_size)
        width = ph * pw * input_shape[0][-1]
        for dense in (*self.hidden, self.last):
            dense.build((None, None, width))
            width = dense.units

    def call(self, inputs):
        maps, boxes_xyxy = inputs
        shared = {"samples": self.samples, "gamma": self.gamma}
        pooled = deform_roi_pool(maps, boxes_xyxy, self.pool_size, **shared)
        return deform_roi_pool(
            maps, boxes_xyxy, self.pool_size, **self._sampling(pooled), **shared
        )  # [B, N, ph, pw, C]

    def _sampling(self, pooled):
        """Returns the `offsets`, and the `mask` if modulated, as the function's."""
        B, N, ph, pw, C = ops.shape(pooled)
        x = ops.reshape(pooled, (B, N, ph * pw * C))
        for dense in (*self.hidden, self.last):
            x = dense(x)
        x = ops.reshape(x, (B, N, ph, pw, 3 if self.modulated else 2))
        if not self.modulated:
            return {"offsets": x}
        return {"offsets": x[..., :2], "mask": self.mask_scale * ops.sigmoid(x[..., 2])}

    def compute_output_shape(self, input_shape):
        maps, boxes = input_shape
        return (*boxes[:2], *pair(self.pool_size), maps[-1])

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "modulated": self.modulated,
            "samples": self.samples,
            "gamma": self.gamma,
            "units": self.units,
            "mask_scale": self.mask_scale,
        }
