"""Deformable convolution as a layer, which learns where its taps read."""

import keras
import numpy as np
from keras import ops

from tfvision.layers.deformable_convolution import check_how, deform_conv2d
from tfvision.layers.deformable_geometry import (
    check_whole,
    geometry,
    output_size,
    plain_convolution,
)
from tfvision.layers.initializers import initializer
from tfvision.layers.rate_multiplier import at_rate


@keras.saving.register_keras_serializable(package="tfvision")
class DeformConv2D(keras.layers.Layer):
    """Convolves at places that a second convolution, of the same shape, finds.

    Figure 2 of the first paper: each tap is moved by an offset. Section 2.1 of the second: and
    weighted by a mask. The second convolution starts at zero: with `mask_scale` 2 a new layer
    equals a plain convolution, and can take one's place in a trained network.

    Args:
        filters: Number of output channels.
        kernel_size: Side of the kernel, or (height, width).
        strides: Step, or one for each of (y, x).
        padding: "same": as PyTorch pads, the same on both sides, one more after for an even
            kernel; "valid": nothing; or the zeros on each side: a number, one for each of
            (y, x), or ((top, bottom), (left, right)).
        dilation_rate: Distance of the taps, or one for each of (y, x).
        groups: Groups of channels that are convolved apart.
        offset_groups: Groups of input channels that have offsets and masks of their own.
        modulated: Whether there are masks: version 2 of the paper, else version 1.
        use_bias: Whether a bias is added.
        mask_scale: Masks are this times a sigmoid: 2 in the authors' code, 1 in the paper.
        offset_lr_multiplier: How far a step of any optimizer moves the second convolution's
            weights, as a multiple of what it would move them; 0.1 in the papers. 0: they are not
            trained at all. See below for what is stored.
        max_offset: Pixels that no offset exceeds (softly, by a tanh), or None.
        kernel_initializer: Name of a Keras initializer, or "fan_out".
        back_end: As in `deform_conv2d`. Convert to LiteRT within `for_litert`, or with "gather".
        images_at_once: As in `deform_conv2d`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]`, h = ceil(H / strides) for padding "same".
    Raises: ValueError for arguments out of range, for channels that the groups do not divide.

    Example:
        >>> layer = DeformConv2D(8, strides=2)
        >>> layer(keras.ops.ones((1, 15, 20, 3))).shape
        TensorShape([1, 8, 10, 8])

    The variables `offset_kernel` and `offset_bias` hold the second convolution's weights divided by
    `offset_lr_multiplier` (by 1 if that is 0); `get_offset_weights` and `set_offset_weights` are
    for the weights themselves. Weight decay and clipping see what is stored: decay shrinks these
    weights as fast as the others, not `offset_lr_multiplier` times as fast. A weights file may be
    read by a layer with another multiplier, and may be of a plain convolution: offsets are then 0.

    Differs from the paper: the offsets are float32 in half precision too.
    Reference: Dai et al., Deformable Convolutional Networks, ICCV 2017; Zhu et al., Deformable
    ConvNets v2, CVPR 2019.
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        strides=1,
        padding="same",
        dilation_rate=1,
        groups=1,
        offset_groups=1,
        modulated=True,
        use_bias=True,
        mask_scale=2.0,
        offset_lr_multiplier=0.1,
        max_offset=None,
        *,
        kernel_initializer="glorot_uniform",
        back_end=None,
        images_at_once=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.sides = geometry(kernel_size, strides, padding, dilation_rate)
        for name, value in (("groups", groups), ("offset_groups", offset_groups)):
            check_whole(name, value)
        if filters < 1 or filters % groups:
            raise ValueError(f"filters must be a multiple of groups={groups}, got {filters}")
        # Not `<`: a NaN is to be refused too.
        if max_offset is not None and not 0 < max_offset < np.inf:
            raise ValueError(f"max_offset must be above 0 or None, got {max_offset}")
        if not 0 <= offset_lr_multiplier < np.inf:
            raise ValueError(f"offset_lr_multiplier must be 0 or more, got {offset_lr_multiplier}")
        if not 0 < mask_scale < np.inf:
            raise ValueError(f"mask_scale must be above 0, got {mask_scale}")
        check_how(back_end, images_at_once)
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.padding = padding
        self.dilation_rate = dilation_rate
        self.groups = groups
        self.offset_groups = offset_groups
        self.modulated = modulated
        self.use_bias = use_bias
        self.mask_scale = mask_scale
        self.offset_lr_multiplier = offset_lr_multiplier
        self.max_offset = max_offset
        self.kernel_initializer = kernel_initializer
        self.back_end = back_end
        self.images_at_once = images_at_once
        self._rate = offset_lr_multiplier or 1
        self.bias = None

    def build(self, input_shape):
        if self.built:
            return
        channels = input_shape[-1]
        for name in ("groups", "offset_groups"):
            if channels % getattr(self, name):
                raise ValueError(
                    f"{name} must divide the {channels} channels, got {getattr(self, name)}"
                )
        size = self.sides["kernel_size"]
        taps = self.offset_groups * size[0] * size[1]
        learned = taps * (3 if self.modulated else 2)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*size, channels // self.groups, self.filters),
            initializer=initializer(self.kernel_initializer),
        )
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.filters,), initializer="zeros")
        # Not rounded to half precision: that would move the taps.
        shared = {"initializer": "zeros", "autocast": False}
        shared["trainable"] = self.offset_lr_multiplier > 0
        self.offset_kernel = self.add_weight(
            name="offset_kernel", shape=(*size, channels, learned), **shared
        )
        self.offset_bias = self.add_weight(name="offset_bias", shape=(learned,), **shared)

    def call(self, inputs):
        sampling = self.sampling(inputs)
        return deform_conv2d(
            inputs,
            sampling["offsets"],
            self.kernel,
            sampling.get("mask"),
            self.bias,
            padding=self.sides["pads"],
            strides=self.sides["strides"],
            dilation_rate=self.sides["dilation_rate"],
            offset_groups=self.offset_groups,
            back_end=self.back_end,
            images_at_once=self.images_at_once,
        )  # [B, h, w, filters]

    def sampling(self, inputs):
        """Returns where the taps read: `offsets`, and `mask` if modulated, as the function's."""
        kernel, bias = (
            at_rate(ops.convert_to_tensor(weight), self._rate)
            for weight in (self.offset_kernel, self.offset_bias)
        )
        learned = plain_convolution(ops.cast(inputs, kernel.dtype), kernel, self.sides) + bias
        taps = learned.shape[-1] // (3 if self.modulated else 2)
        offsets = learned[..., : 2 * taps]  # [B, h, w, 2 * taps]
        if self.max_offset is not None:
            offsets = self.max_offset * ops.tanh(offsets / self.max_offset)
        if not self.modulated:
            return {"offsets": offsets}
        mask = self.mask_scale * ops.sigmoid(learned[..., 2 * taps :])  # [B, h, w, taps]
        return {"offsets": offsets, "mask": mask}

    def get_offset_weights(self):
        """Returns the second convolution's `[kernel, bias]` as arrays, not divided."""
        stored = (self.offset_kernel, self.offset_bias)
        return [ops.convert_to_numpy(weight) * self._rate for weight in stored]

    def set_offset_weights(self, weights):
        """Takes the second convolution's `[kernel, bias]` as another library has them.

        Args:
            weights: The kernel `[kh, kw, C, n]` and the bias `[n]`: the offsets' channels in the
                order of `deform_conv2d`, then, if modulated, those of the mask before its sigmoid.
        """
        kernel, bias = weights
        self.offset_kernel.assign(np.asarray(kernel) / self._rate)
        self.offset_bias.assign(np.asarray(bias) / self._rate)

    def save_own_variables(self, store):
        super().save_own_variables(store)
        store["rate"] = np.asarray(float(self._rate))

    def load_own_variables(self, store):
        values = {key: store[key] for key in store.keys()}
        rate = float(values.pop("rate", self._rate))
        plain = 2 if self.use_bias else 1
        if len(values) == plain:
            for i, weight in enumerate((self.offset_kernel, self.offset_bias)):
                values[str(plain + i)] = np.zeros(weight.shape, "float32")
        super().load_own_variables(values)
        # Only then: what a run goes on from is to be the same to the last digit.
        if rate != self._rate:
            for weight in (self.offset_kernel, self.offset_bias):
                weight.assign(weight * (rate / self._rate))

    def compute_output_shape(self, input_shape):
        sides = zip(
            input_shape[1:3],
            *(self.sides[key] for key in ("kernel_size", "strides", "pads", "dilation_rate")),
            strict=True,
        )
        sizes = [None if size is None else output_size(size, *rest) for size, *rest in sides]
        return (input_shape[0], *sizes, self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
            "offset_groups": self.offset_groups,
            "modulated": self.modulated,
            "use_bias": self.use_bias,
            "mask_scale": self.mask_scale,
            "offset_lr_multiplier": self.offset_lr_multiplier,
            "max_offset": self.max_offset,
            "kernel_initializer": self.kernel_initializer,
            "back_end": self.back_end,
            "images_at_once": self.images_at_once,
        }
