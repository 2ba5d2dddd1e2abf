"""One step down a feature pyramid: what the coarse map knows, where the fine map sees it."""

import keras
from keras import ops

from tfvision.layers import ConvNormAct


@keras.saving.register_keras_serializable(package="tfvision")
class TopDown(keras.layers.Layer):
    """Adds an enlarged coarser map to a fine one and filters the sum with a separable convolution.

    It is meant to tell a fine map, which sees little at once, what its details belong to. Figure 3
    of the paper, with depthwise separable convolutions as in the "FPNLite" detectors of
    TensorFlow's model zoo.

    Args:
        filters: Channels of the result, and of `coarser`.
        norm: Whether batch normalization follows each convolution (False in a fused model).

    Input shape: `[B, h, w, C]` float, and optionally `coarser` `[B, h', w', filters]`.
    Output shape: `[B, h, w, filters]`.
    Raises: ValueError if `filters` is below 1.

    Example:
        >>> fine, coarse = keras.ops.ones([1, 6, 10, 8]), keras.ops.ones([1, 3, 5, 16])
        >>> TopDown(16)(fine, coarse).shape
        TensorShape([1, 6, 10, 16])

    Differs from the paper: the filtered sum, not the bare one, goes on to the next finer map.
    Reference: Lin et al., Feature Pyramid Networks, CVPR 2017.
    """

    def __init__(self, filters, norm=True, **kwargs):
        super().__init__(**kwargs)
        if filters < 1:
            raise ValueError(f"filters must be at least 1, got {filters}")
        self.filters = filters
        self.norm = norm
        shared = {"norm": norm, "dtype": self.dtype_policy}
        self.lateral = ConvNormAct(filters, 1, activation=None, name="lateral", **shared)
        self.depthwise = ConvNormAct(
            None, depthwise=True, activation="relu6", name="depthwise", **shared
        )
        self.pointwise = ConvNormAct(filters, 1, activation="relu6", name="pointwise", **shared)

    def build(self, features_shape, coarser_shape=None):
        if self.built:
            return
        self.lateral.build(features_shape)
        self.depthwise.build((None, None, None, self.filters))
        self.pointwise.build((None, None, None, self.filters))

    def call(self, features, coarser=None, training=None):
        merged = self.lateral(features, training=training)  # [B, h, w, filters]
        if coarser is not None:
            merged += _enlarged(coarser, features.shape[1:3])
        merged = self.depthwise(merged, training=training)
        return self.pointwise(merged, training=training)  # [B, h, w, filters]

    def get_config(self):
        return {**super().get_config(), "filters": self.filters, "norm": self.norm}


def _enlarged(coarser, size_hw):
    """Repeats cells until the map reaches `size_hw`, and cuts what is over: maps round up."""
    for axis, size in enumerate(size_hw, start=1):
        coarser = ops.repeat(coarser, -(-size // coarser.shape[axis]), axis)
    return coarser[:, : size_hw[0], : size_hw[1]]  # [B, h, w, filters]
