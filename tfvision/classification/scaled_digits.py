"""Digits on a larger canvas, each at a scale of its own: the data of scaled MNIST."""

import tensorflow as tf

from tfvision.images.loading import file_order

PADDING = 14  # pixels on each side: 28 x 28 becomes 56 x 56
CLASSES = tuple("0123456789")


def zoom(image, scale, faithful=False):
    """An image seen through a window `scale` times its own size: below 1 enlarges what it shows.

    The nearest pixel is taken, and beyond the border the last one.

    Args:
        image: `[H, W]`.
        scale: Size of the window, of the image's.
        faithful: Zoom about (H + 1) / 2, as Keras's `random_zoom` did for years, half a pixel
            beside the usual (H - 1) / 2 on either side; by default about the centre.

    Returns: `[H, W]` of the same type.

    Example:
        >>> zoom(tf.constant([[1, 2, 3, 4]]), 0.5).numpy().tolist()
        [[2, 2, 3, 3]]
    """
    image, scale = tf.convert_to_tensor(image), tf.cast(scale, tf.float64)
    for axis in (0, 1):
        side = tf.shape(image)[axis]
        length = tf.cast(side, tf.float64)
        centre = (length + 1) / 2 if faithful else (length - 1) / 2
        places = scale * tf.range(length, dtype=tf.float64) + (centre - scale * centre)
        nearest = tf.cast(tf.floor(places + 0.5), tf.int32)
        image = tf.gather(image, tf.clip_by_value(nearest, 0, side - 1), axis=axis)
    return image


class ScaledDigits:
    """A data set of digits, each seen at its own scale; it offers what `Images` does to a pipeline.

    Args:
        images: uint8 `[N, h, w]`, light on black.
        labels: int `[N]`.
        scales: float `[N]`: the window of each, see `zoom`.
        faithful: As in `zoom`.
        redrawn: `(low, high)` to draw a new scale from for each image of each seeded order, instead
            of those; None: the scales stay.
        name: What its images are called.

    Example:
        >>> import numpy as np
        >>> data = ScaledDigits(np.ones([3, 28, 28], "uint8"), [4, 1, 7], [0.5, 1.0, 1.5])
        >>> [int(example["label"]) for example in data.examples()], len(data)
        ([4, 1, 7], 3)
    """

    def __init__(self, images, labels, scales, faithful=False, redrawn=None, name="digits"):
        self.images, self.labels, self.scales = images, labels, scales
        self.faithful, self.redrawn, self.name = faithful, redrawn, name
        self.classes = CLASSES

    def __len__(self):
        return len(self.labels)

    def __repr__(self):
        return f"ScaledDigits({self.name}, {len(self)} images)"

    def path_of(self, image_id):
        """A name for an example, as there is no file."""
        return f"{self.name}#{int(image_id)}"

    def first(self, count):
        """The first images of it, as a data set of its own."""
        arrays = (array[:count] for array in (self.images, self.labels, self.scales))
        return ScaledDigits(*arrays, self.faithful, self.redrawn, self.name)

    def examples(self, seed=None, places=None):
        """The examples that `classification.Images.examples` describes, and their `scale`."""
        with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
            images = tf.constant(self.images, tf.uint8)
            labels = tf.constant(self.labels, tf.int32)
            scales = tf.constant(self.scales, tf.float64)

        @tf.autograph.experimental.do_not_convert
        def example(position):
            scale = scales[position]
            if self.redrawn and seed is not None:
                scale = _draw(seed, position, *self.redrawn)
            image = tf.pad(images[position], [[PADDING, PADDING]] * 2)
            image = zoom(image, scale, self.faithful)  # [H, W]
            height, width = (side + 2 * PADDING for side in images.shape[1:])
            return {
                "image": tf.ensure_shape(tf.stack([image] * 3, axis=-1), [height, width, 3]),
                "label": labels[position],
                "scale": scale,
                "image_id": position,
            }

        order = tf.data.Dataset.from_tensor_slices(file_order(len(self), seed, places))
        return order.map(example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


def _draw(seed, position, low, high):
    seed = tf.random.experimental.stateless_fold_in(tf.cast(seed, tf.int64), position)
    return tf.random.stateless_uniform([], seed, low, high, tf.float64)
