"""Boxes: conversions between their formats, area, IoU, clipping and flipping.

Every function takes tensors `[..., 4]` of any float type and keeps that type. `xyxy` is left, top,
right, bottom; `cxcywh` is centre, then width and height. Coordinates are continuous: a box around
the whole image is `(0, 0, 1, 1)`, or `(0, 0, W, H)` in pixels.
"""

import tensorflow as tf


def xyxy_from_cxcywh(boxes_cxcywh):
    """Converts boxes given by centre and size to their corners.

    Args:
        boxes_cxcywh: `[..., 4]`, any unit.

    Returns: `[..., 4]` xyxy in the same unit.

    Example:
        >>> xyxy_from_cxcywh([[0.5, 0.5, 0.25, 0.5]]).numpy().tolist()
        [[0.375, 0.25, 0.625, 0.75]]
    """
    boxes_cxcywh = tf.convert_to_tensor(boxes_cxcywh)
    center, size = boxes_cxcywh[..., :2], boxes_cxcywh[..., 2:]
    return tf.concat([center - size / 2, center + size / 2], axis=-1)


def cxcywh_from_xyxy(boxes_xyxy):
    """Converts boxes given by their corners to centre and size.

    Args:
        boxes_xyxy: `[..., 4]`, any unit.

    Returns: `[..., 4]` cxcywh in the same unit.

    Example:
        >>> cxcywh_from_xyxy([[0.0, 0.25, 0.5, 0.75]]).numpy().tolist()
        [[0.25, 0.5, 0.5, 0.5]]
    """
    boxes_xyxy = tf.convert_to_tensor(boxes_xyxy)
    low, high = boxes_xyxy[..., :2], boxes_xyxy[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)


def area(boxes_xyxy):
    """Measures boxes; one that is inverted has no area.

    Args:
        boxes_xyxy: `[..., 4]`, any unit.

    Returns: `[...]`, in the square of that unit.

    Example:
        >>> area([[0.0, 0.0, 4.0, 2.0], [3.0, 3.0, 1.0, 1.0]]).numpy().tolist()
        [8.0, 0.0]
    """
    x1, y1, x2, y2 = tf.unstack(tf.convert_to_tensor(boxes_xyxy), axis=-1)
    return tf.nn.relu(x2 - x1) * tf.nn.relu(y2 - y1)


def iou(a_xyxy, b_xyxy):
    """Measures how much each box of one set overlaps each of another: intersection over union.

    Args:
        a_xyxy: `[..., N, 4]`, any unit.
        b_xyxy: `[..., M, 4]`, the same unit; leading axes broadcast against those of `a_xyxy`.

    Returns: `[..., N, M]` in [0, 1]; 0 where neither box has an area, and without columns or rows
        where one of the sets is empty.

    Example:
        >>> iou([[0.0, 0.0, 2.0, 1.0]], [[1.0, 0.0, 3.0, 1.0], [5.0, 0.0, 6.0, 1.0]]).shape
        TensorShape([1, 2])
    """
    a_xyxy = tf.convert_to_tensor(a_xyxy)
    b_xyxy = tf.convert_to_tensor(b_xyxy, a_xyxy.dtype)
    ax1, ay1, ax2, ay2 = tf.unstack(a_xyxy[..., :, None, :], axis=-1)  # [..., N, 1]
    bx1, by1, bx2, by2 = tf.unstack(b_xyxy[..., None, :, :], axis=-1)  # [..., 1, M]
    width = tf.nn.relu(tf.minimum(ax2, bx2) - tf.maximum(ax1, bx1))  # [..., N, M]
    height = tf.nn.relu(tf.minimum(ay2, by2) - tf.maximum(ay1, by1))
    intersection = width * height
    areas = area(a_xyxy)[..., :, None] + area(b_xyxy)[..., None, :]
    return tf.math.divide_no_nan(intersection, areas - intersection)


def clip(boxes_xyxy, low=0.0, high=1.0):
    """Moves the corners of boxes that lie outside an image to its edge.

    Args:
        boxes_xyxy: `[..., 4]`.
        low: Smallest coordinate allowed.
        high: Largest coordinate allowed: one number, or `(W, H, W, H)` for pixels.

    Returns: `[..., 4]` xyxy; a box that lay wholly outside has no area any more.

    Example:
        >>> clip([[-0.5, 0.25, 0.5, 1.5]]).numpy().tolist()
        [[0.0, 0.25, 0.5, 1.0]]
    """
    boxes_xyxy = tf.convert_to_tensor(boxes_xyxy)
    low, high = tf.cast(low, boxes_xyxy.dtype), tf.cast(high, boxes_xyxy.dtype)
    return tf.maximum(tf.minimum(boxes_xyxy, high), low)


def to_pixels(boxes_xyxy, size_hw):
    """Scales boxes in [0, 1] of an image to its pixels.

    Args:
        boxes_xyxy: `[..., 4]` in [0, 1].
        size_hw: Height and width: `[2]`, or `[B, 2]` for boxes `[B, N, 4]`.

    Returns: `[..., 4]` xyxy in pixels.

    Example:
        >>> to_pixels([[0.5, 0.5, 1.0, 1.0]], (360, 640)).numpy().tolist()
        [[320.0, 180.0, 640.0, 360.0]]
    """
    boxes_xyxy = tf.convert_to_tensor(boxes_xyxy)
    return boxes_xyxy * _scale_whwh(size_hw, boxes_xyxy.dtype)


def from_pixels(boxes_px, size_hw):
    """Scales boxes in pixels of an image to [0, 1]: the inverse of `to_pixels`.

    Args:
        boxes_px: `[..., 4]` xyxy in pixels.
        size_hw: Height and width: `[2]`, or `[B, 2]` for boxes `[B, N, 4]`.

    Returns: `[..., 4]` xyxy in [0, 1].

    Example:
        >>> from_pixels([[320.0, 180.0, 640.0, 360.0]], (360, 640)).numpy().tolist()
        [[0.5, 0.5, 1.0, 1.0]]
    """
    boxes_px = tf.convert_to_tensor(boxes_px)
    return boxes_px / _scale_whwh(size_hw, boxes_px.dtype)


def flip_horizontal(boxes_xyxy):
    """Mirrors boxes in [0, 1] as `image[:, ::-1]` mirrors their image.

    Args:
        boxes_xyxy: `[..., 4]` in [0, 1].

    Returns: `[..., 4]` xyxy, left still left of right.

    Example:
        >>> flip_horizontal([[0.0, 0.25, 0.25, 0.5]]).numpy().tolist()
        [[0.75, 0.25, 1.0, 0.5]]
    """
    x1, y1, x2, y2 = tf.unstack(tf.convert_to_tensor(boxes_xyxy), axis=-1)
    return tf.stack([1 - x2, y1, 1 - x1, y2], axis=-1)


def _scale_whwh(size_hw, dtype):
    """Turns `[2]` or `[B, 2]` sizes into what boxes `[..., 4]` or `[B, N, 4]` multiply with."""
    scale = tf.gather(tf.cast(size_hw, dtype), [1, 0, 1, 0], axis=-1)
    return scale if scale.shape.rank == 1 else scale[..., None, :]  # [4] or [B, 1, 4]
