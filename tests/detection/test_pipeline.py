"""Batches depend on seed, epoch and index alone; evaluation sees every image once."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection import pipeline
from tfvision.detection.augment import augment
from tfvision.detection.augment_options import AugmentOptions

SIZE = (40, 60)


class Drawn:
    """Ten images, each of one grey level of its own, with 0 to 3 objects, every other difficult."""

    classes = ("first", "second", "third")

    def __len__(self):
        return 10

    def examples(self, seed=None):
        order = tf.range(10, dtype=tf.int64)
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)
        return tf.data.Dataset.from_tensor_slices(order).map(self.example)

    def example(self, i):
        count = tf.cast(i % 4, tf.int32)
        # No two images of one size.
        image = tf.ones([50 + i, 70 + 2 * i, 3], tf.uint8) * tf.cast(20 * i, tf.uint8)
        return {
            "image": image,
            "boxes_xyxy": tf.tile([[0.25, 0.5, 0.75, 1.0]], [count, 1]),
            "labels": tf.range(count),
            "difficult": tf.range(count) % 2 == 1,
            "image_id": i,
        }


class SumCodec:
    """Stands for the codec: targets that tell what was encoded."""

    def encode(self, boxes_xyxy, labels):
        total = tf.reduce_sum(boxes_xyxy)
        return {"offsets": tf.fill([6, 5], total), "logits": tf.fill([6], tf.size(labels))}


def _batches(count, first_epoch=0, seed=7, batch_size=3, **options):
    batches = pipeline.training_batches(
        Drawn(), SumCodec(), SIZE, batch_size, seed, first_epoch, **options
    )
    return [(x.numpy(), {k: v.numpy() for k, v in y.items()}) for x, y in batches.take(count)]


@pytest.fixture(scope="module")
def drawn():
    """The first seven batches of a run: two epochs, and one more."""
    return _batches(7)


def _assert_equal(some, others):
    assert len(some) == len(others) > 0
    for (images, targets), (other_images, other_targets) in zip(some, others, strict=True):
        np.testing.assert_array_equal(images, other_images)
        for name in targets:
            np.testing.assert_array_equal(targets[name], other_targets[name])


def test_gives_what_fit_takes(drawn):
    images, targets = drawn[0]
    assert images.shape == (3, *SIZE, 3) and images.dtype == np.uint8
    assert targets["offsets"].shape == (3, 6, 5) and targets["logits"].shape == (3, 6)
    spec = pipeline.training_batches(Drawn(), SumCodec(), SIZE, 3, 7).element_spec
    assert spec[0].shape == (3, *SIZE, 3)


def test_the_same_seed_is_the_same_run(drawn):
    _assert_equal(_batches(7), drawn)


def test_another_seed_is_another_run(drawn):
    assert any(
        (a != b).any() for (a, _), (b, _) in zip(drawn[:3], _batches(3, seed=8), strict=True)
    )


@pytest.mark.parametrize("drop_remainder, steps", [(True, 3), (False, 4)])
def test_a_resumed_run_continues_the_run(drop_remainder, steps):
    whole = _batches(4 * steps, drop_remainder=drop_remainder)
    resumed = _batches(2 * steps, first_epoch=2, drop_remainder=drop_remainder)
    _assert_equal(whole[2 * steps :], resumed)


def test_epochs_differ_in_order_and_in_draws(drawn):
    first, second = drawn[:3], drawn[3:6]
    assert any((a != b).any() for (a, _), (b, _) in zip(first, second, strict=True))
    plain = _batches(8, augment=False, drop_remainder=False)
    orders = [[int(x[0, 0, 0]) for images, _ in plain[e : e + 4] for x in images] for e in (0, 4)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == [20 * i for i in range(10)]


def test_one_thread_gives_the_same(drawn):
    batches = pipeline.training_batches(Drawn(), SumCodec(), SIZE, 3, 7)
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.autotune.enabled = False
    serial = [(x.numpy(), y) for x, y in batches.with_options(options).take(5)]
    _assert_equal(serial, drawn[:5])


def test_draws_are_those_of_seed_epoch_and_index():
    seed = tf.constant([7, 1], tf.int64)
    key = tf.random.stateless_uniform([], seed, None, None, tf.int64)
    example = next(iter(Drawn().examples(seed)))
    expected = augment(example, tf.stack([key, 0]), SIZE)["image"]
    np.testing.assert_array_equal(_batches(1, first_epoch=1)[0][0][0], expected)


def test_options_reach_the_augmentation():
    still = AugmentOptions(
        colour_probability=0, expand_probability=0, crop_samplers=("whole",), flip_probability=0
    )
    _assert_equal(_batches(6, augment=still), _batches(6, augment=False))


def test_the_last_batch_of_an_epoch_may_be_kept():
    assert [len(x) for x, _ in _batches(8, drop_remainder=False)] == [3, 3, 3, 1] * 2


def test_difficult_objects_are_trained_on_unless_ignored():
    plain = {"augment": False, "drop_remainder": False, "batch_size": 10}
    for ignore, counts in ((False, [0, 1, 2, 3]), (True, [0, 1, 1, 2])):
        ((images, targets),) = _batches(1, ignore_difficult=ignore, **plain)
        for image, logits in zip(images, targets["logits"], strict=True):
            assert logits[0] == counts[image[0, 0, 0] // 20 % 4]


class Crowded(Drawn):
    """The same, but the last object of each image is a crowd."""

    def example(self, i):
        example = super().example(i)
        places = tf.range(tf.size(example["labels"]))
        return example | {
            "crowd": places == tf.size(places) - 1,
            "areas": 3 * tf.cast(places, tf.float32),
        }


@pytest.mark.parametrize("augment", [False, AugmentOptions(crop_samplers=("whole",))])
def test_crowds_are_never_trained_on(augment):
    options = {"drop_remainder": False, "augment": augment}
    batches = pipeline.training_batches(Crowded(), SumCodec(), SIZE, 10, 7, **options)
    _, targets = next(iter(batches))
    assert sorted(targets["logits"][:, 0].numpy().tolist()) == [0] * 6 + [1, 1, 2, 2]


def test_evaluation_knows_crowds_and_areas():
    truth = next(iter(pipeline.evaluation_batches(Crowded(), SIZE, 4)))[1]
    assert truth["crowd"].numpy().tolist()[2:] == [[False, True, False], [False, False, True]]
    np.testing.assert_array_equal(truth["areas"][2], [0, 3, np.nan])
    truth = next(iter(pipeline.evaluation_batches(Drawn(), SIZE, 4)))[1]
    assert not truth["crowd"].numpy().any() and np.isnan(truth["areas"]).all()


def test_too_few_examples_for_a_batch_are_an_error():
    with pytest.raises(ValueError, match=r"data must fill .*, got 10 examples for batch_size=11"):
        pipeline.training_batches(Drawn(), SumCodec(), SIZE, 11, 7)
    assert [len(x) for x, _ in _batches(2, batch_size=11, drop_remainder=False)] == [10, 10]


def test_steps_per_epoch():
    assert pipeline.steps_per_epoch(Drawn(), 3) == 3
    assert pipeline.steps_per_epoch(Drawn(), 3, drop_remainder=False) == 4
    assert pipeline.steps_per_epoch(Drawn(), 5, drop_remainder=False) == 2


def test_evaluation_sees_every_image_once_in_order():
    batches = list(pipeline.evaluation_batches(Drawn(), SIZE, 4))
    assert [len(images) for images, _ in batches] == [4, 4, 2]
    ids = np.concatenate([truth["image_id"] for _, truth in batches])
    assert ids.tolist() == list(range(10))
    assert all(images.shape[1:] == (*SIZE, 3) and images.dtype == tf.uint8 for images, _ in batches)


def test_evaluation_truth_is_in_pixels_of_the_original_and_padded():
    truth = next(iter(pipeline.evaluation_batches(Drawn(), SIZE, 4)))[1]
    assert truth["size_hw"].numpy().tolist() == [[50, 70], [51, 72], [52, 74], [53, 76]]
    assert truth["labels"].numpy().tolist() == [[-1] * 3, [0, -1, -1], [0, 1, -1], [0, 1, 2]]
    assert truth["difficult"].numpy().tolist()[3] == [False, True, False]
    assert truth["boxes"].shape == (4, 3, 4)
    np.testing.assert_allclose(truth["boxes"][2, 1], [18.5, 26.0, 55.5, 52.0])
    assert (truth["boxes"][0].numpy() == 0).all()
