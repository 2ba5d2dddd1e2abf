"""Epochs without an end whose order and draws depend on seed, epoch and index alone."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.images.epochs import check_fills_a_batch, epochs, places_of, steps_per_epoch
from tfvision.images.loading import file_order


class Numbers:
    def __len__(self):
        return 7

    def examples(self, seed=None, places=None):
        return tf.data.Dataset.from_tensor_slices(file_order(7, seed, places))


def batches(count, seed=5, first_epoch=0, places=None, size=3):
    def prepare(example, seed):
        return example, tf.random.stateless_uniform([], seed)

    def batch(elements, key):
        return elements.batch(size, drop_remainder=True).map(lambda *pair: (*pair, key))

    found = epochs(Numbers(), prepare, batch, seed, first_epoch, places)
    return [[part.numpy() for part in parts] for parts in found.take(count)]


def assert_equal(some, others):
    assert len(some) == len(others) > 0
    for ours, theirs in zip(some, others, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_same_seed_is_the_same_run_and_another_is_not():
    assert_equal(batches(9), batches(9))
    assert any((a[1] != b[1]).any() for a, b in zip(batches(3), batches(3, seed=6), strict=True))


def test_a_resumed_run_continues_the_run():
    assert_equal(batches(8)[4:], batches(4, first_epoch=2))


def test_no_two_draws_and_no_two_keys_of_epochs_are_alike():
    found = batches(8)
    draws = np.concatenate([draws for _, draws, _ in found])
    assert len(set(draws.tolist())) == 24
    assert [len({int(key) for *_, key in found[i : i + 2]}) for i in (0, 2)] == [1, 1]
    assert len({int(key) for *_, key in found}) == 4
    orders = {tuple(np.concatenate([found[i][0], found[i + 1][0]])) for i in (0, 2, 4, 6)}
    assert len(orders) == 4


def test_workers_make_the_batches_of_one_together():
    shares = []
    for worker in range(3):
        context = tf.distribute.InputContext(3, worker, num_replicas_in_sync=3)
        places, size = places_of(Numbers(), 3, context)
        shares.append(batches(5, places=places, size=size))
    together = [
        [*(np.concatenate(parts) for parts in zip(*(s[:2] for s in some), strict=True)), some[0][2]]
        for some in zip(*shares, strict=True)
    ]
    assert_equal(together, batches(5))
    assert all(len(images) == 1 for share in shares for images, *_ in share)


def test_places_of_several_replicas_a_worker():
    context = tf.distribute.InputContext(2, 0, num_replicas_in_sync=4)
    places, size = places_of(range(19), 8, context)
    assert (places.tolist(), size) == ([0, 1, 2, 3, 8, 9, 10, 11], 2)
    with pytest.raises(ValueError, match=r"^batch_size must be a multiple of 4 replicas, got 6$"):
        places_of(range(19), 6, context)
    assert places_of(range(19), 6) == (None, 6)


def test_an_error_of_the_data_comes_as_it_is():
    class Broken(Numbers):
        def examples(self, seed=None):
            raise ValueError("a.jpg: gone")

    with pytest.raises(ValueError, match=r"^a\.jpg: gone$"):
        epochs(Broken(), lambda *x: x, lambda x, key: x, seed=0)


def test_steps_and_too_few_examples():
    assert steps_per_epoch(Numbers(), 3) == 2
    assert steps_per_epoch(Numbers(), 3, drop_remainder=False) == 3
    check_fills_a_batch(Numbers(), 7)
    with pytest.raises(ValueError, match=r"data must fill .*, got 7 examples for batch_size=8"):
        check_fills_a_batch(Numbers(), 8)
