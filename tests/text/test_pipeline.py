"""Batches depend on seed, epoch and index alone; evaluation sees every page once."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.text import pipeline
from tfvision.text.augment import augment
from tfvision.text.augment_options import AugmentOptions
from tfvision.text.codec import Codec

SIZE = (41, 60)


class Drawn:
    """Ten pages, each of one grey level of its own, with 0 to 3 characters, every other ignored."""

    def __len__(self):
        return 10

    def examples(self, seed=None):
        order = tf.range(10, dtype=tf.int64)
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)
        return tf.data.Dataset.from_tensor_slices(order).map(self.example)

    def example(self, i):
        count = tf.cast(i % 4, tf.int32)
        # No two pages of one size; the last ones do not fit.
        image = tf.ones([20 + 5 * i, 30 + 7 * i, 3], tf.uint8) * tf.cast(20 * i, tf.uint8)
        boxes = tf.constant([[0.1, 0.2, 0.3, 0.8], [0.3, 0.2, 0.5, 0.8], [0.6, 0.1, 0.9, 0.7]])
        return {
            "image": image,
            "boxes_xyxy": boxes[:count],
            "lines": tf.zeros([count], tf.int32),
            "ignored": tf.range(count) % 2 == 1,
            "image_id": i,
        }


class Bare(Drawn):
    """The same, without the columns that data need not have."""

    def example(self, i):
        example = super().example(i)
        return {key: example[key] for key in ("image", "boxes_xyxy", "image_id")}


class Turned(Drawn):
    """The same, with the quads that lean beside upright boxes."""

    def example(self, i):
        example = super().example(i)
        x1, y1, x2, y2 = tf.unstack(example["boxes_xyxy"], axis=1)
        corners = [x1 + 0.1, y1, x2 + 0.1, y1, x2, y2, x1, y2]
        return example | {"quads_xy": tf.reshape(tf.stack(corners, 1), [-1, 4, 2])}


class SumCodec:
    """Stands for the codec: targets that tell what was encoded."""

    def encode(self, boxes_xyxy, size_hw, ignored=None, lines=None):
        values = [np.sum(boxes_xyxy), len(boxes_xyxy), np.sum(ignored), np.sum(lines)]
        shape = (size_hw[0] // 2, size_hw[1] // 2, 4)
        return np.broadcast_to(np.array(values, "float64"), shape)


def _batches(count, first_epoch=0, seed=7, batch_size=3, codec=None, data=None, **options):
    batches = pipeline.training_batches(
        data or Drawn(), codec or SumCodec(), SIZE, batch_size, seed, first_epoch, **options
    )
    return [(images.numpy(), targets.numpy()) for images, targets in batches.take(count)]


@pytest.fixture(scope="module")
def whole():
    """The first three epochs, with the default options."""
    return _batches(9)


def _assert_equal(some, others):
    assert len(some) == len(others) > 0
    for (images, targets), (other_images, other_targets) in zip(some, others, strict=True):
        np.testing.assert_array_equal(images, other_images)
        np.testing.assert_array_equal(targets, other_targets)


def test_gives_what_fit_takes():
    batches = pipeline.training_batches(Drawn(), Codec(affinity=True), SIZE, 3, 7)
    images, targets = batches.element_spec
    assert images.shape == (3, *SIZE, 3) and images.dtype == tf.uint8
    assert targets.shape == (3, 20, 30, 3) and targets.dtype == tf.float32
    images, targets = next(iter(batches))
    assert images.shape == (3, *SIZE, 3) and targets.shape == (3, 20, 30, 3)
    assert np.isfinite(targets).all() and targets.numpy().max() == 1


def test_targets_are_those_of_the_augmented_page():
    seed = tf.constant([7, 1], tf.int64)
    key = tf.random.stateless_uniform([], seed, None, None, tf.int64)
    codec, ((images, targets), *_) = Codec(), _batches(1, first_epoch=1, codec=Codec())
    for index, example in enumerate(Drawn().examples(seed).take(3)):
        example = {name: value.numpy() for name, value in example.items()}
        changed = augment(example, [int(key), index], SIZE)
        np.testing.assert_array_equal(images[index], changed["image"])
        target = codec.encode(changed["boxes_xyxy"], SIZE, changed["ignored"], changed["lines"])
        np.testing.assert_array_equal(targets[index], target)


def test_targets_of_turned_characters_are_turned():
    (plain,) = _batches(1, codec=Codec(), augment=False)
    (turned,) = _batches(1, codec=Codec(), data=Turned(), augment=False)
    np.testing.assert_array_equal(turned[0], plain[0])
    assert (turned[1] != plain[1]).any()
    (changed,) = _batches(1, codec=Codec(), data=Turned())
    assert changed[1].shape == plain[1].shape and changed[1].max() > 0.9


def test_another_seed_is_another_run(whole):
    other = _batches(3, seed=8)
    assert any((a != b).any() for (a, _), (b, _) in zip(whole[:3], other, strict=True))


def test_a_resumed_run_continues_the_run(whole):
    _assert_equal(whole[3:], _batches(6, first_epoch=1))


def test_epochs_differ(whole):
    assert any((a != b).any() for (a, _), (b, _) in zip(whole[:3], whole[3:6], strict=True))


def test_the_last_batch_of_an_epoch_may_be_kept():
    some = _batches(8, drop_remainder=False, augment=False)
    assert [len(images) for images, _ in some] == [3, 3, 3, 1] * 2


def test_one_thread_gives_the_same(whole):
    batches = pipeline.training_batches(Drawn(), SumCodec(), SIZE, 3, 7)
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.autotune.enabled = False
    serial = [(x.numpy(), y.numpy()) for x, y in batches.with_options(options).take(4)]
    _assert_equal(serial, whole[:4])


def test_without_augmentation_pages_are_whole():
    ((images, targets),) = _batches(1, batch_size=10, augment=False)
    for image, (total, count, ignored, lines) in zip(images, targets[:, 0, 0], strict=True):
        i = int(image[0, 0, 0]) // 20
        assert (count, ignored, lines) == (i % 4, i % 4 // 2, 0)
        shown = (image == 20 * i).all(-1)  # Fills the height, or the width, or lies within.
        height, width = 20 + 5 * i, 30 + 7 * i
        scale = min(SIZE[0] / height, SIZE[1] / width, 1)
        assert i == 0 or shown.sum() == round(height * scale) * round(width * scale)
        assert total > 0 or not i % 4


def test_options_reach_the_augmentation(whole):
    ((images, _),) = _batches(1, augment=AugmentOptions(fill=(9, 9, 9), colour_probability=0))
    assert (images != whole[0][0]).any() and (images == 9).any()


def test_data_may_know_of_boxes_alone():
    ((_, targets),) = _batches(1, data=Bare(), batch_size=10, augment=False)
    counts, ignored, lines = targets[:, 0, 0, 1:].T
    assert not ignored.any() and (lines == -counts).all()


def test_too_few_examples_for_a_batch_are_an_error():
    with pytest.raises(ValueError, match=r"data must fill .*, got 10 examples for batch_size=11"):
        pipeline.training_batches(Drawn(), SumCodec(), SIZE, 11, 7)
    assert pipeline.steps_per_epoch(Drawn(), 3) == 3


def test_evaluation_sees_every_page_once_in_order():
    batches = list(pipeline.evaluation_batches(Drawn(), SIZE, 4))
    assert [len(images) for images, _ in batches] == [4, 4, 2]
    assert all(images.shape[1:] == (*SIZE, 3) and images.dtype == tf.uint8 for images, _ in batches)
    ids = np.concatenate([truth["image_id"] for _, truth in batches])
    assert ids.tolist() == list(range(10))


def test_evaluation_truth_is_in_pixels_of_the_original_and_padded():
    (_, truth), (images, later), *_ = pipeline.evaluation_batches(Drawn(), SIZE, 4)
    assert truth["size_hw"].numpy().tolist() == [[20, 30], [25, 37], [30, 44], [35, 51]]
    assert truth["num_characters"].numpy().tolist() == [0, 1, 2, 3]
    assert truth["ignored"].numpy()[3].tolist() == [False, True, False]
    assert truth["boxes"].shape == (4, 3, 4)
    np.testing.assert_allclose(truth["boxes"][1, 0], [3.7, 5, 11.1, 20], rtol=1e-6)
    assert not truth["boxes"][1, 1:].numpy().any()
    assert truth["scale_xy"].numpy()[:, 0].tolist() == [1, 1, 1, 1]
    size_wh = later["size_hw"].numpy()[2, ::-1]  # 50 high and 72 wide
    np.testing.assert_allclose(later["scale_xy"].numpy()[2] * size_wh, [59, 41], rtol=1e-6)
    assert (images.numpy()[2, :41, :59] == 120).all() and not images.numpy()[2, :, 59:].any()


def test_evaluation_targets_are_those_of_whole_pages():
    codec = Codec()
    images, targets = next(iter(pipeline.evaluation_batches(Drawn(), SIZE, 4, codec=codec)))
    assert images.shape == (4, *SIZE, 3)
    example = Drawn().example(tf.constant(3, tf.int64))
    boxes = example["boxes_xyxy"].numpy() * np.tile([51 / 60, 35 / 41], 2)
    expected = codec.encode(boxes.astype("float32"), SIZE, ignored=example["ignored"])
    np.testing.assert_allclose(targets[3], expected, atol=1e-5)
