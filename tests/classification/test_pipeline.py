"""Batches depend on seed, epoch and index alone; evaluation sees every image once."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import Codec, pipeline
from tfvision.classification.augment import augment
from tfvision.classification.augment_options import AugmentOptions
from tfvision.classification.crop import evaluation_crop
from tfvision.classification.mixing import mix
from tfvision.images.loading import file_order

SIZE = (20, 30)
CODEC = Codec(3, label_smoothing=0.1)
STILL = AugmentOptions(crop_scale=(1, 1), crop_ratio=(1, 1), flip=0, policy="none")


class Drawn:
    """Ten images, each of one grey level of its own, of sizes and labels that differ."""

    classes = ("first", "second", "third")

    def __len__(self):
        return 10

    def examples(self, seed=None):
        return tf.data.Dataset.from_tensor_slices(file_order(10, seed)).map(self.example)

    def example(self, i):
        slope = tf.cast(tf.range(70 + 2 * i) % 9, tf.uint8)[:, None]  # So that crops differ.
        image = tf.ones([50 + i, 1, 3], tf.uint8) * tf.cast(20 * i, tf.uint8) + slope
        return {"image": image, "label": tf.cast(i % 3, tf.int32), "image_id": i}


def _batches(count, first_epoch=0, seed=7, batch_size=3, **options):
    batches = pipeline.training_batches(
        Drawn(), CODEC, SIZE, batch_size, seed, first_epoch, **options
    )
    return [(x.numpy(), y.numpy()) for x, y in batches.take(count)]


@pytest.fixture(scope="module")
def drawn():
    """The first five batches of a run."""
    return _batches(5)


def _assert_equal(some, others):
    assert len(some) == len(others) > 0
    for ours, theirs in zip(some, others, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_gives_what_fit_takes(drawn):
    images, targets = drawn[0]
    assert images.shape == (3, *SIZE, 3) and images.dtype == np.uint8
    assert targets.shape == (3, 3) and targets.dtype == np.float32
    np.testing.assert_allclose(targets.sum(1), 1, rtol=1e-6)
    spec = pipeline.training_batches(Drawn(), CODEC, SIZE, 3, 7).element_spec
    assert spec[0].shape == (3, *SIZE, 3)


def test_the_same_seed_is_the_same_run_and_another_is_another():
    mixed = AugmentOptions(mixup=0.4, cutmix=1.0, erasing=0.5)
    first, other = _batches(7, augment=mixed), _batches(3, seed=8, augment=mixed)
    _assert_equal(first, _batches(7, augment=mixed))
    assert any((a != b).any() for (a, _), (b, _) in zip(first[:3], other, strict=True))


@pytest.mark.parametrize("drop_remainder, steps", [(True, 3), (False, 4)])
def test_a_resumed_run_continues_the_run(drop_remainder, steps):
    options = {"drop_remainder": drop_remainder, "augment": AugmentOptions(mixup=0.4)}
    whole = _batches(4 * steps, **options)
    _assert_equal(whole[2 * steps :], _batches(2 * steps, first_epoch=2, **options))


def test_one_thread_gives_the_same(drawn):
    batches = pipeline.training_batches(Drawn(), CODEC, SIZE, 3, 7)
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.autotune.enabled = False
    serial = [(x.numpy(), y.numpy()) for x, y in batches.with_options(options).take(5)]
    _assert_equal(serial, drawn)


def test_draws_are_those_of_seed_epoch_and_index():
    options = AugmentOptions(cutmix=1.0)
    seed = tf.constant([7, 1], tf.int64)
    key = tf.random.stateless_uniform([], seed, None, None, tf.int64)
    examples = list(Drawn().examples(seed))[3:6]
    images = [augment(e["image"], tf.stack([key, 3 + i]), SIZE) for i, e in enumerate(examples)]
    targets = CODEC.encode([e["label"] for e in examples])
    mixed = mix(tf.stack(images), targets, tf.stack([~key, 1]), options)
    _assert_equal([mixed], _batches(2, first_epoch=1, augment=options)[1:])


def test_nothing_drawn_is_the_crop_of_evaluation_in_the_order_of_the_seed():
    options = {"crop_fraction": 0.5, "interpolation": "bicubic"}
    ((images, targets),) = _batches(1, batch_size=10, augment=None, **options)
    seed = tf.constant([7, 0], tf.int64)
    for image, target, example in zip(images, targets, Drawn().examples(seed), strict=True):
        np.testing.assert_array_equal(image, evaluation_crop(example["image"], SIZE, **options))
        assert target.argmax() == example["label"]
    _assert_equal(_batches(3, augment=False), _batches(3, augment=None))


def test_options_reach_the_augmentation(drawn):
    still, plain = _batches(1, augment=STILL)[0], drawn[0]
    assert (still[0] != plain[0]).any()
    _assert_equal([plain], _batches(1, augment=AugmentOptions()))
    np.testing.assert_array_equal(still[1], plain[1])
    mixed = _batches(1, augment=AugmentOptions(mixup=5.0))[0]
    assert sorted(mixed[1].max(1)) < sorted(plain[1].max(1))


def test_epochs_see_every_image():
    plain = _batches(8, augment=False, drop_remainder=False)
    assert [len(images) for images, _ in plain] == [3, 3, 3, 1] * 2
    orders = [
        [int(x[0, 0, 0]) // 20 for images, _ in plain[e : e + 4] for x in images] for e in (0, 4)
    ]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(10))


def test_too_few_examples_for_a_batch_are_an_error():
    with pytest.raises(ValueError, match=r"data must fill .*, got 10 examples for batch_size=11"):
        pipeline.training_batches(Drawn(), CODEC, SIZE, 11, 7)
    assert pipeline.steps_per_epoch(Drawn(), 3) == 3


def test_a_label_without_a_class_is_an_error():
    batches = pipeline.training_batches(Drawn(), Codec(2), SIZE, 10, 7)
    with pytest.raises(tf.errors.InvalidArgumentError, match="labels must be 0 to 1, got"):
        next(iter(batches))


def test_evaluation_sees_every_image_once_in_order():
    batches = list(pipeline.evaluation_batches(Drawn(), SIZE, 4))
    assert [len(images) for images, _ in batches] == [4, 4, 2]
    assert all(images.shape[1:] == (*SIZE, 3) and images.dtype == tf.uint8 for images, _ in batches)
    ids = np.concatenate([truth["image_id"] for _, truth in batches])
    labels = np.concatenate([truth["label"] for _, truth in batches])
    assert ids.tolist() == list(range(10))
    assert labels.tolist() == [i % 3 for i in range(10)]


def test_evaluation_with_targets_for_keras():
    with_codec = pipeline.evaluation_batches(Drawn(), SIZE, 4, 0.5, "bicubic", codec=CODEC)
    without = pipeline.evaluation_batches(Drawn(), SIZE, 4, 0.5, "bicubic")
    for (images, targets), (same, truth) in zip(with_codec, without, strict=True):
        np.testing.assert_array_equal(images, same)
        np.testing.assert_array_equal(targets, CODEC.encode(truth["label"]))
