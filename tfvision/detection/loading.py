"""From samples to examples: image files decoded and boxes attached, inside a `tf.data` graph."""

import os

import numpy as np
import tensorflow as tf

from tfvision.geometry import boxes as box_math
from tfvision.images.loading import decoded, file_order
from tfvision.images.read import ImageError, read


def examples(samples, seed=None, places=None):
    """A dataset of examples, decoded in parallel, in an order that only `seed` decides.

    An example is a dict: `image` uint8 `[H, W, 3]`, `boxes_xyxy` float32 `[N, 4]` in [0, 1],
    `labels` int32 `[N]`, `difficult` and `crowd` bool `[N]`, `areas` float32 `[N]` in pixels of the
    file or NaN, `image_id` int64, the position in `samples`. Other data may do without `crowd`
    and `areas`.

    Args:
        samples: Sequence of `Sample`.
        seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
            None keeps the order of the files.
        places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
    """
    counts = [len(sample.labels) for sample in samples]
    with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
        starts = tf.constant(np.cumsum([0, *counts]), tf.int64)  # [S+1], rows of the next five
        boxes_xyxy = tf.constant(unit_boxes(samples))
        labels = _joined([sample.labels for sample in samples], [0], tf.int32)
        difficult = _joined([sample.difficult for sample in samples], [0], tf.bool)
        crowd = _joined([sample.crowd for sample in samples], [0], tf.bool)
        areas = _joined([sample.areas for sample in samples], [0], tf.float32)

    @tf.autograph.experimental.do_not_convert
    def example(i, image):
        own = slice(starts[i], starts[i + 1])
        return {
            "image": image,  # [H, W, 3]
            "boxes_xyxy": boxes_xyxy[own],  # [N, 4]
            "labels": labels[own],  # [N]
            "difficult": difficult[own],  # [N]
            "crowd": crowd[own],  # [N]
            "areas": areas[own],  # [N]
            "image_id": i,
        }

    def rescue(i):
        return rescued(samples[i].path, samples[i].size_hw, samples[i].source)

    images = decoded(
        [sample.path for sample in samples],
        file_order(len(samples), seed, places),
        rescue,
        [sample.size_hw for sample in samples],
    )
    return images.map(example)


def unit_boxes(samples):
    """`[R, 4]` float32, the boxes of all samples, one after another, in [0, 1] of their images."""
    boxes_px = np.concatenate([np.zeros([0, 4], "float32"), *(s.boxes_px for s in samples)])
    sizes_hw = np.array([s.size_hw for s in samples for _ in s.labels], "float32").reshape(-1, 2)
    return box_math.from_pixels(boxes_px[:, None].astype("float32"), sizes_hw).numpy()[:, 0]


def rescued(path, size_hw, source):
    """Reads what the graph could not, or what has not the annotated size.

    Args:
        path: The image file.
        size_hw: Its annotated size.
        source: The annotation file, for the message.

    Returns: uint8 NumPy array `[H, W, 3]` of that size. OpenCV reads more formats than the graph.
        A photo that was annotated lying on its side, as its pixels are stored and not as its Exif
        block turns it, is given as it was annotated.

    Raises: ImageError naming the file.
    """
    size_hw = tuple(size_hw)
    image = read(path)
    if image.shape[:2] == size_hw:
        return image
    if image.shape[1::-1] == size_hw:
        stored = tf.io.decode_image(
            tf.io.read_file(os.fsencode(path)), 3, expand_animations=False
        ).numpy()
        if stored.shape[:2] == size_hw:
            return stored
    raise ImageError(f"{path}: {wrong_size(image.shape[:2], size_hw, source)}")


def wrong_size(size_hw, annotated_hw, source):
    """The sentence on an image whose size is not the annotated one."""
    return (
        f"the image is {size_hw[1]} wide and {size_hw[0]} high, but annotated as "
        f"{annotated_hw[1]} wide and {annotated_hw[0]} high in {source}"
    )


def _joined(arrays, empty_shape, dtype):
    dtype = tf.as_dtype(dtype)
    empty = np.zeros(empty_shape, dtype.as_numpy_dtype)
    return tf.constant(np.concatenate([empty, *arrays]), dtype)
