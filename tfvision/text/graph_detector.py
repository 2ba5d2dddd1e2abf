"""What a `CharacterDetector` does before and after its network, inside a graph."""

import tensorflow as tf

from tfvision.images.resample import resample
from tfvision.text import graph_order, pyramid, tiling
from tfvision.text.graph_decoder import decode
from tfvision.text.region import STRIDE

_LADDER = tiling.LADDER.astype("int32")


def prepare(detector, images, level=0):
    """Images of any size `[B, H, W, 3]` to what the network sees of them on a level, float32."""
    seen_hw = _seen_hw(detector, tf.shape(images)[1:3], level)
    if level or detector.scale != 1 or detector.longest_side is not None:
        same = tf.reduce_all(seen_hw == tf.shape(images)[1:3])
        images = tf.cond(same, lambda: images, lambda: resample(images, seen_hw))
    bottom, right = tf.unstack(tf.gather(_LADDER, tf.searchsorted(_LADDER, seen_hw)) - seen_hw)
    images = tf.cast(images, tf.float32)
    return tf.pad(images, [[0, 0], [0, bottom], [0, right], [0, 0]])


def finish(detector, outputs, size_hw):
    """The model's outputs to characters in pixels of images of one size.

    Args:
        detector: `CharacterDetector`.
        outputs: Those of each level, by the images that `prepare` gave.
        size_hw: `[2]` int, the size of the images.

    Returns: `boxes`, `scores`, `order` and `num_detections`, as `run` of the detector, which takes
        apart touching characters a little differently, see `graph_decoder`.
    """
    found = _characters(detector, outputs[0], size_hw, 0)
    for level, coarser in enumerate(outputs[1:], 1):
        found = pyramid.joined_in_graph(found, _characters(detector, coarser, size_hw, level))
    counts = found["num_detections"]
    order = graph_order.reading_orders(found["boxes"], counts, detector.direction)
    return {**found, "order": order}


def _characters(detector, outputs, size_hw, level):
    maps = outputs["heat_map"] if isinstance(outputs, dict) else outputs
    seen_hw = _seen_hw(detector, size_hw, level)
    maps = maps[:, : seen_hw[0] // STRIDE, : seen_hw[1] // STRIDE]
    found = decode(maps, detector.codec, seen_hw, detector.score_threshold)
    found["scores"] = tf.minimum(found["scores"], 1.0)  # A peak may come out a little above.
    found = pyramid.only_large_in_graph(found) if level else found
    ratio_yx = tf.cast(size_hw / seen_hw, tf.float32)
    return {**found, "boxes": found["boxes"] * tf.gather(ratio_yx, [1, 0, 1, 0])}


def _seen_hw(detector, size_hw, level):
    scale = tf.constant(detector.scale, tf.float64)
    if detector.longest_side is not None:
        scale = tf.minimum(scale, detector.longest_side / tf.reduce_max(size_hw))
    scale /= pyramid.SHRINK**level
    rounded = tf.round(tf.cast(size_hw, tf.float64) * scale)
    return tf.maximum(1, tf.cast(rounded, tf.int32))
