"""MixUp and CutMix: pixels and labels are mixed in the same shares."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.augment_options import AugmentOptions
from tfvision.classification.mixing import cutmix, mix, mixup


@pytest.fixture
def batch(rng):
    """Three images that are not square and one-hot targets of four classes."""
    images = rng.uniform(0, 255, [3, 8, 10, 3]).astype("float32")
    return tf.constant(images), tf.one_hot([2, 0, 3], 4)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_mixup_by_hand(batch, share):
    images, targets = batch
    mixed, labels = mixup(images, targets, share)
    for i in range(3):
        expected = share * images[i] + (1 - share) * images[i - 1]
        np.testing.assert_allclose(mixed[i], expected, rtol=1e-5)
        np.testing.assert_allclose(labels[i], share * targets[i] + (1 - share) * targets[i - 1])


@pytest.mark.parametrize(
    "share, centre, box",
    [
        (0.75, (0.5, 0.5), (2, 6, 3, 7)),  # half of (8, 10) is 4 by 5; half of that, rounded down
        (0.75, (0.0, 0.0), (0, 2, 0, 2)),
        (0.75, (0.99, 0.99), (5, 8, 7, 10)),
        (0.0, (0.5, 0.5), (0, 8, 0, 10)),
        (1.0, (0.5, 0.5), (0, 0, 0, 0)),
    ],
)
def test_cutmix_by_hand(batch, share, centre, box):
    images, targets = batch
    mixed, labels = cutmix(images, targets, tf.constant(share), tf.constant(centre))
    y0, y1, x0, x1 = box
    expected = images.numpy()
    expected[:, y0:y1, x0:x1] = np.roll(images, 1, 0)[:, y0:y1, x0:x1]
    np.testing.assert_array_equal(mixed, expected)
    kept = 1 - (y1 - y0) * (x1 - x0) / 80
    expected = kept * targets + (1 - kept) * np.roll(targets, 1, 0)
    np.testing.assert_allclose(labels, expected, atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("options", [{"mixup": 0.2}, {"cutmix": 1.0}, {"mixup": 0.2, "cutmix": 1}])
def test_of_a_batch_labels_stay_whole_and_types_stay(batch, dtype, options):
    images, targets = tf.cast(batch[0], dtype), batch[1]
    change = tf.function(lambda seed: mix(images, targets, seed, AugmentOptions(**options)))
    for i in range(8):
        mixed, labels = change(tf.constant([4, i]))
        assert mixed.dtype == images.dtype and mixed.shape == images.shape
        np.testing.assert_allclose(tf.reduce_sum(labels, -1), 1, rtol=1e-5)
        again = change(tf.constant([4, i]))
        np.testing.assert_array_equal(mixed, again[0])
        np.testing.assert_array_equal(labels, again[1])


def test_both_have_their_turn(batch):
    white = tf.concat([tf.zeros([1, 8, 10, 3]), tf.fill([2, 8, 10, 3], 255.0)], 0)
    options = AugmentOptions(mixup=1.0, cutmix=1.0)
    change = tf.function(lambda seed: mix(white, batch[1], seed, options)[0])
    levels = [len(np.unique(change(tf.constant([1, i]))[:2])) for i in range(24)]
    grey = [set(np.unique(change(tf.constant([1, i])))) - {0.0, 255.0} for i in range(24)]
    assert min(levels) >= 1
    assert 6 <= sum(bool(shades) for shades in grey) <= 18  # CutMix makes no grey.


def test_shares_are_those_of_beta(batch):
    for alpha, spread in ((1.0, 1 / 12), (0.2, 0.25 / 1.4)):
        options = AugmentOptions(mixup=alpha)
        change = tf.function(lambda seed, o=options: mix(*batch, seed, o)[1][0, 2])
        shares = [float(change(tf.constant([3, i]))) for i in range(1500)]
        assert abs(np.mean(shares) - 0.5) < 0.04
        assert abs(np.var(shares) - spread) < 0.1 * spread


def test_a_tiny_alpha_mixes_nothing_or_all_and_never_nan(batch):
    change = tf.function(lambda seed: mix(*batch, seed, AugmentOptions(mixup=1e-4))[1])
    for i in range(20):
        labels = change(tf.constant([3, i])).numpy()
        assert np.isclose(labels, 0).sum() + np.isclose(labels, 1).sum() == labels.size


def test_without_either_nothing_changes_and_one_image_is_its_own_neighbour(batch):
    assert mix(*batch, (1, 2), AugmentOptions())[0] is batch[0]
    images, targets = batch[0][:1], batch[1][:1]
    mixed, labels = mix(images, targets, (1, 2), AugmentOptions(mixup=1.0))
    np.testing.assert_allclose(mixed, images, rtol=1e-5)
    np.testing.assert_allclose(labels, targets, rtol=1e-5)
