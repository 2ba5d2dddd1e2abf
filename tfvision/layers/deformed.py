"""A deformable convolution in the place of a plain one, whose weights it takes."""

import numpy as np
import tensorflow as tf

from tfvision.layers.deform_conv import DeformConv2D

# What a plain convolution does not say
OPTIONS = (
    "offset_groups",
    "modulated",
    "mask_scale",
    "offset_lr_multiplier",
    "max_offset",
    "back_end",
    "images_at_once",
)


def deformed(convolution, zeros=None, **options):
    """Returns a deformable convolution that begins as a plain one does.

    A file with the plain one's weights is read as if it were its own, and the offsets are 0 then.

    Args:
        convolution: A `Conv2D` or `DepthwiseConv2D` of Keras that is not built. The channels of a
            depthwise one share their offsets, unless `offset_groups` say otherwise.
        zeros: Zeros on each side; None: as Keras's padding "same" adds them, which for strides
            depends on the size of the image.
        **options: Arguments of `DeformConv2D` that are in `OPTIONS`.

    Raises: ValueError for another option.
    """
    if unknown := [name for name in options if name not in OPTIONS]:
        raise ValueError(f"options of deformable must be among {', '.join(OPTIONS)}, got {unknown}")
    depthwise = hasattr(convolution, "depthwise_initializer")
    shared = {
        name: getattr(convolution, name)
        for name in ("kernel_size", "strides", "dilation_rate", "use_bias", "name")
    }
    if not depthwise:
        shared |= {name: getattr(convolution, name) for name in ("filters", "groups")}
        shared["kernel_initializer"] = convolution.kernel_initializer
    padding = zeros
    if zeros is None:
        padding = "same" if max(convolution.strides) == 1 else "valid"
    layer = _InPlace(padding=padding, dtype=convolution.dtype_policy, **shared, **options)
    layer.pads_as_keras = zeros is None and padding == "valid"
    if depthwise:
        layer.depthwise_initializer = convolution.depthwise_initializer
    return layer


class _InPlace(DeformConv2D):
    """Pads as Keras does, and knows a plain kernel, of a depthwise convolution too.

    That has the shape `[kh, kw, C, 1]` in Keras, and as one with C groups `[kh, kw, 1, C]`, which
    are the same numbers in the same order.
    """

    pads_as_keras = False
    depthwise_initializer = None

    def __init__(self, filters=1, **options):
        super().__init__(filters, **options)

    def build(self, input_shape):
        if not self.built and self.depthwise_initializer is not None:
            first = self.depthwise_initializer
            self.filters = self.groups = input_shape[-1]
            self.kernel_initializer = lambda shape, dtype=None: tf.reshape(
                first((*shape[:2], shape[3], 1), dtype=dtype), shape
            )
        super().build(input_shape)

    def call(self, inputs):
        return super().call(self.padded(inputs))

    def padded(self, inputs):
        """Returns the map `[B, H, W, C]` that the taps read, zeros around it where there are."""
        if not self.pads_as_keras:
            return inputs
        sizes = zip(inputs.shape[1:3], tf.unstack(tf.shape(inputs)[1:3]), strict=True)
        pads = self.zeros_around([known or dynamic for known, dynamic in sizes])
        return tf.pad(inputs, [(0, 0), *pads, (0, 0)])

    def zeros_around(self, size_hw):
        """Returns the zeros that `padded` adds: (top, bottom) and (left, right)."""
        if not self.pads_as_keras:
            return (0, 0), (0, 0)
        pads = []
        for size, side, stride, rate in zip(
            size_hw, self.kernel_size, self.strides, self.dilation_rate, strict=True
        ):
            last = (size - 1) // stride * stride
            zeros = last + rate * (side - 1) + 1 - size
            zeros = max(zeros, 0) if isinstance(size, int) else tf.maximum(zeros, 0)
            pads.append((zeros // 2, zeros - zeros // 2))
        return tuple(pads)

    def compute_output_shape(self, input_shape):
        shape = super().compute_output_shape(input_shape)
        if not self.pads_as_keras:
            return shape
        sizes = zip(input_shape[1:3], self.strides, strict=True)
        return (shape[0], *(size and -(-size // stride) for size, stride in sizes), shape[3])

    def plain_weights(self):
        """Returns the kernel, as the plain convolution has it, and the bias if there is one."""
        kernel = np.asarray(self.kernel)
        if self.depthwise_initializer is not None:
            kernel = kernel.reshape(*kernel.shape[:2], -1, 1)
        return [kernel] if self.bias is None else [kernel, np.asarray(self.bias)]

    def set_plain_weights(self, weights):
        """Takes kernel and bias of the plain convolution."""
        self.kernel.assign(self._in_groups(weights[0]))
        if self.bias is not None:
            self.bias.assign(weights[1])

    def _in_groups(self, kernel):
        if self.depthwise_initializer is None:
            return kernel
        return np.reshape(kernel, self.kernel.shape)

    def load_own_variables(self, store):
        values = {key: store[key] for key in store.keys()}
        super().load_own_variables({**values, "0": self._in_groups(values["0"])})
