"""The preset: one seed is one result in any thread, each step does its share and no other."""

import functools

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.augment import augment
from tfvision.classification.augment_options import POLICIES, AugmentOptions
from tfvision.images.resample import resample

SIZE = (24, 36)
STILL = {"crop_scale": (1.0, 1.0), "crop_ratio": (1.5, 1.5), "flip": 0.0}  # SIZE's own shape
FULL = {"erasing": 0.5, "num_ops": 3, "magnitude": 15}


@functools.cache
def _changed(size=SIZE, **options):
    specification = [tf.TensorSpec([None, None, 3], tf.uint8), tf.TensorSpec([2], tf.int64)]
    change = tf.function(
        lambda image, seed: augment(image, seed, size, AugmentOptions(**options)), specification
    )
    return lambda image, i: change(image, tf.constant([5, i], tf.int64)).numpy()


@pytest.fixture
def image(rng):
    return rng.integers(0, 256, [48, 72, 3]).astype("uint8")


def test_without_chances_it_is_the_plain_resize(image):
    np.testing.assert_array_equal(_changed(**STILL)(image, 0), resample(image, SIZE))


def test_flips_as_often_as_asked(image):
    plain, results = (
        resample(image, SIZE),
        [_changed(**STILL | {"flip": 0.25})(image, i) for i in range(80)],
    )
    mirrored = [np.array_equal(result, plain[:, ::-1]) for result in results]
    unchanged = [np.array_equal(result, plain) for result in results]
    assert sum(mirrored) + sum(unchanged) == 80
    assert 8 <= sum(mirrored) <= 32


def test_crops_show_what_they_claim():
    y, x = np.mgrid[:90, :120]
    ramp = np.stack([2 * y, 2 * x, 0 * y], -1).astype("uint8")
    shares = []
    for i in range(60):
        result = _changed(flip=0.0)(ramp, i).astype(float) / 2
        height = result[-1, 0, 0] - result[0, 0, 0]
        width = result[0, -1, 1] - result[0, 0, 1]
        height, width = height * SIZE[0] / (SIZE[0] - 1), width * SIZE[1] / (SIZE[1] - 1)
        shares.append(height * width / (90 * 120))
        assert 0.6 < width / height < 1.6
    assert 0.05 < min(shares) < 0.3 and 0.75 < max(shares) < 1.05


def test_a_padded_crop_moves_the_image_over_black():
    white = np.full([24, 36, 3], 255, "uint8")
    seen = set()
    for i in range(60):
        result = _changed(pad_crop=2, flip=0.0)(white, i)
        rows, columns = (result[..., 0] == 255).any(1), (result[..., 0] == 255).any(0)
        assert set(np.unique(result)) <= {0, 255}
        seen.add(
            (np.argmax(rows) - np.argmax(rows[::-1]), np.argmax(columns) - np.argmax(columns[::-1]))
        )
    assert {y for y, _ in seen} == {x for _, x in seen} == {-2, -1, 0, 1, 2}


def test_erases_after_the_policy():
    grey = np.full([48, 72, 3], 50, "uint8")
    options = STILL | {"erasing": 1.0, "erasing_fill": (1, 2, 3), "policy": "randaugment"}
    result = _changed(**options)(grey, 0)
    share = (result == (1, 2, 3)).all(-1).mean()
    assert 0.01 < share < 0.4


@pytest.mark.parametrize("policy", POLICIES)
def test_parallel_calls_give_what_one_by_one_gives(image, policy):
    options = AugmentOptions(policy=policy, **FULL)

    @tf.function(input_signature=[tf.TensorSpec([], tf.int64)])
    def change(index):
        return augment(tf.constant(image), tf.stack([index, 3]), SIZE, options)

    rows = [tf.data.Dataset.range(12).map(change, calls) for calls in (None, 4)]
    one_by_one, parallel = [np.stack(list(row)) for row in rows]
    np.testing.assert_array_equal(one_by_one, parallel)
    assert one_by_one.dtype == np.uint8 and one_by_one.shape == (12, *SIZE, 3)
    assert len({picture.tobytes() for picture in one_by_one}) == 12


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (90, 2)])
def test_extreme_shapes(policy, shape):
    result = _changed((5, 3), policy=policy, **FULL)(np.full([*shape, 3], 99, "uint8"), 1)
    assert result.shape == (5, 3, 3)


def test_a_result_of_one_pixel(image):
    assert _changed((1, 1), policy="randaugment", **FULL)(image, 1).shape == (1, 1, 3)


def test_names_a_type_that_no_operation_knows(image):
    with pytest.raises(ValueError, match="image must be uint8, got float32"):
        augment(image.astype("float32"), (1, 2), SIZE)
