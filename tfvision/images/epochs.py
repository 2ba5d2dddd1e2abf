"""Endless training epochs: order and draws depend on (seed, epoch, index in the epoch) alone.

So a run that is resumed at an epoch sees what the uninterrupted run saw, however many threads work.
"""

import numpy as np
import tensorflow as tf


def epochs(data, prepare, batch, seed, first_epoch=0, places=None):
    """Prepared batches, epoch after epoch without an end.

    Args:
        data: An object with `len()` and `.examples(seed)`; `.examples(seed, places)` too, if there
            are places.
        prepare: Function of an example and an int64 seed `[2]` of its own -> a batch's element.
        batch: Function of an epoch's dataset of elements, and an int64 scalar that no other epoch
            has -> its dataset of batches.
        seed: Whole number; all randomness comes from it.
        first_epoch: Epoch to begin with, from 0.
        places: int64 `[N]`, NumPy, rising: the places of an epoch that are made, each as if all
            were; None makes all. See `places_of`.

    Returns: `tf.data.Dataset` of what `batch` makes.
    """

    @tf.autograph.experimental.do_not_convert  # Else errors of the data come with its stack trace.
    def epoch(number):
        epoch_seed = tf.stack([tf.constant(seed, tf.int64), number])  # [2]
        key = tf.random.stateless_uniform([], epoch_seed, None, None, tf.int64)
        if places is None:
            elements = data.examples(seed=epoch_seed).enumerate()
        else:
            examples = data.examples(seed=epoch_seed, places=places)
            elements = tf.data.Dataset.zip(tf.data.Dataset.from_tensor_slices(places), examples)
        elements = elements.map(
            lambda index, example: prepare(example, tf.stack([key, index])),
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
        return batch(elements, key)

    numbers = tf.data.Dataset.range(first_epoch, tf.int64.max)
    return numbers.flat_map(epoch).prefetch(tf.data.AUTOTUNE)


def places_of(data, batch_size, input_context=None):
    """What one of several workers makes of each epoch: every batch is parted among them.

    The first of `n` workers makes the first n-th of each batch, the next one the next. Each image
    is read by one worker only, and together they make the batches that one alone would make.

    Args:
        data: An object with `len()`.
        batch_size: Images of a batch, of all workers together.
        input_context: What `distribute_datasets_from_function` gives; None for one worker.

    Returns: `(places, images)`: the places of an epoch, for `epochs`, of full batches only, or None
        for all; and the images of a batch of one replica.

    Raises: ValueError if the batch cannot be parted evenly.

    Example:
        >>> second = tf.distribute.InputContext(2, 1, num_replicas_in_sync=2)
        >>> places_of(range(11), 4, second)
        (array([2, 3, 6, 7]), 2)
    """
    if input_context is None:
        return None, batch_size
    workers, replicas = input_context.num_input_pipelines, input_context.num_replicas_in_sync
    if batch_size % replicas:
        raise ValueError(f"batch_size must be a multiple of {replicas} replicas, got {batch_size}")
    places = np.arange(len(data) // batch_size * batch_size, dtype=np.int64)
    owners = places % batch_size // (batch_size // workers)
    return places[owners == input_context.input_pipeline_id], batch_size // replicas


def steps_per_epoch(data, batch_size, drop_remainder=True):
    """Number of batches that an epoch has.

    Example:
        >>> steps_per_epoch(range(10), 4), steps_per_epoch(range(10), 4, drop_remainder=False)
        (2, 3)
    """
    return len(data) // batch_size if drop_remainder else -(-len(data) // batch_size)


def check_fills_a_batch(data, batch_size, drop_remainder=True):
    """Raises a ValueError if the examples do not fill one batch."""
    if steps_per_epoch(data, batch_size, drop_remainder) == 0:
        raise ValueError(
            f"data must fill at least one batch, got {len(data)} examples for"
            f" batch_size={batch_size}, drop_remainder={drop_remainder}"
        )
