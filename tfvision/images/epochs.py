"""Endless training epochs: order and draws depend on (seed, epoch, index in the epoch) alone.

So a run that is resumed at an epoch sees what the uninterrupted run saw, however many threads work.
"""

import tensorflow as tf


def epochs(data, prepare, batch, seed, first_epoch=0):
    """Prepared batches, epoch after epoch without an end.

    Args:
        data: An object with `len()` and `.examples(seed)`.
        prepare: Function of an example and an int64 seed `[2]` of its own -> a batch's element.
        batch: Function of an epoch's dataset of elements, and an int64 scalar that no other epoch
            has -> its dataset of batches.
        seed: Whole number; all randomness comes from it.
        first_epoch: Epoch to begin with, from 0.

    Returns: `tf.data.Dataset` of what `batch` makes.
    """

    @tf.autograph.experimental.do_not_convert  # Else errors of the data come with its stack trace.
    def epoch(number):
        epoch_seed = tf.stack([tf.constant(seed, tf.int64), number])  # [2]
        key = tf.random.stateless_uniform([], epoch_seed, None, None, tf.int64)
        elements = data.examples(seed=epoch_seed).enumerate()
        elements = elements.map(
            lambda index, example: prepare(example, tf.stack([key, index])),
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
        return batch(elements, key)

    numbers = tf.data.Dataset.range(first_epoch, tf.int64.max)
    return numbers.flat_map(epoch).prefetch(tf.data.AUTOTUNE)


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
