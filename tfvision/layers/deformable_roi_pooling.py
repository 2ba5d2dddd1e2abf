"""Average pooling of boxes to a grid of cells, each moved by an offset: a function of tensors."""

import math

import tensorflow as tf

from tfvision.layers.deformable_geometry import check_whole, pair
from tfvision.layers.deformable_sampling import gather_samples


def deform_roi_pool(
    maps, boxes_xyxy, pool_size=7, offsets=None, mask=None, *, samples=2, gamma=0.1
):
    """Pools boxes to cells of `pool_size`, each the mean of some bilinear samples.

    Without offsets and mask the numbers are of `torchvision.ops.roi_align` with `aligned=True` and
    `sampling_ratio=samples`: a sample up to one pixel outside of the map is that of its border,
    further out it is 0. A NaN among a cell's offsets makes that cell NaN, one in a box all of its.

    Args:
        maps: `[B, H, W, C]` of any float.
        boxes_xyxy: `[B, N, 4]` in [0, 1] of the image that the maps are of.
        pool_size: Cells along each side, or (down, across): `ph` and `pw`.
        offsets: `[B, N, ph, pw, 2]`, (y, x) of each cell, or None. A cell is moved by `gamma` times
            them, times its box's height and width.
        mask: `[B, N, ph, pw]`, a factor for each cell, or None: 1.
        samples: Samples along each side of a cell.
        gamma: Factor on the offsets; 0.1 in the paper.

    Returns: `[B, N, ph, pw, C]` of the maps' type.
    Raises: ValueError for boxes, offsets or a mask of another shape, `samples` below 1.

    Example:
        >>> maps, boxes_xyxy = tf.ones([1, 6, 8, 4]), tf.constant([[[0.0, 0.0, 0.5, 1.0]]])
        >>> deform_roi_pool(maps, boxes_xyxy, (2, 3)).shape
        TensorShape([1, 1, 2, 3, 4])

    Differs from the papers: several samples a cell at any place, not the mean of whole pixels.
    Reference: Dai et al., Deformable Convolutional Networks, ICCV 2017, equation 5; Zhu et al.,
    Deformable ConvNets v2, CVPR 2019, equation 2.
    """
    maps = tf.convert_to_tensor(maps)
    exact = tf.float64 if maps.dtype == tf.float64 else tf.float32
    cells = pair(pool_size)
    if len(cells) != 2:
        raise ValueError(f"pool_size must be one number or two, for (down, across), got {cells}")
    boxes_xyxy = tf.cast(boxes_xyxy, exact)
    expected = tf.TensorShape([maps.shape[0], None, 4])
    if not expected.is_compatible_with(boxes_xyxy.shape):
        raise ValueError(f"boxes_xyxy must have the shape {expected}, got {boxes_xyxy.shape}")
    check_whole("samples", samples)
    for name, value, last in (("offsets", offsets, (2,)), ("mask", mask, ())):
        expected = tf.TensorShape([*boxes_xyxy.shape[:2], *cells, *last])
        if value is not None and not expected.is_compatible_with(value.shape):
            raise ValueError(f"{name} must have the shape {expected}, got {value.shape}")
    moved = [tf.zeros([1, 1, *cells], exact)] * 2
    if offsets is not None:
        moved = tf.unstack(tf.cast(gamma * tf.cast(offsets, exact), exact), axis=-1)
    nowhere = tf.math.is_nan(tf.reduce_sum(boxes_xyxy, axis=2))[..., None, None]  # [B, N, 1, 1]
    lost = tf.math.is_nan(moved[0] + moved[1]) | nowhere  # [B, N, ph, pw]
    boxes_xyxy = tf.where(nowhere[..., 0], tf.zeros([], exact), boxes_xyxy)
    places = []
    for axis, offset in enumerate(moved):
        low, high = boxes_xyxy[..., 1 - axis], boxes_xyxy[..., 3 - axis]  # [B, N]
        offset = tf.where(lost, tf.constant(0, exact), offset)
        length = tf.cast(tf.shape(maps)[1 + axis], exact)
        places.append(_places(low * length, high * length, offset, axis, samples, length))
    counts = [tf.shape(boxes_xyxy)[0], tf.shape(boxes_xyxy)[1]]
    full = [*counts, *cells, samples, samples]
    reads = counts[1] * math.prod(cells) * samples**2
    y, x = (tf.reshape(tf.broadcast_to(place, full), [counts[0], reads]) for place in places)
    sampled = gather_samples(maps, y, x)  # [B, N * ph * pw * samples ** 2, C]
    sampled = tf.reshape(sampled, [*counts, *cells, samples**2, maps.shape[3]])
    pooled = tf.reduce_mean(sampled, axis=4)  # [B, N, ph, pw, C]
    if mask is not None:
        pooled *= tf.expand_dims(tf.cast(mask, maps.dtype), -1)
    nan, zero = tf.constant(math.nan, maps.dtype), tf.zeros([], maps.dtype)
    return pooled + tf.expand_dims(tf.where(lost, nan, zero), -1)


def _places(low, high, offset, axis, samples, length):
    """Where one side's samples are read: `[B, N, ph, pw, samples, 1]`, last two swapped for x."""
    count = offset.shape[2 + axis]
    steps = (tf.range(count * samples, dtype=low.dtype) + 0.5) / (count * samples)
    steps = tf.reshape(steps, [count, samples])  # Shares of the box
    low, size = (tf.reshape(v, [*tf.unstack(tf.shape(v)), 1, 1, 1, 1]) for v in (low, high - low))
    shape = [count, 1, samples, 1] if axis == 0 else [1, count, 1, samples]
    place = low + size * (tf.reshape(steps, shape) + offset[..., None, None]) - 0.5
    inside = (place >= -1) & (place <= length)
    within = tf.clip_by_value(place, 0, tf.maximum(length - 1, 0))
    return tf.where(inside, within, tf.constant(-2, place.dtype))
