"""Small data sets decoded once and kept: thumbnails take far longer to decode than to train on."""

import numpy as np
import tensorflow as tf
import tqdm

from tfvision.images.loading import decoded, file_order
from tfvision.images.read import ImageError, read, size_hw


def fits(paths, keep_mb):
    """Whether the decoded images take at most so many megabytes, judged by their headers.

    It stops at the first image too many, so of a large data set few files are opened.

    Args:
        paths: Image files; one that cannot be read counts nothing here.
        keep_mb: The limit.

    Example:
        >>> fits([], 0.5)
        True
    """
    room = keep_mb * 2**20
    for path in paths:
        try:
            height, width = size_hw(path)
        except ImageError:  # Decoding it says so, in its own words.
            continue
        room -= 3 * height * width
        if room < 0:
            return False
    return True


class InMemory:
    """The pixels of files, one after the other in one tensor.

    Args:
        paths: Image files.

    Attributes:
        sizes_hw: int64 `[S, 2]`, height and width of each image.

    Raises: InvalidArgumentError naming the file that cannot be decoded.
    """

    def __init__(self, paths):
        images = decoded(paths, file_order(len(paths)), lambda i: read(paths[i]))
        images = tqdm.tqdm(images, "decoding", len(paths), delay=1, leave=False, unit="image")
        arrays = [image.numpy() for _, image in images]
        shapes = np.array([array.shape for array in arrays], "int64").reshape(-1, 3)
        self.sizes_hw = shapes[:, :2]
        sizes = shapes.prod(axis=1, keepdims=True)
        flat = [np.zeros(0, "uint8"), *(array.reshape(-1) for array in arrays)]
        self._shapes = tf.constant(shapes)  # [S, 3]
        self._sizes = tf.constant(sizes)  # [S, 1]
        self._starts = tf.constant(np.cumsum(sizes, axis=0) - sizes)  # [S, 1]
        self._pixels = tf.convert_to_tensor(np.concatenate(flat))  # [sum of H * W * 3]

    def image(self, position):
        """The image of a position, uint8 `[H, W, 3]`. Runs in a graph."""
        start, size = tf.gather(self._starts, position), tf.gather(self._sizes, position)
        pixels = tf.slice(self._pixels, start, size)  # [H * W * 3]
        image = tf.reshape(pixels, tf.gather(self._shapes, position))
        return tf.ensure_shape(image, [None, None, 3])
