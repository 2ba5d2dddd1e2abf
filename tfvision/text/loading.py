"""From samples to examples: image files decoded and characters attached, in a `tf.data` graph."""

import numpy as np
import tensorflow as tf

from tfvision.geometry import boxes as box_math
from tfvision.images.loading import decoded, file_order
from tfvision.images.read import read

_BETWEEN = "\n"  # What no character is; one that is becomes a space.


def examples(samples, seed=None, places=None):
    """A dataset of examples, decoded in parallel, in an order that only `seed` decides.

    An example is a dict: `image` uint8 `[H, W, 3]`, `boxes_xyxy` float32 `[N, 4]` in [0, 1],
    `characters` string `[N]`, `lines` int32 `[N]` (-1: unknown), `ignored` bool `[N]`, `image_id`
    int64, the position in `samples`; and `quads_xy` float32 `[N, 4, 2]` if any sample has quads.
    Boxes are clipped to the image, and those without any area in it left out.

    Args:
        samples: Sequence of `Sample`.
        seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
            None keeps the order of the files.
        places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
    """
    counts = [len(sample.boxes_px) for sample in samples]
    texts = [
        _BETWEEN.join(c.replace(_BETWEEN, " ") for c in sample.characters) for sample in samples
    ]
    with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
        starts = tf.constant(np.cumsum([0, *counts]), tf.int64)  # [S+1], rows of the next three
        boxes_px = tf.constant(_joined([s.boxes_px for s in samples], [0, 4], "float32"))
        lines = tf.constant(_joined([s.lines for s in samples], [0], "int32"))
        ignored = tf.constant(_joined([s.ignored for s in samples], [0], "bool"))
        quads_px = _quads(samples)
        texts = tf.constant(texts, tf.string)  # [S]: one string a page, not one a character

    @tf.autograph.experimental.do_not_convert
    def example(i, image):
        own = slice(starts[i], starts[i + 1])
        count = starts[i + 1] - starts[i]
        boxes_xyxy = box_math.clip(box_math.from_pixels(boxes_px[own], tf.shape(image)[:2]))
        shown = box_math.area(boxes_xyxy) > 0  # [N]
        columns = {
            "boxes_xyxy": boxes_xyxy,  # [N, 4]
            "characters": tf.strings.split(texts[i], _BETWEEN)[:count],  # [N]
            "lines": lines[own],  # [N]
            "ignored": ignored[own],  # [N]
        }
        if quads_px is not None:
            size_wh = tf.gather(tf.shape(image), [1, 0])
            columns["quads_xy"] = quads_px[own] / tf.cast(size_wh, tf.float32)  # [N, 4, 2]
        columns = {key: tf.boolean_mask(values, shown) for key, values in columns.items()}
        return {"image": image, **columns, "image_id": i}

    order = file_order(len(samples), seed, places)
    images = decoded([s.path for s in samples], order, lambda i: read(samples[i].path))
    return images.map(example)


def _quads(samples):
    """Corners of all characters `[rows, 4, 2]`, those of boxes where no others are known, or None.

    A sample without characters says nothing about whether they are turned.
    """
    if all(sample.quads_px is None for sample in samples):
        return None
    quads = [
        sample.boxes_px[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
        if sample.quads_px is None
        else sample.quads_px
        for sample in samples
    ]
    return tf.constant(_joined(quads, [0, 4, 2], "float32"))


def _joined(arrays, empty_shape, dtype):
    return np.concatenate([np.zeros(empty_shape, dtype), *arrays]).astype(dtype, copy=False)
