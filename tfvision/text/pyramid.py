"""A page seen again, smaller: for characters so large that they come apart where small ones do not.

A network that is taught on characters of some size takes a title for several of them. Seen at a
third of the size it is text as any other, for a ninth of the work.
"""

import numpy as np
import tensorflow as tf

SHRINK = 3  # Each level is so many times smaller than the one before.
_LEAST = 20.0  # Pixels of its own level that a character has, for the level to be believed.
_INSIDE = 0.5  # Of a box: with more of it in a larger one, it is a part of that character.
_MOST_PARTS = 8  # A character never came apart into more; a block of text taken for one has more.


def only_large(found):
    """Characters of a level after the first that are large enough to be judged there.

    Args:
        found: dict of arrays `[N, …]`, `boxes` px xyxy of the level among them.

    Example:
        >>> boxes = np.array([[0.0, 0, 30, 9], [0, 0, 9, 9]])
        >>> only_large({"boxes": boxes, "scores": np.ones(2)})["boxes"].tolist()
        [[0.0, 0.0, 30.0, 9.0]]
    """
    kept = _are_large(found["boxes"]).numpy()
    return {name: values[kept] for name, values in found.items()}


def joined(finer, coarser):
    """Characters of two levels: the coarser ones, and the finer ones that are no parts of them.

    A coarser one with more than eight parts is none, and its parts stay.

    Args:
        finer: dict of arrays `[N, …]`, `boxes` px xyxy of the image among them.
        coarser: The same of the next level, `[M, …]`, the large ones only.

    Returns: dict of arrays `[K, …]`; numbers in `word` stay apart.

    Example:
        >>> title = {"boxes": np.array([[0.0, 0, 90, 90]])}
        >>> finer = {"boxes": np.array([[0.0, 0, 40, 80], [0, 99, 9, 108]])}
        >>> joined(finer, title)["boxes"].tolist()
        [[0.0, 99.0, 9.0, 108.0], [0.0, 0.0, 90.0, 90.0]]
    """
    apart, whole = (each.numpy() for each in _chosen(finer["boxes"], coarser["boxes"]))
    result = {}
    for name, values in finer.items():
        first = values.max(initial=-1) + 1 if name == "word" else 0
        result[name] = np.concatenate([values[apart], coarser[name][whole] + first])
    return result


def only_large_in_graph(found):
    """`only_large` of padded answers: `boxes` `[B, N, 4]`, `scores`, `num_detections`."""
    return _padded(_kept(found, _are_large(found["boxes"])))


def joined_in_graph(finer, coarser):
    """`joined` of padded answers, see `only_large_in_graph`."""
    apart, whole = _chosen(finer["boxes"], coarser["boxes"])
    rows, more = _kept(finer, apart), _kept(coarser, whole)
    return _padded({name: tf.concat([rows[name], more[name]], 1) for name in rows})


def _are_large(boxes_xyxy):
    return tf.reduce_max(boxes_xyxy[..., 2:] - boxes_xyxy[..., :2], axis=-1) >= _LEAST


def _chosen(boxes_xyxy, larger_xyxy):
    """Which of `[…, N, 4]` and of `[…, M, 4]` are characters, `[…, N]` and `[…, M]` bool."""
    boxes, larger = boxes_xyxy[..., :, None, :], larger_xyxy[..., None, :, :]
    low = tf.maximum(boxes[..., :2], larger[..., :2])
    high = tf.minimum(boxes[..., 2:], larger[..., 2:])
    shared = tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)  # […, N, M]
    areas = tf.reduce_prod(boxes[..., 2:] - boxes[..., :2], axis=-1)  # […, N, 1]
    parts = shared > _INSIDE * areas
    whole = tf.math.count_nonzero(parts, axis=-2) <= _MOST_PARTS
    return ~tf.reduce_any(parts & whole[..., None, :], axis=-1), whole


def _kept(found, kept):
    kept &= tf.sequence_mask(found["num_detections"], tf.shape(kept)[1])
    return {name: tf.ragged.boolean_mask(found[name], kept) for name in ("boxes", "scores")}


def _padded(rows):
    return {
        "boxes": rows["boxes"].to_tensor(shape=[None, None, 4]),
        "scores": rows["scores"].to_tensor(),
        "num_detections": tf.cast(rows["scores"].row_lengths(), tf.int32),
    }
