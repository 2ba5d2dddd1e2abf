"""Batches for text: examples -> augmented -> encoded for `fit`, or whole pages for evaluation.

Order and every random draw are a function of (seed, epoch, index in the epoch), as `epochs` has it.
"""

import numpy as np
import tensorflow as tf

from tfvision.geometry import boxes as box_math
from tfvision.images.epochs import check_fills_a_batch, epochs, places_of, steps_per_epoch
from tfvision.text.augment import augment as augment_example
from tfvision.text.augment import fit_example
from tfvision.text.augment_options import AugmentOptions

__all__ = ["evaluation_batches", "steps_per_epoch", "training_batches"]

_COLUMNS = ("image", "boxes_xyxy", "quads_xy", "lines", "ignored")


def training_batches(
    data,
    codec,
    image_size,
    batch_size,
    seed,
    first_epoch=0,
    augment=True,
    drop_remainder=True,
    *,
    input_context=None,
):
    """Batches for `model.fit`, epoch after epoch without an end.

    Pass `steps_per_epoch=steps_per_epoch(data, batch_size)` to `fit`, and `first_epoch` equal to
    its `initial_epoch`.

    Args:
        data: An object with `len()` and `.examples(seed)`, as `Pages` is; its examples may do
            without "quads_xy", "lines" and "ignored".
        codec: The `Codec` that makes the targets.
        image_size: `(height, width)` that the model trains on.
        batch_size: Images of a batch.
        seed: Whole number; all randomness comes from it.
        first_epoch: Epoch to begin with, from 0.
        augment: True for the augmentation with its defaults, an `AugmentOptions`, or False for
            whole pages, shrunk where they do not fit.
        drop_remainder: False keeps the smaller batch that an epoch may end with.
        input_context: Of a worker among several, see `images.epochs.places_of`: it makes its part
            of every batch; None makes all of it.

    Returns: `tf.data.Dataset` of `(images, targets)`; images `[B, h, w, 3]` uint8, targets
        `[B, h//2, w//2, outputs + 1]` float32, with sides `outputs + 2`, what `codec.encode` gives
        of each page.

    Raises: ValueError if the examples do not fill one batch.
    """
    check_fills_a_batch(data, batch_size, drop_remainder)
    places, images = places_of(data, batch_size, input_context)
    options = augment if isinstance(augment, AugmentOptions) else AugmentOptions()

    def changed(example, seed):
        if augment:
            return augment_example(example, seed, image_size, options)
        return fit_example(example, image_size)[0]

    prepare = _prepared(changed, codec, image_size)

    def batch(elements, key):
        return elements.batch(images, drop_remainder=drop_remainder)

    return epochs(data, prepare, batch, seed, first_epoch, places)


def evaluation_batches(data, image_size, batch_size, *, codec=None, scale=1.0):
    """Batches of every example once, in file order; the last one may be smaller.

    Pages are shown whole: those that do not fit are shrunk, their ratio kept, and lie in the upper
    left corner.

    Args:
        data: An object with `.examples()`, as `Pages` is.
        image_size: `(height, width)` of the images.
        batch_size: Images of a batch.
        codec: A `Codec`, for batches that `fit` and `evaluate` of Keras take.
        scale: How many times larger pages become that then still fit.

    Returns: `tf.data.Dataset` of `(images, truth)`; images `[B, h, w, 3]` uint8, truth a dict of
        "boxes" `[B, N, 4]` in pixels of the original, padded with 0, "ignored" `[B, N]`,
        "num_characters" `[B]`, "scale_xy" `[B, 2]`: the pixels that one of the original takes in
        the images, "size_hw" `[B, 2]` of the original, "image_id" `[B]`; or the targets of the
        `codec`.
    """
    examples = data.examples()
    if codec is not None:
        plain = _prepared(
            lambda example, _: fit_example(example, image_size, scale)[0], codec, image_size
        )
        batches = examples.map(
            lambda example: plain(example, tf.zeros([2], tf.int64)),
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
        return batches.batch(batch_size).prefetch(tf.data.AUTOTUNE)
    examples = examples.map(
        lambda example: _with_truth(example, image_size, scale),
        num_parallel_calls=tf.data.AUTOTUNE,
        deterministic=True,
    )
    return examples.padded_batch(batch_size).prefetch(tf.data.AUTOTUNE)


def _prepared(changed, codec, image_size):
    """A function of an example and a seed -> image and target.

    All of a page is done in one call to Python: on the way into the graph and back, nothing is
    copied but the page and its target.
    """
    empty = {"lines": np.zeros(0, np.int32), "ignored": np.zeros(0, bool)}
    target_shape = np.shape(codec.encode(np.zeros([0, 4], np.float32), image_size, **empty))

    def prepare(example, seed):
        example = _completed(example)
        names = [key for key in _COLUMNS if key in example]

        def make(seed, *columns):
            example = changed(dict(zip(names, columns, strict=True)), seed)
            own = {key: example[key] for key in ("lines", "ignored")}
            corners = example.get("quads_xy", example["boxes_xyxy"])
            target = codec.encode(corners, image_size, **own)
            return example["image"], np.asarray(target, np.float32)

        # Stateless, for the same arguments always give the same pixels.
        types = (tf.uint8, tf.float32)
        columns = [example[key] for key in names]
        image, target = tf.numpy_function(make, [seed, *columns], types, stateful=False)
        image = tf.ensure_shape(image, [*image_size, 3])
        return image, tf.ensure_shape(target, target_shape)

    return prepare


def _with_truth(example, image_size, scale):
    """`(image, truth)` as `evaluation_batches` has it."""
    example = _completed(example)
    size_hw = tf.shape(example["image"])[:2]

    def fit(image):
        nothing = np.zeros([0, 4], np.float32)
        page = {"image": image, "boxes_xyxy": nothing}
        fitted, scale_xy = fit_example(page, image_size, scale)
        return fitted["image"], scale_xy

    types = (tf.uint8, tf.float32)
    image, scale_xy = tf.numpy_function(fit, [example["image"]], types, stateful=False)
    truth = {
        "boxes": box_math.to_pixels(example["boxes_xyxy"], size_hw),
        "ignored": example["ignored"],
        "num_characters": tf.shape(example["ignored"])[0],
        "scale_xy": tf.ensure_shape(scale_xy, [2]),
        "size_hw": size_hw,
        "image_id": example["image_id"],
    }
    return tf.ensure_shape(image, [*image_size, 3]), truth


def _completed(example):
    """The example with "lines" and "ignored", which data need not know of."""
    count = tf.shape(example["boxes_xyxy"])[:1]
    return {"lines": tf.fill(count, -1), "ignored": tf.fill(count, False)} | example
