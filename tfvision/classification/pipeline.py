"""Batches for classification: examples -> augmented -> encoded for `fit`, or cropped to evaluate.

Order and every random draw are a function of (seed, epoch, index in the epoch), as `epochs` has it.
"""

import tensorflow as tf

from tfvision.classification.augment import augment as augment_image
from tfvision.classification.augment_options import AugmentOptions
from tfvision.classification.crop import evaluation_crop
from tfvision.classification.mixing import mix
from tfvision.images.epochs import check_fills_a_batch, epochs, places_of, steps_per_epoch

__all__ = ["evaluation_batches", "steps_per_epoch", "training_batches"]


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
    crop_fraction=0.875,
    interpolation="bilinear",
    input_context=None,
):
    """Batches for `model.fit`, epoch after epoch without an end.

    Pass `steps_per_epoch=steps_per_epoch(data, batch_size)` to `fit`, and `first_epoch` equal to
    its `initial_epoch`.

    Args:
        data: An object with `len()` and `.examples(seed)`, as `Images` is.
        codec: The `Codec` of the model's classes.
        image_size: `(height, width)` that the model takes.
        batch_size: Images of a batch.
        seed: Whole number; all randomness comes from it.
        first_epoch: Epoch to begin with, from 0.
        augment: An `AugmentOptions`, or True for its defaults; False or None for the crop of
            evaluation, which the last two arguments describe.
        drop_remainder: False keeps the smaller batch that an epoch may end with.
        crop_fraction: As in `evaluation_crop`.
        interpolation: As in `evaluation_crop`.
        input_context: Of a worker among several, see `images.epochs.places_of`: it makes its part
            of every batch, and MixUp and CutMix find partners in that part; None makes all of it.

    Returns: `tf.data.Dataset` of `(images, targets)`; images `[B, h, w, 3]` uint8, targets
        `[B, classes]` float32.

    Raises: ValueError if the examples do not fill one batch.
    """
    check_fills_a_batch(data, batch_size, drop_remainder)
    places, images = places_of(data, batch_size, input_context)
    options = AugmentOptions() if augment is True else augment or None

    def prepare(example, seed):
        if options:
            image = augment_image(example["image"], seed, image_size, options)
        else:
            image = evaluation_crop(example["image"], image_size, crop_fraction, interpolation)
        return image, example["label"]

    def batch(elements, key):
        batches = elements.batch(images, drop_remainder=drop_remainder)
        return batches.enumerate().map(lambda index, batch: finish(*batch, key, index))

    def finish(images, labels, key, index):
        targets = codec.encode(labels)
        if not options:
            return images, targets
        # ~key: another pair than that of any image.
        return mix(images, targets, tf.stack([tf.bitwise.invert(key), index]), options)

    return epochs(data, prepare, batch, seed, first_epoch, places)


def evaluation_batches(
    data, image_size, batch_size, crop_fraction=0.875, interpolation="bilinear", *, codec=None
):
    """Batches of every example once, in file order; the last one may be smaller.

    Args:
        data: An object with `.examples()`, as `Images` is.
        image_size: `(height, width)` that the model takes.
        batch_size: Images of a batch.
        crop_fraction: As in `evaluation_crop`.
        interpolation: As in `evaluation_crop`.
        codec: A `Codec`, for batches that `fit` and `evaluate` of Keras take.

    Returns: `tf.data.Dataset` of `(images, truth)`; images `[B, h, w, 3]` uint8, truth a dict of
        "label" `[B]` int32 and "image_id" `[B]` int64; or targets `[B, classes]` of the `codec`.
    """

    def prepared(example):
        image = evaluation_crop(example["image"], image_size, crop_fraction, interpolation)
        truth = {"label": example["label"], "image_id": example["image_id"]}
        return image, truth if codec is None else codec.encode(truth["label"])

    examples = data.examples().map(prepared, tf.data.AUTOTUNE, deterministic=True)
    return examples.batch(batch_size).prefetch(tf.data.AUTOTUNE)
