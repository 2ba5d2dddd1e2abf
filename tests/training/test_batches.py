"""Batches from any step on are the batches that an uninterrupted run sees there."""

import dataclasses
import functools

import numpy as np
import pytest
import tensorflow as tf

from tests.training import tiny_run
from tfvision.detection import Codec, dataset
from tfvision.images.read import read
from training.batches import Batches
from training.recipes.detection import recipe


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return dataset.read(tiny_run.write_scenes(tmp_path_factory.mktemp("scenes") / "voc", 7))


@functools.cache
def codec_of_two():
    return Codec(tiny_run.tiny(2).default_boxes)


def made(data, steps=None, **changes):
    changes = {"image_size": (48, 64), "batch_size": 2, **changes}
    chosen = dataclasses.replace(recipe("roads"), **changes)
    codec = codec_of_two()

    def begin(*epoch):
        return tiny_run.TASK.training_batches(data, codec, chosen, 4, *epoch)

    return Batches(data, begin, chosen.batch_size, 4, steps)


@pytest.mark.parametrize(
    ("steps", "starts", "changes"),
    [
        (None, (4,), {}),
        (2, (1, 4), {"augment": None}),  # Drawing nothing it is made in a third of the time.
        *(pytest.param(*row, {}, marks=pytest.mark.slow) for row in ((None, (3,)), (2, (1, 4)))),
    ],
)
def test_since_any_step(data, steps, starts, changes):
    """An epoch has three steps of two images; a run may call two of them an epoch."""
    batches = made(data, steps, **changes)
    whole = [images.numpy() for images, _ in batches.since(0).take(8)]
    assert not any(np.array_equal(whole[0], other) for other in whole[1:])
    for start in starts:
        for (images, _), expected in zip(batches.since(start), whole[start:], strict=False):
            np.testing.assert_array_equal(images, expected)
    arrays, _ = batches.at(epoch=1, step=1)
    np.testing.assert_array_equal(arrays["images"], whole[batches.steps + 1])


@pytest.mark.parametrize(
    ("replicas", "changes"),
    [
        (2, {"augment": None}),
        *(pytest.param(count, {}, marks=pytest.mark.slow) for count in (2, 4)),
    ],
)
def test_workers_share_the_batches(data, replicas, changes):
    """Two workers of one or two replicas each make every batch, from any step on."""
    batches = made(data, batch_size=4, **changes)
    whole = [images.numpy() for images, _ in batches.since(0).take(3)]
    for step in (0, 2):
        parts = []
        for worker in range(2):
            context = tf.distribute.InputContext(2, worker, num_replicas_in_sync=replicas)
            own = batches.since(step, context).take(replicas // 2)
            parts += [images.numpy() for images, _ in own]
        assert len(parts) == replicas
        np.testing.assert_array_equal(np.concatenate(parts), whole[step])


def test_a_batch_knows_its_images(data):
    """Read from the files that it names: scenes have the size of the input, so nothing changes."""
    arrays, names = made(data, augment=None).at(epoch=2, step=1)
    np.testing.assert_array_equal(arrays["images"], [read(name) for name in names])


def test_judging_sees_every_image_once(data):
    chosen = dataclasses.replace(recipe("roads"), image_size=(48, 64), batch_size=2)
    batches = tiny_run.TASK.judging_batches(data.subset(range(5)), codec_of_two(), chosen)
    assert batches.cardinality() == 3
    assert sum(len(images) for images, _ in batches) == 5
