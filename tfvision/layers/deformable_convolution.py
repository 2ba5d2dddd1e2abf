"""A convolution whose every tap reads at a place of its own, as a function of tensors."""

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import control_flow_util

from tfvision.layers.deformable_back_ends import convolve
from tfvision.layers.deformable_geometry import check_whole, geometry, output_size, tap_places
from tfvision.layers.litert import is_for_litert

BACK_ENDS = (None, "fast", "gather")


def deform_conv2d(
    images,
    offsets,
    kernel,
    mask=None,
    bias=None,
    strides=1,
    padding=0,
    dilation_rate=1,
    offset_groups=1,
    *,
    back_end=None,
    images_at_once=None,
):
    """Convolves, each tap moved by an offset, and with `mask` weighted too.

    The numbers, and those of the gradients, are of `torchvision.ops.deform_conv2d`: samples are
    bilinear and 0 outside of the image; at integers the derivative is that to the right. A NaN
    among the offsets makes its own output pixel NaN, and no other. Positions are float32, or
    float64 with images of that type.

    Args:
        images: `[B, H, W, C]` of any float; its type is the output's.
        offsets: `[B, h, w, offset_groups * kh * kw * 2]` in pixels: (y, x) for each tap in reading
            order, of the first group of channels, then of the next one.
        kernel: `[kh, kw, C / groups, filters]`, which says how many groups there are.
        mask: `[B, h, w, offset_groups * kh * kw]`, a factor for each tap, or None: 1.
        bias: `[filters]` or None.
        strides: Step, or one for each of (y, x).
        padding: Zeros around the image: a number, one for each of (y, x), or
            ((top, bottom), (left, right)).
        dilation_rate: Distance of the taps, or one for each of (y, x).
        offset_groups: Groups of input channels that have offsets of their own.
        back_end: "fast": sparse matrices, for CPU, all types but float64 and outside of XLA only;
            "gather": plain operations, for all else; None: "fast" where it can be, and not in
            `for_litert`. Higher derivatives are right with both. In half precision "fast" samples
            in float32, and rounds what is multiplied with the kernel.
        images_at_once: Images that are convolved together; the others wait, which bounds memory.
            None: all of them with "gather", and with "fast" as many as are quickest.

    Returns: `[B, h, w, filters]`.
    Raises: ValueError for arguments out of range, and for shapes that do not fit each other, as far
        as they are known: in a graph for any size nobody checks it.

    Example:
        >>> images, kernel = tf.ones([1, 5, 7, 4]), tf.ones([3, 3, 4, 2])
        >>> deform_conv2d(images, tf.zeros([1, 3, 5, 18]), kernel)[0, 1, 2].numpy()
        array([36., 36.], dtype=float32)

    Reference: Zhu et al., Deformable ConvNets v2, CVPR 2019.
    """
    images = tf.convert_to_tensor(images)
    exact = tf.float64 if images.dtype == tf.float64 else tf.float32
    # Tensors first: a cast leaves variables, which custom gradients do not take.
    offsets = tf.cast(tf.convert_to_tensor(offsets), exact)
    kernel = tf.cast(tf.convert_to_tensor(kernel), images.dtype)
    check_how(back_end, images_at_once)
    _check_kinds(images, offsets, kernel, bias)
    check_whole("offset_groups", offset_groups)
    sides = geometry(tuple(kernel.shape[:2]), strides, padding, dilation_rate)
    _check(images, offsets, kernel, mask, sides, offset_groups)
    y, x = tap_places(offsets, sides, offset_groups)
    lost = tf.math.is_nan(y) | tf.math.is_nan(x)  # [B, h * w, og, kh * kw]
    parts = [tf.where(lost, tf.constant(-2, exact), place) for place in (y, x)]  # Outside
    if mask is not None:
        parts.append(tf.reshape(tf.cast(mask, exact), tf.shape(y)))
    # The groups first: each one samples maps of its own.
    parts = [tf.transpose(part, [0, 2, 1, 3]) if offset_groups > 1 else part for part in parts]
    # No -1: that would be 0 for an empty batch.
    pixels = offsets.shape[1:3].num_elements()
    reads = (tf.shape(y)[1] if pixels is None else pixels) * kernel.shape[0] * kernel.shape[1]
    parts = [tf.reshape(part, [tf.shape(images)[0], offset_groups, reads]) for part in parts]
    fast = _is_fast(back_end, images.dtype)
    outputs = convolve(kernel, [images, *parts], fast, images_at_once)  # [B, h * w, filters]
    outputs += _poison(lost, kernel, images.shape[3], images.dtype)
    if bias is not None:
        outputs = _with_bias(outputs, tf.cast(tf.convert_to_tensor(bias), exact))
    shape = tf.concat([tf.shape(offsets)[:3], [kernel.shape[3]]], axis=0)
    outputs = tf.reshape(outputs, shape)
    outputs.set_shape([*offsets.shape[:3], kernel.shape[3]])
    return outputs  # [B, h, w, filters]


def check_how(back_end, images_at_once):
    """Refuses other ways to compute than there are, see `deform_conv2d`."""
    if back_end not in BACK_ENDS:
        raise ValueError(f"back_end must be one of {BACK_ENDS}, got {back_end!r}")
    if images_at_once is not None:
        check_whole("images_at_once", images_at_once)


def _check_kinds(images, offsets, kernel, bias):
    if not images.dtype.is_floating:
        raise ValueError(f"images must be of a float, got {images.dtype.name}")
    for name, value in (("images", images), ("offsets", offsets), ("kernel", kernel)):
        if value.shape.rank != 4:
            raise ValueError(f"{name} must have four axes, got the shape {value.shape}")
    if images.shape[3] is None:
        raise ValueError(f"images must have a known number of channels, got {images.shape}")
    filters = kernel.shape[3]
    if bias is not None and not tf.TensorShape([filters]).is_compatible_with(np.shape(bias)):
        raise ValueError(f"bias must be [{filters}], as many as filters, got {np.shape(bias)}")


def _check(images, offsets, kernel, mask, sides, offset_groups):
    kh, kw, inputs, filters = kernel.shape
    C = images.shape[3]
    if C % inputs or filters % (C // inputs):
        raise ValueError(
            f"kernel must be [kh, kw, C / groups, filters] with filters a multiple of groups, got "
            f"{kernel.shape} for {C} channels"
        )
    if C % offset_groups:
        raise ValueError(f"offset_groups must divide the {C} channels, got {offset_groups}")
    sizes = [
        None if size is None else output_size(size, *rest)
        for size, *rest in zip(
            images.shape[1:3],
            *(sides[key] for key in ("kernel_size", "strides", "pads", "dilation_rate")),
            strict=True,
        )
    ]
    taps = offset_groups * kh * kw
    for name, value, channels in (("offsets", offsets, 2 * taps), ("mask", mask, taps)):
        expected = tf.TensorShape([images.shape[0], *sizes, channels])
        if value is not None and not expected.is_compatible_with(value.shape):
            raise ValueError(f"{name} must have the shape {expected}, got {value.shape}")


def _is_fast(back_end, dtype):
    if back_end == "fast" and dtype == tf.float64:
        raise ValueError('back_end "fast" is for 32 bits and less, got images of float64')
    if back_end is None:
        if is_for_litert():
            return False
        in_xla = not tf.executing_eagerly() and control_flow_util.GraphOrParentsInXlaContext(
            tf.compat.v1.get_default_graph()
        )
        return dtype != tf.float64 and not in_xla and not tf.config.list_physical_devices("GPU")
    return back_end == "fast"


@tf.custom_gradient
def _with_bias(outputs, bias):
    """Adds the bias; of its gradient, TensorFlow would round each step of the sum."""

    def backward(upstream):
        return upstream, tf.reduce_sum(tf.cast(upstream, bias.dtype), axis=[0, 1])

    return tf.nn.bias_add(outputs, tf.cast(bias, outputs.dtype)), backward


def _poison(lost, kernel, channels, dtype):
    """Returns NaN for the outputs that read what is `lost`, 0 for others.

    Returns: `[B, h * w, filters]`, or `[B, h * w, 1]` where all filters read the same.
    """
    groups, offset_groups = channels // kernel.shape[2], lost.shape[2]
    lost = tf.reduce_any(lost, axis=3)  # [B, h * w, og]
    if groups == 1:
        lost = tf.reduce_any(lost, axis=2, keepdims=True)  # [B, h * w, 1]
        return tf.where(lost, tf.constant(np.nan, dtype), tf.zeros([], dtype))
    # Channel by channel: which group of outputs reads from which group of offsets.
    reads = np.zeros([offset_groups, groups], "float32")
    channel = np.arange(channels)
    reads[channel * offset_groups // channels, channel * groups // channels] = 1
    lost = tf.tensordot(tf.cast(lost, "float32"), reads, 1) > 0  # [B, h * w, groups]
    lost = tf.repeat(lost, kernel.shape[3] // groups, axis=2)
    return tf.where(lost, tf.constant(np.nan, dtype), tf.zeros([], dtype))
