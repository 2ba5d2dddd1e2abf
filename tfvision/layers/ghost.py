"""The Ghost module: a few convolved maps, and cheap copies of them for the rest."""

import math

import keras
from keras import ops

from tfvision.layers.conv_norm_act import ConvNormAct


@keras.saving.register_keras_serializable(package="tfvision")
class GhostModule(keras.layers.Layer):
    """Makes `filters` feature maps, most of them as cheap copies of a few.

    Figure 1b and equations 2 and 3 of the paper: a convolution makes ceil(filters / ratio)
    intrinsic maps, a depthwise one makes `ratio - 1` ghosts of each, and both are put side by side.
    With ratio 2 that is about half of a convolution's parameters and multiplications.

    Args:
        filters: Number of output channels; need not be a multiple of `ratio`.
        kernel_size: Side of the convolution that makes the intrinsic maps.
        ratio: Output maps per intrinsic map; 2 in the paper. With 1 there are no ghosts.
        cheap_kernel_size: Side of the depthwise convolution; odd, 3 in the paper.
        strides: Step of the first convolution.
        dilation_rate: Distance of the first convolution's taps.
        activation: Name of a Keras activation, after either convolution, or None.
        norm: Whether batch normalization follows either convolution; without it they have biases.
        epsilon: Of the normalizations.
        momentum: Of the normalizations.
        padding: Of the first convolution, as in `ConvNormAct`.
        keep_sliced: Whether the ghosts beyond `filters` (fewer than `ratio`) are made before they
            are sliced away, as in the published PyTorch code. The outputs are the same; this is for
            equal weight files and counts.
        deformable: Of the first convolution, as in `ConvNormAct`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]` float, h = ceil(H / strides) for an odd `kernel_size`.
    Raises: ValueError if `filters` or `ratio` is less than 1, or `cheap_kernel_size` is even.

    Example:
        >>> layer = GhostModule(7, kernel_size=3, strides=2)
        >>> layer(keras.ops.ones((1, 15, 20, 3))).shape
        TensorShape([1, 8, 10, 7])

    Differs from the paper: sliced-away ghosts are never made, unless `keep_sliced`.
    Reference: Han et al., GhostNet, CVPR 2020.
    """

    def __init__(
        self,
        filters,
        kernel_size=1,
        ratio=2,
        cheap_kernel_size=3,
        strides=1,
        dilation_rate=1,
        activation="relu",
        *,
        norm=True,
        epsilon=1e-5,
        momentum=0.9,
        padding="torch",
        keep_sliced=False,
        deformable=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        for name, value in (("filters", filters), ("ratio", ratio)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if cheap_kernel_size % 2 == 0:
            raise ValueError(f"cheap_kernel_size must be odd, got {cheap_kernel_size}")
        self.filters = filters
        self.kernel_size = kernel_size
        self.ratio = ratio
        self.cheap_kernel_size = cheap_kernel_size
        self.strides = strides
        self.dilation_rate = dilation_rate
        self.activation = activation
        self.norm = norm
        self.epsilon = epsilon
        self.momentum = momentum
        self.padding = padding
        self.keep_sliced = keep_sliced
        self.deformable = deformable
        self.intrinsic = math.ceil(filters / ratio)
        self.ghosts = (self.intrinsic * ratio if keep_sliced else filters) - self.intrinsic
        self.primary = self._conv(
            "primary",
            self.intrinsic,
            kernel_size,
            strides=strides,
            dilation_rate=dilation_rate,
            padding=padding,
            deformable=deformable,
        )
        self.cheap = None
        if self.ghosts:
            self.cheap = self._conv("cheap", self.ghosts, cheap_kernel_size, depthwise=True)

    def _conv(self, name, filters, kernel_size, **options):
        return ConvNormAct(
            filters,
            kernel_size,
            norm=self.norm,
            activation=self.activation,
            epsilon=self.epsilon,
            momentum=self.momentum,
            name=name,
            dtype=self.dtype_policy,
            **options,
        )

    def build(self, input_shape):
        if self.built:
            return
        self.primary.build(input_shape)
        if self.cheap is not None:
            self.cheap.build((None, None, None, self.ghosts))

    def call(self, inputs, training=None):
        intrinsic = self.primary(inputs, training=training)  # [B, h, w, intrinsic]
        if self.cheap is None:
            return intrinsic
        ghosts = self.cheap(self._sources(intrinsic), training=training)  # [B, h, w, ghosts]
        outputs = ops.concatenate([intrinsic, ghosts], axis=-1)
        return _first(outputs, self.filters)  # [B, h, w, filters]

    def _sources(self, intrinsic):
        """Returns the map that each ghost is a copy of: the first's ghosts first."""
        if self.ratio > 2:
            intrinsic = ops.repeat(intrinsic, self.ratio - 1, axis=-1)
        return _first(intrinsic, self.ghosts)  # [B, h, w, ghosts]

    def compute_output_shape(self, input_shape):
        return (*self.primary.compute_output_shape(input_shape)[:-1], self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "ratio": self.ratio,
            "cheap_kernel_size": self.cheap_kernel_size,
            "strides": self.strides,
            "dilation_rate": self.dilation_rate,
            "activation": self.activation,
            "norm": self.norm,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
            "padding": self.padding,
            "keep_sliced": self.keep_sliced,
            "deformable": self.deformable,
        }


def _first(maps, count):
    """The first maps; of all of them no slice, whose gradient would be a copy."""
    return maps if maps.shape[-1] == count else maps[..., :count]
