"""Image files decoded inside a `tf.data` graph, in any order, with errors that name the file."""

import functools
import os

import numpy as np
import tensorflow as tf

from tfvision.images.read import ImageError, decode

# JPEG, PNG, GIF, BMP, and RIFF, in which WebP comes: what `images.decode` knows.
_KNOWN_STARTS = (b"\xff\xd8", b"\x89P", b"GI", b"BM", b"RI")

# Nothing here branches on a tensor by `if`, and AutoGraph's reading of the code takes a second.
_plain = tf.autograph.experimental.do_not_convert


def file_order(count, seed=None, places=None):
    """The positions 0 … count-1, int64 `[N]`: in their order, or as a seed shuffles them.

    Args:
        count: How many.
        seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
            None keeps the order.
        places: int64 `[N]`, NumPy: the places of that order to give; None gives all.
    """
    order = tf.range(count, dtype=tf.int64)
    if seed is not None:
        order = tf.random.experimental.stateless_shuffle(order, seed)
    return order if places is None else tf.gather(order, places)


def decoded(paths, order, rescue, sizes_hw=None):
    """A dataset of `(position, image)`, decoded in parallel; the image is uint8 `[H, W, 3]`.

    Args:
        paths: Every file.
        order: int64 `[N]` of known length, the positions in `paths` to decode, in that order.
        rescue: What reads the image of a position where the graph cannot: Python, NumPy array
            uint8 `[H, W, 3]`, or an ImageError that says why not.
        sizes_hw: Sequence of the size that each image must have, for `rescue` is asked where
            another comes; None takes any.

    Raises: InvalidArgumentError with `rescue`'s words, when the dataset comes to a bad image.
    """
    with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
        paths = tf.constant([os.fsencode(path) for path in paths], tf.string)  # [S]
        if sizes_hw is not None:
            sizes_hw = tf.reshape(tf.constant(sizes_hw, tf.int32), [-1, 2])  # [S, 2]

    def ask(i):
        try:
            return rescue(int(i)), ""
        except ImageError as error:  # Raised in here, it would come with a stack trace.
            return np.zeros([0, 0, 3], "uint8"), str(error).encode(errors="backslashreplace")

    @_plain
    def image(place, i):
        size_hw = None if sizes_hw is None else sizes_hw[i]
        return place, _image(paths[i], size_hw, ask, i)

    def complain(place):
        i = order[place]
        return _complaint(paths[i], ask, i)

    places = tf.data.Dataset.from_tensor_slices(order).enumerate()
    images = places.map(image, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return _complete(images, order, complain)


def _complete(images, order, complain):
    """`images`, a dataset of (place, image), but with an error that names the file.

    An op that fails cannot tell of which file, and a graph cannot catch it. So a failed image is
    left out, which shows as a gap in the places, and only then Python looks what is wrong.
    """
    count = order.shape[0]
    end = tf.data.Dataset.from_tensors(
        (tf.constant(count, tf.int64), tf.zeros([0, 0, 3], tf.uint8))
    )

    @_plain
    def step(expected, element):
        place, image = element
        gap = tf.cond(place == expected, lambda: "", lambda: complain(expected))
        with tf.control_dependencies([tf.debugging.Assert(gap == "", [gap])]):
            return expected + 1, (place, tf.identity(image))

    images = images.ignore_errors().concatenate(end)
    images = images.scan(tf.constant(0, tf.int64), step).take(count)
    images = images.map(_plain(lambda place, image: (order[place], image)))
    return images.apply(tf.data.experimental.assert_cardinality(count))


def _image(path, size_hw, ask, i):
    """Decodes in the graph, or in Python what the graph does not know or the size does not fit."""
    content = tf.io.read_file(path)
    known = tf.reduce_any(tf.strings.substr(content, 0, 2) == tf.constant(_KNOWN_STARTS))
    nothing = tf.zeros([0, 0, 3], tf.uint8)
    image = tf.cond(known, lambda: _decoding()(content), lambda: nothing)

    def ask_python():
        image, message = tf.py_function(ask, [i], [tf.uint8, tf.string])
        with tf.control_dependencies([tf.debugging.Assert(message == "", [message])]):
            return tf.ensure_shape(tf.identity(image), [None, None, 3])

    fits = known if size_hw is None else tf.reduce_all(tf.shape(image)[:2] == size_hw)
    return tf.cond(fits, lambda: image, ask_python)  # [H, W, 3]


@functools.cache
def _decoding():
    """`decode` as a graph of its own: some hundred operations, made once for all datasets."""
    return tf.function(decode, [tf.TensorSpec([], tf.string)], autograph=False)


def _complaint(path, ask, i):
    _, message = tf.py_function(ask, [i], [tf.uint8, tf.string])
    otherwise = tf.strings.join([path, ": an image that TensorFlow cannot decode; save it anew"])
    return tf.where(message == "", otherwise, tf.ensure_shape(message, []))
