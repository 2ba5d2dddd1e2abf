"""SSD's augmentation of one image with its boxes: colours, expansion, IoU crop, flip, one resize.

Reference: Liu et al., SSD, ECCV 2016, section 2.2, "Data augmentation"; the expansion: section 3.6.
"""

import tensorflow as tf

from tfvision.detection import crop
from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.recolour import recolour
from tfvision.geometry import boxes as box_math
from tfvision.images.resize import resize

_OF_OBJECTS = ("boxes_xyxy", "labels", "difficult", "crowd", "areas")


def augment(example, seed, image_size, options=None):
    """Gives a changed copy of an example, at the size that the model takes.

    Every draw is made once, from `seed`, and given to image and boxes alike: the same seed is the
    same result, in any thread. What expansion and crop leave of the image is cut out and resized
    once, from whole pixels onto whole pixels, and the boxes follow that very map.

    Args:
        example: Dict with "image", "boxes_xyxy", "labels" and "difficult", maybe "crowd" and
            "areas"; what else it holds is passed on.
        seed: Two whole numbers.
        image_size: `(height, width)` of the result.
        options: An `AugmentOptions`; None for SSD's.

    Input shape: "image" `[H, W, 3]` uint8, "boxes_xyxy" `[N, 4]`, "labels", "difficult" and so on
        `[N]`; `seed` `[2]` integer.
    Output shape: "image" `[*image_size, 3]` uint8, the others `[M, …]` with M <= N.

    Differs from the paper: colours change after the resize instead of before everything, which is
    a fraction of the pixels, and all of them in one linear map: hue and saturation turn and
    stretch a colour around the axis of greys instead of in HSV, and [0, 255] is enforced once, at
    the end. (Contrast before or after them, which the authors' code draws, is then the same.)
    Boxes shorter than `min_side` are dropped.
    """
    options = options or AugmentOptions()
    parts = [1, 8, 5, crop.draws_needed(options.crop_samplers, options.crop_tries)]
    draws = tf.random.stateless_uniform([sum(parts)], seed)
    flip_draw, colour_draws, expand_draws, crop_draws = tf.split(draws, parts)
    size_hw = tf.cast(tf.shape(example["image"])[:2], tf.float32)
    # Annotations may reach over the edge; on an expanded canvas there is something beyond it.
    boxes_px = box_math.to_pixels(box_math.clip(example["boxes_xyxy"]), size_hw)

    window_px = _draw_window(expand_draws, crop_draws, size_hw, boxes_px, options)
    source_px, target_px = _place(window_px, size_hw, image_size)
    patch = _resample(example["image"], source_px, target_px, image_size)  # [h, w, 3]
    patch = recolour(patch, colour_draws, options)
    image = _on_canvas(patch, target_px, image_size, options.fill)  # [*image_size, 3]
    flip = flip_draw[0] < options.flip_probability
    image = tf.cond(flip, lambda: tf.reverse(image, [1]), lambda: image)

    boxes_px, kept = _follow(boxes_px, window_px, source_px, target_px, image_size, options)
    boxes_xyxy = box_math.from_pixels(boxes_px, image_size)
    boxes_xyxy = tf.where(flip, box_math.flip_horizontal(boxes_xyxy), boxes_xyxy)
    image = tf.ensure_shape(image, [*image_size, 3])
    return keep_objects(example | {"image": image, "boxes_xyxy": boxes_xyxy}, kept)


def keep_objects(example, kept):
    """Gives an example with some of its objects only.

    Args:
        example: As in `augment`.
        kept: bool `[N]`.
    """
    own = [key for key in _OF_OBJECTS if key in example]
    return example | {key: tf.boolean_mask(example[key], kept) for key in own}  # [M, …]


def resize_example(example, image_size):
    """Gives an example at the size that the model takes, with nothing else changed.

    Args:
        example: As in `augment`; boxes are relative and stay as they are.
        image_size: `(height, width)` of the result.

    Input shape: "image" `[H, W, 3]` uint8.
    Output shape: "image" `[*image_size, 3]` uint8.
    """
    pixels = resize(example["image"], image_size)
    image = tf.ensure_shape(tf.cast(tf.round(pixels), tf.uint8), [*image_size, 3])
    return example | {"image": image}


def _draw_window(expand_draws, crop_draws, size_hw, boxes_px, options):
    """Draws the window `[4]`, in pixels of the image; it may reach beyond the image."""
    low, high = options.expand
    ratio = low + expand_draws[1] * (high - low)
    ratio = tf.where(expand_draws[0] < options.expand_probability, ratio, 1.0)
    canvas_hw = tf.round(size_hw * ratio)
    offset_hw = tf.floor(expand_draws[2:4] * (canvas_hw - size_hw + 1))
    offset_xyxy = tf.tile(offset_hw[::-1], [2])  # [4]
    image_px = offset_xyxy + tf.concat([tf.zeros([2]), size_hw[::-1]], 0)  # [4]
    window_px = crop.choose_window(
        crop_draws,
        canvas_hw,
        image_px,
        boxes_px + offset_xyxy,
        samplers=options.crop_samplers,
        tries=options.crop_tries,
        scale=options.crop_scale,
        aspect=options.crop_aspect,
        on_object=expand_draws[4] < options.crop_on_object if options.crop_on_object else None,
        keep_object=options.crop_keep_object,
    )
    return window_px - offset_xyxy


def _place(window_px, size_hw, image_size):
    """Finds the part of the image that the window shows, and where it lands in the result.

    Both `[4]` int32, xyxy in pixels; never empty.
    """
    size_wh = size_hw[::-1]
    target_wh = tf.constant(image_size[::-1], tf.float32)
    start = tf.maximum(window_px[:2], 0.0)
    stop = tf.minimum(window_px[2:], size_wh)
    scale = target_wh / (window_px[2:] - window_px[:2])
    first = tf.minimum(tf.round((start - window_px[:2]) * scale), target_wh - 1)
    last = tf.maximum(tf.round((stop - window_px[:2]) * scale), first + 1)
    source_px, target_px = tf.concat([start, stop], 0), tf.concat([first, last], 0)
    return tf.cast(source_px, tf.int32), tf.cast(target_px, tf.int32)


def _resample(image, source_px, target_px, image_size):
    """Cuts the source out of the image and brings it to the target's size, float32."""
    x0, y0, x1, y1 = tf.unstack(source_px)
    source_wh, target_wh = source_px[2:] - source_px[:2], target_px[2:] - target_px[:2]
    patch, size_hw = image[y0:y1, x0:x1], target_wh[::-1]
    # Plain bilinear is what the model sees when it predicts. Objects that shrink to less than half
    # of that would be torn to single pixels: there each pixel becomes a mean, as in a camera.
    shrunk = tf.cast(source_wh, tf.float32) / tf.cast(target_wh, tf.float32)
    usual = tf.cast(tf.shape(image)[:2], tf.float32) / tf.constant(image_size, tf.float32)
    return tf.cond(
        tf.reduce_prod(shrunk) > 4 * tf.reduce_prod(usual),
        lambda: tf.image.resize(patch, size_hw, antialias=True),
        lambda: resize(patch, size_hw),
    )


def _on_canvas(patch, target_px, image_size, fill):
    """Lays the patch on a canvas of the result's size, unless it covers all of it."""
    x0, y0, x1, y1 = tf.unstack(target_px)

    def laid():
        # Copying the four margins around it is five times as fast as padding, channel by channel.
        canvas = tf.broadcast_to(tf.constant(fill, tf.uint8), [*image_size, 3])
        band = tf.concat([canvas[y0:y1, :x0], patch, canvas[y0:y1, x1:]], 1)
        return tf.concat([canvas[:y0], band, canvas[y1:]], 0)

    covered = tf.reduce_all((target_px[2:] - target_px[:2])[::-1] == tf.constant(image_size))
    return tf.cond(covered, lambda: patch, laid)


def _follow(boxes_px, window_px, source_px, target_px, image_size, options):
    """Maps boxes as the pixels were mapped; gives them in pixels of the result, and which stay."""
    source_px, target_px = tf.cast(source_px, tf.float32), tf.cast(target_px, tf.float32)
    scale = (target_px[2:] - target_px[:2]) / (source_px[2:] - source_px[:2])  # [2] x, y
    scale, shift = tf.tile(scale, [2]), tf.tile(target_px[:2] - source_px[:2] * scale, [2])
    moved_px = boxes_px * scale + shift  # [N, 4]
    shown_px = tf.clip_by_value(
        moved_px, 0.0, tf.tile(tf.constant(image_size[::-1], tf.float32), [2])
    )
    kept = crop.centres_inside(boxes_px, window_px)  # [N]
    side = tf.reduce_min(shown_px[:, 2:] - shown_px[:, :2], axis=-1)
    kept &= (side >= options.min_side) & (side > 0)
    kept &= box_math.area(shown_px) >= options.min_visible * box_math.area(moved_px)
    return shown_px, kept
