"""Batches for detection: examples -> augmented -> encoded for `fit`, or resized for evaluation.

Order and every random draw are a function of (seed, epoch, index in the epoch), as `epochs` has it.
"""

import math

import tensorflow as tf

from tfvision.detection.augment import augment as augment_example
from tfvision.detection.augment import keep_objects, resize_example
from tfvision.detection.augment_options import AugmentOptions
from tfvision.geometry import boxes as box_math
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
    ignore_difficult=False,
    input_context=None,
):
    """Batches for `model.fit`, epoch after epoch without an end.

    Crowds are left out and count as background: a box around many objects teaches nothing of one.

    Pass `steps_per_epoch=steps_per_epoch(data, batch_size)` to `fit`, and `first_epoch` equal to
    its `initial_epoch`.

    Args:
        data: An object with `len()` and `.examples(seed)`, as `Annotations` is.
        codec: The `Codec` of the model's default boxes.
        image_size: `(height, width)` that the model takes.
        batch_size: Images of a batch.
        seed: Whole number; all randomness comes from it.
        first_epoch: Epoch to begin with, from 0.
        augment: True for SSD's augmentation, False for none, or an `AugmentOptions`.
        drop_remainder: False keeps the smaller batch that an epoch may end with.
        ignore_difficult: True leaves out the objects marked difficult; they then count as
            background. The paper's authors train on them.
        input_context: Of a worker among several, see `images.epochs.places_of`: it makes its part
            of every batch; None makes all of it.

    Returns: `tf.data.Dataset` of `(images, targets)`; images `[B, h, w, 3]` uint8, targets
        `{"offsets": [B, K, 5], "logits": [B, K]}`.

    Raises: ValueError if the examples do not fill one batch.
    """
    check_fills_a_batch(data, batch_size, drop_remainder)
    places, images = places_of(data, batch_size, input_context)
    options = augment if isinstance(augment, AugmentOptions) else AugmentOptions()

    def prepare(example, seed):
        example = _completed(example)
        example = keep_objects(example, ~example["crowd"])  # First: no crop is placed for them.
        if augment:
            example = augment_example(example, seed, image_size, options)
        else:
            example = resize_example(example, image_size)
        if ignore_difficult:
            example = keep_objects(example, ~example["difficult"])
        return example["image"], codec.encode(example["boxes_xyxy"], example["labels"])

    def batch(elements, key):
        return elements.batch(images, drop_remainder=drop_remainder)

    return epochs(data, prepare, batch, seed, first_epoch, places)


def evaluation_batches(data, image_size, batch_size):
    """Batches of every example once, in file order; the last one may be smaller.

    Args:
        data: An object with `.examples()`, as `Annotations` is.
        image_size: `(height, width)` that the model takes.
        batch_size: Images of a batch.

    Returns: `tf.data.Dataset` of `(images, truth)`; images `[B, h, w, 3]` uint8, truth a dict of
        "boxes" `[B, N, 4]` in pixels of the original, "labels" `[B, N]` padded with -1,
        "difficult" and "crowd" `[B, N]`, "areas" `[B, N]` in those pixels or NaN, "size_hw"
        `[B, 2]` of the original, "image_id" `[B]`.
    """

    def prepared(example):
        example = _completed(example)
        size_hw = tf.shape(example["image"])[:2]
        truth = {
            "boxes": box_math.to_pixels(example["boxes_xyxy"], size_hw),
            "labels": example["labels"],
            "difficult": example["difficult"],
            "crowd": example["crowd"],
            "areas": example["areas"],
            "size_hw": size_hw,
            "image_id": example["image_id"],
        }
        return resize_example(example, image_size)["image"], truth

    padding = {"boxes": 0.0, "labels": -1, "difficult": False, "crowd": False}
    padding |= {"areas": math.nan, "size_hw": 0, "image_id": tf.constant(0, tf.int64)}
    examples = data.examples().map(prepared, tf.data.AUTOTUNE, deterministic=True)
    batches = examples.padded_batch(batch_size, padding_values=(tf.constant(0, tf.uint8), padding))
    return batches.prefetch(tf.data.AUTOTUNE)


def _completed(example):
    """The example with "crowd" and "areas", which data without crowds need not know of."""
    unknown = tf.fill(tf.shape(example["labels"]), math.nan)
    return {"crowd": tf.zeros_like(example["labels"], tf.bool), "areas": unknown} | example
