"""Convolution, batch normalization and activation as one layer."""

import math

import keras
import numpy as np
from keras import ops

from tfvision.layers.batch_normalization import BatchNormalization
from tfvision.layers.deform_conv import DeformConv2D
from tfvision.layers.deformed import deformed
from tfvision.layers.initializers import initializer


@keras.saving.register_keras_serializable(package="tfvision")
class ConvNormAct(keras.layers.Layer):
    """A convolution, then batch normalization, then an activation; the last two may be left out.

    Args:
        filters: Number of output channels; None only if `depthwise`, which keeps the number it
            gets.
        kernel_size: Side of the square kernel.
        strides: Step in pixels, the same in both directions.
        padding: "same" as Keras pads (nothing before, one pixel after, for an even size and stride
            2), "torch" as PyTorch's networks do (the same on both sides, for every size), or the
            number of zeros on each side.
        dilation_rate: Distance of the kernel's taps.
        groups: Number of groups of channels that are convolved apart.
        depthwise: Convolve each channel with a kernel of its own.
        norm: Whether batch normalization follows.
        use_bias: Whether the convolution adds a bias; None: only where no normalization follows.
        activation: Name of a Keras activation or None.
        epsilon: Of the normalization.
        momentum: Of the normalization.
        kernel_initializer: Name that `initializer` knows; None: He's normal one by the real fan-in.
        deformable: Whether the taps find places of their own, see `DeformConv2D`; or a dict of its
            arguments that are in `deformed.OPTIONS`. A new layer gives what the plain one gives,
            and takes its weights.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]`, h = ceil(H / strides) for padding "same" and for "torch"
        with an odd kernel.
    Raises: ValueError for a padding that is not among the above, for `filters` that do not fit the
        input.

    Example:
        >>> layer = ConvNormAct(8, strides=2, padding="torch", activation="relu6")
        >>> layer(keras.ops.ones((1, 15, 20, 3))).shape
        TensorShape([1, 8, 10, 8])
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        strides=1,
        padding="same",
        dilation_rate=1,
        groups=1,
        *,
        depthwise=False,
        norm=True,
        use_bias=None,
        activation="relu",
        epsilon=1e-5,
        momentum=0.9,
        kernel_initializer=None,
        deformable=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if padding not in ("same", "torch") and not (isinstance(padding, int) and padding >= 0):
            raise ValueError(f'padding must be "same", "torch" or an integer >= 0, got {padding!r}')
        if filters is None and not depthwise:
            raise ValueError("filters may be None only with depthwise=True")
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.dilation_rate = dilation_rate
        self.groups = groups
        self.depthwise = depthwise
        self.norm = norm
        self.use_bias = use_bias
        self.activation = activation
        self.epsilon = epsilon
        self.momentum = momentum
        self.kernel_initializer = kernel_initializer
        self.deformable = deformable
        zeros = self._zeros_each_side()
        moved = deformable is True or isinstance(deformable, dict)  # An empty one, too
        # A layer of its own, not the kernel's explicit padding: TensorFlow 2.21 aborts the process
        # when it optimizes a depthwise convolution that has one, a bias and an activation.
        self.zero_padding = (
            keras.layers.ZeroPadding2D(zeros, name="pad") if zeros and not moved else None
        )
        convolution = self._make_convolution("same" if zeros is None else "valid")
        if moved:
            options = {} if deformable is True else deformable
            convolution = deformed(convolution, zeros, **options)
        self.convolution = convolution
        self.normalization = (
            BatchNormalization(
                momentum=momentum, epsilon=epsilon, name="norm", dtype=self.dtype_policy
            )
            if norm
            else None
        )
        self.activate = keras.activations.get(activation)

    def _zeros_each_side(self):
        """Returns the zeros to add on each side, or None where Keras's "same" adds them."""
        reach = self.dilation_rate * (self.kernel_size - 1)
        zeros = reach // 2 if self.padding == "torch" else self.padding
        if zeros == "same" or (self.strides == 1 and 2 * zeros == reach):
            return None
        return zeros

    def _make_convolution(self, padding):
        shared = {
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": padding,
            "dilation_rate": self.dilation_rate,
            "use_bias": not self.norm if self.use_bias is None else self.use_bias,
            "name": "conv",
            "dtype": self.dtype_policy,
        }
        if self.depthwise:
            # Keras would count all channels as fan-in, where each output pixel sees one.
            he = keras.initializers.RandomNormal(stddev=math.sqrt(2) / self.kernel_size)
            return keras.layers.DepthwiseConv2D(
                depthwise_initializer=initializer(self.kernel_initializer) or he, **shared
            )
        return keras.layers.Conv2D(
            self.filters,
            groups=self.groups,
            kernel_initializer=initializer(self.kernel_initializer or "he_normal"),
            **shared,
        )

    def build(self, input_shape):
        if self.built:
            return
        channels = input_shape[-1]
        if self.depthwise and self.filters not in (None, channels):
            raise ValueError(
                f"filters must be None or the input's channels ({channels}) for a depthwise "
                f"convolution, got {self.filters}"
            )
        # Sizes left open: the padding that a small map needs is not in input_shape.
        self.convolution.build((None, None, None, channels))
        if self.norm:
            self.normalization.build((None, None, None, self.filters or channels))

    def call(self, inputs, training=None):
        outputs = inputs if self.zero_padding is None else self.zero_padding(inputs)
        outputs = self.convolution(outputs)  # [B, h, w, filters]
        if self.norm:
            outputs = self.normalization(outputs, training=training)
        return self.activate(outputs)  # [B, h, w, filters]

    def compute_output_shape(self, input_shape):
        if self.zero_padding is not None:
            input_shape = self.zero_padding.compute_output_shape(input_shape)
        return self.convolution.compute_output_shape(input_shape)

    def plain_weights(self):
        """Returns the convolution's kernel and, if there is one, bias: of a deformable one too."""
        if isinstance(self.convolution, DeformConv2D):
            return self.convolution.plain_weights()
        return self.convolution.get_weights()

    def set_plain_weights(self, weights):
        """Takes what `plain_weights` gives; where a deformable convolution reads stays."""
        if isinstance(self.convolution, DeformConv2D):
            self.convolution.set_plain_weights(weights)
        else:
            self.convolution.set_weights(weights)

    def fold_from(self, source):
        """Takes the weights of the same layer made with `norm=True`, or of an equal one.

        A normalization that this layer lacks becomes part of its kernel and bias. A deformable
        layer takes those of a plain one too.
        """
        kernel, *bias = source.plain_weights()
        bias = bias[0] if bias else 0.0
        if source.norm and not self.norm:
            gamma, beta, mean, variance = (
                ops.convert_to_numpy(v) for v in source.normalization.weights
            )
            scale = gamma / np.sqrt(variance + source.epsilon)  # [filters]
            kernel = kernel * (scale[:, None] if self.depthwise else scale)
            bias = (bias - mean) * scale + beta  # [filters]
        elif self.norm:
            self.normalization.set_weights(source.normalization.get_weights())
        self.set_plain_weights([kernel, bias] if self.convolution.use_bias else [kernel])
        self.take_offsets(source)

    def take_offsets(self, source):
        """Takes what finds the offsets of a deformable layer; a plain one has nothing such.

        Raises: ValueError if the source is deformable and this layer is not.
        """
        if isinstance(source.convolution, DeformConv2D):
            if not isinstance(self.convolution, DeformConv2D):
                raise ValueError("the source is deformable: a plain convolution has no offsets")
            self.convolution.set_offset_weights(source.convolution.get_offset_weights())

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
            "depthwise": self.depthwise,
            "norm": self.norm,
            "use_bias": self.use_bias,
            "activation": self.activation,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
            "kernel_initializer": self.kernel_initializer,
            "deformable": self.deformable,
        }
