"""From samples to examples: image files decoded and boxes attached, inside a `tf.data` graph."""

import numpy as np
import tensorflow as tf

from tfvision.geometry import boxes as box_math
from tfvision.images.read import ImageError, decode, read

# JPEG, PNG, GIF, BMP, and RIFF, in which WebP comes: what `images.decode` knows.
_KNOWN_STARTS = (b"\xff\xd8", b"\x89P", b"GI", b"BM", b"RI")

# Nothing here branches on a tensor by `if`, and AutoGraph's reading of the code takes a second.
_plain = tf.autograph.experimental.do_not_convert


def examples(samples, seed=None):
    """A dataset of examples, decoded in parallel, in an order that only `seed` decides.

    An example is a dict: `image` uint8 `[H, W, 3]`, `boxes_xyxy` float32 `[N, 4]` in [0, 1],
    `labels` int32 `[N]`, `difficult` and `crowd` bool `[N]`, `areas` float32 `[N]` in pixels of the
    file or NaN, `image_id` int64, the position in `samples`. Other data may do without `crowd`
    and `areas`.

    Args:
        samples: Sequence of `Sample`.
        seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
            None keeps the order of the files.
    """
    counts = [len(sample.labels) for sample in samples]
    with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
        paths = tf.constant([sample.path for sample in samples], tf.string)  # [S]
        sources = tf.constant([sample.source for sample in samples], tf.string)  # [S]
        sizes_hw = _joined([[sample.size_hw] for sample in samples], [0, 2], tf.int32)
        starts = tf.constant(np.cumsum([0, *counts]), tf.int64)  # [S+1], rows of the next five
        boxes_xyxy = tf.constant(unit_boxes(samples))
        labels = _joined([sample.labels for sample in samples], [0], tf.int32)
        difficult = _joined([sample.difficult for sample in samples], [0], tf.bool)
        crowd = _joined([sample.crowd for sample in samples], [0], tf.bool)
        areas = _joined([sample.areas for sample in samples], [0], tf.float32)

    order = tf.range(len(samples), dtype=tf.int64)
    if seed is not None:
        order = tf.random.experimental.stateless_shuffle(order, seed)

    @_plain
    def image(place, i):
        return place, _image(paths[i], sizes_hw[i], sources[i])

    @_plain
    def example(place, image):
        i = order[place]
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

    def complain(place):
        i = order[place]
        return _complaint(paths[i], sizes_hw[i], sources[i])

    places = tf.data.Dataset.from_tensor_slices(order).enumerate()
    decoded = places.map(image, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return _complete(decoded, len(samples), complain).map(example)


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
        stored = tf.io.decode_image(tf.io.read_file(path), 3, expand_animations=False).numpy()
        if stored.shape[:2] == size_hw:
            return stored
    raise ImageError(f"{path}: {wrong_size(image.shape[:2], size_hw, source)}")


def wrong_size(size_hw, annotated_hw, source):
    """The sentence on an image whose size is not the annotated one."""
    return (
        f"the image is {size_hw[1]} wide and {size_hw[0]} high, but annotated as "
        f"{annotated_hw[1]} wide and {annotated_hw[0]} high in {source}"
    )


def _complete(decoded, count, complain):
    """`decoded`, a dataset of (place, image), but with an error that names the file.

    An op that fails cannot tell of which file, and a graph cannot catch it. So a failed image is
    left out, which shows as a gap in the places, and only then Python looks what is wrong.
    """
    end = tf.data.Dataset.from_tensors(
        (tf.constant(count, tf.int64), tf.zeros([0, 0, 3], tf.uint8))
    )

    @_plain
    def step(expected, element):
        place, image = element
        gap = tf.cond(place == expected, lambda: "", lambda: complain(expected))
        with tf.control_dependencies([tf.debugging.Assert(gap == "", [gap])]):
            return expected + 1, (place, tf.identity(image))

    decoded = decoded.ignore_errors().concatenate(end)
    decoded = decoded.scan(tf.constant(0, tf.int64), step).take(count)
    return decoded.apply(tf.data.experimental.assert_cardinality(count))


def _image(path, size_hw, source):
    """Decodes in the graph, or in Python what the graph does not know or the size does not fit."""
    content = tf.io.read_file(path)
    known = tf.reduce_any(tf.strings.substr(content, 0, 2) == tf.constant(_KNOWN_STARTS))
    nothing = tf.zeros([0, 0, 3], tf.uint8)
    image = tf.cond(known, lambda: decode(content), lambda: nothing)

    def ask_python():
        image, message = tf.py_function(_rescue, [path, size_hw, source], [tf.uint8, tf.string])
        with tf.control_dependencies([tf.debugging.Assert(message == "", [message])]):
            return tf.ensure_shape(tf.identity(image), [None, None, 3])

    fits = tf.reduce_all(tf.shape(image)[:2] == size_hw)
    return tf.cond(fits, lambda: image, ask_python)  # [H, W, 3]


def _complaint(path, size_hw, source):
    _, message = tf.py_function(_rescue, [path, size_hw, source], [tf.uint8, tf.string])
    otherwise = tf.strings.join([path, ": an image that TensorFlow cannot decode; save it anew"])
    return tf.where(message == "", otherwise, tf.ensure_shape(message, []))


def _rescue(path, size_hw, source):
    try:
        path, source = path.numpy().decode(), source.numpy().decode()
        return rescued(path, size_hw.numpy().tolist(), source), ""
    except ImageError as error:  # Raised in here, it would come with a stack trace.
        return np.zeros([0, 0, 3], "uint8"), str(error)


def _joined(arrays, empty_shape, dtype):
    dtype = tf.as_dtype(dtype)
    empty = np.zeros(empty_shape, dtype.as_numpy_dtype)
    return tf.constant(np.concatenate([empty, *arrays]), dtype)
