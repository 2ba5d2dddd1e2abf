"""SSD's crop: windows drawn at random, of which one must show an object well enough.

The rule is that of the authors' own code: each sampler draws up to `tries` windows and keeps its
first good one, then one sampler is picked among those that found any. Here the windows of all
samplers are drawn and tested at once, as one tensor: the same law, without a loop in the graph.

Reference: Liu et al., SSD, ECCV 2016, section 2.2, "Data augmentation".
"""

import tensorflow as tf

from tfvision.geometry import boxes as box_math

WHOLE = "whole"


def draws_needed(samplers, tries):
    """Number of uniform draws that `choose_window` consumes.

    Args:
        samplers: As in `choose_window`.
        tries: As in `choose_window`.

    Returns: int.
    """
    return len(samplers) + 5 * len(_constrained(samplers)) * tries


def choose_window(
    draws, canvas_hw, image_px, boxes_px, *, samplers, tries, scale, aspect, on_object, keep_object
):
    """Picks the part of the canvas that becomes the training image.

    Args:
        draws: Uniform in [0, 1), `draws_needed(samplers, tries)` of them.
        canvas_hw: Height and width of the canvas, whole numbers.
        image_px: Where the image lies on the canvas; the rest is fill. A window shows at least
            one pixel of the image.
        boxes_px: The objects, on the canvas.
        samplers: "whole" (the canvas as it is) or the IoU that at least one object must reach
            with the window, 0 for anything. One that is listed twice is picked twice as often.
        tries: Windows that a sampler may draw.
        scale: Range of the window's side, as a share of the canvas's.
        aspect: Range of the window's width / height, in units of the canvas's own.
        on_object: Scalar bool: place each window so that it holds the centre of some object?
            None for never.
        keep_object: Python bool; True accepts only windows that hold the centre of an object, if
            there is one.

    Input shape: `draws` `[n]`, `canvas_hw` `[2]`, `image_px` `[4]`, `boxes_px` `[N, 4]`, float32.
    Output shape: `[4]` float32, xyxy in whole pixels of the canvas.
    """
    limits = _constrained(samplers)
    canvas_wh = canvas_hw[::-1]
    whole_px = tf.concat([tf.zeros([2]), canvas_wh], 0)  # [4]
    if not limits:
        return whole_px
    priority, draws = draws[: len(samplers)], draws[len(samplers) :]
    draws = tf.reshape(draws, [5, len(limits) * tries])
    windows_px = _draw_windows(draws, canvas_wh, boxes_px, scale, aspect, on_object)  # [S*T, 4]
    minimum = tf.repeat(tf.constant(limits, tf.float32), tries)  # [S*T]
    good = _accepted(windows_px, image_px, boxes_px, minimum, keep_object)
    good = tf.reshape(good, [len(limits), tries])  # [S, T]
    first = tf.argmax(good, axis=-1, output_type=tf.int32)  # [S]
    # A sampler that found nothing is out; the whole canvas is what remains when all are.
    found = tf.where(tf.reduce_any(good, -1), priority[: len(limits)], -1.0)  # [S]
    whole = tf.reduce_max(tf.concat([priority[len(limits) :], [-0.5]], 0), keepdims=True)  # [1]
    picked = tf.argmax(tf.concat([found, whole], 0), output_type=tf.int32)
    index = tf.minimum(picked, len(limits) - 1)
    window_px = windows_px[index * tries + first[index]]
    return tf.where(picked < len(limits), window_px, whole_px)


def centres_inside(boxes_px, window_px):
    """Says which boxes have their centre in which window; an edge on the left or top belongs to it.

    Args:
        boxes_px: The objects.
        window_px: One window, or several.

    Input shape: `[N, 4]`; `[4]` or `[M, 1, 4]`.
    Output shape: `[N]` or `[M, N]` bool.
    """
    centres = (boxes_px[:, :2] + boxes_px[:, 2:]) / 2  # [N, 2]
    inside = (centres >= window_px[..., :2]) & (centres < window_px[..., 2:])
    return tf.reduce_all(inside, axis=-1)


def _constrained(samplers):
    return [float(sampler) for sampler in samplers if sampler != WHOLE]


def _draw_windows(draws, canvas_wh, boxes_px, scale, aspect, on_object):
    """Turns draws `[5, M]` into windows `[M, 4]` in whole pixels."""
    side = scale[0] + draws[0] * (scale[1] - scale[0])  # [M]
    # The ratio is bounded so that neither side is longer than the canvas.
    low = tf.maximum(aspect[0], side**2)
    high = tf.minimum(aspect[1], 1 / side**2)
    root = tf.sqrt(low + draws[1] * (high - low))
    size = tf.stack([side * root, side / root], -1) * canvas_wh  # [M, 2]
    size = tf.clip_by_value(tf.round(size), 1.0, canvas_wh)
    low, high = tf.zeros_like(size), canvas_wh - size
    if on_object is not None:
        count = tf.shape(boxes_px)[0]
        index = tf.cast(draws[4] * tf.cast(count, tf.float32), tf.int32)
        centres = (boxes_px[:, :2] + boxes_px[:, 2:]) / 2
        # One more row, for an image without objects; its windows are placed freely.
        centres = tf.gather(tf.concat([centres, canvas_wh[None] / 2], 0), index)  # [M, 2]
        bound = on_object & (count > 0)
        high_bound = tf.clip_by_value(tf.floor(centres), 0.0, high)
        low_bound = tf.clip_by_value(tf.floor(centres) - size + 1, 0.0, high)
        low, high = tf.where(bound, low_bound, low), tf.where(bound, high_bound, high)
    corner = tf.minimum(tf.floor(low + tf.transpose(draws[2:4]) * (high - low + 1)), high)
    return tf.concat([corner, corner + size], -1)


def _accepted(windows_px, image_px, boxes_px, minimum, keep_object):
    """Tests windows `[M, 4]` against the IoU that each must reach, `[M]`; gives bool `[M]`."""
    overlap = box_math.iou(windows_px, boxes_px)  # [M, N]
    best = tf.maximum(tf.reduce_max(overlap, axis=-1), 0.0)  # 0 for an image without objects
    low = tf.maximum(windows_px[:, :2], image_px[:2])
    high = tf.minimum(windows_px[:, 2:], image_px[2:])
    good = (best >= minimum) & tf.reduce_all(high - low >= 1, axis=-1)
    if keep_object:
        holds = tf.reduce_any(centres_inside(boxes_px, windows_px[:, None]), axis=-1)
        good &= holds | (tf.shape(boxes_px)[0] == 0)
    return good
