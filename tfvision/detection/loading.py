"""From samples to examples: image files decoded and boxes attached, inside a `tf.data` graph."""

import numpy as np
import tensorflow as tf


def examples(samples, seed=None):
    """A dataset of examples, decoded in parallel, in an order that only `seed` decides.

    An example is a dict: `image` uint8 `[H, W, 3]`, `boxes_xyxy` float32 `[N, 4]` in [0, 1],
    `labels` int32 `[N]`, `difficult` bool `[N]`, `image_id` int64, the position in `samples`.

    Args:
        samples: Sequence of `Sample`.
        seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
            None keeps the order of the files.
    """
    counts = [len(sample.labels) for sample in samples]
    with tf.init_scope():  # Captured, not copied into the graph of each epoch.
        paths = tf.constant([sample.path for sample in samples], tf.string)
        starts = tf.constant(np.concatenate([[0], np.cumsum(counts, dtype="int64")]), tf.int64)
        sizes = np.array([sample.size_hw for sample in samples], "int32").reshape(-1, 2)
        boxes = [sample.boxes_px / _scale(sample.size_hw) for sample in samples]
        boxes = tf.constant(np.concatenate([np.zeros([0, 4]), *boxes]), tf.float32)
        labels = _joined([sample.labels for sample in samples], "int32")
        difficult = _joined([sample.difficult for sample in samples], "bool")
        sizes = tf.constant(sizes)

    def example(i):
        own = slice(starts[i], starts[i + 1])
        image = tf.io.decode_image(tf.io.read_file(paths[i]), channels=3, expand_animations=False)
        image.set_shape([None, None, 3])
        return {
            "image": image,  # [H, W, 3]
            "boxes_xyxy": boxes[own],  # [N, 4]
            "labels": labels[own],  # [N]
            "difficult": difficult[own],  # [N]
            "image_id": i,
        }

    if seed is None:
        order = tf.data.Dataset.range(len(samples))
    else:
        positions = tf.range(len(samples), dtype=tf.int64)
        positions = tf.random.experimental.stateless_shuffle(positions, seed)
        order = tf.data.Dataset.from_tensor_slices(positions)
    return order.map(example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


def _joined(arrays, dtype):
    return tf.constant(np.concatenate([np.zeros([0], dtype), *arrays]).astype(dtype))


def _scale(size_hw):
    height, width = size_hw
    return np.array([width, height, width, height], "float32")
