"""Smoothed resizing against a loop and TensorFlow, windows against whole results, extreme sizes."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.images.resample import resample


def by_loop(line, resized):
    """One line of numbers, each result the mean of what a triangle of its own width covers."""
    scale = len(line) / resized
    reach, result = max(scale, 1.0), []
    for i in range(resized):
        centre = (i + 0.5) * scale
        weights = [max(0.0, 1 - abs((j + 0.5 - centre) / reach)) for j in range(len(line))]
        result.append(np.dot(weights, line) / sum(weights))
    return result


@pytest.mark.parametrize("resized", [1, 3, 7, 8, 9, 20])
def test_agrees_with_a_plain_loop_along_each_axis(rng, resized):
    line = rng.uniform(0, 255, 8)
    expected = by_loop(line, resized)
    rows = resample(np.float32(line)[:, None, None], (resized, 1))
    columns = resample(np.float32(line)[None, :, None], (1, resized))
    np.testing.assert_allclose(rows[:, 0, 0], expected, rtol=1e-4)
    np.testing.assert_allclose(columns[0, :, 0], expected, rtol=1e-4)


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize("resized_hw", [(20, 31), (120, 70), (1, 1)])
def test_agrees_with_tensorflow(images, interpolation, resized_hw):
    got = resample(images, resized_hw, interpolation)
    expected = tf.image.resize(images, resized_hw, interpolation, antialias=True)
    expected = np.clip(expected, 0, 255)
    np.testing.assert_allclose(got, expected, atol=1e-3)


def test_a_window_is_cut_out_of_the_whole(images):
    whole = resample(images, (30, 70))
    window = resample(images, (30, 70), offset_hw=(4, 33), size_hw=(20, 31))
    np.testing.assert_allclose(window, whole[:, 4:24, 33:64], atol=1e-3)


def test_a_batch_is_its_images(images):
    whole = resample(images, (20, 31))
    for one, image in zip(whole, images, strict=True):
        np.testing.assert_array_equal(one, resample(image, (20, 31)))


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_bytes_are_rounded_and_stay_in_range(interpolation):
    stripes = np.uint8([[[0, 255, 7], [255, 0, 7]] * 6] * 5)
    got = resample(stripes, (13, 41), interpolation)
    assert got.dtype == tf.uint8
    floats = resample(stripes.astype("float32"), (13, 41), interpolation)
    assert floats.dtype == tf.float32
    assert floats.numpy().min() >= 0 and floats.numpy().max() <= 255
    np.testing.assert_array_equal(got, np.round(floats))


def test_sizes_may_be_unknown_in_a_graph(images):
    @tf.function(input_signature=[tf.TensorSpec([None, None, 3]), tf.TensorSpec([2], tf.int64)])
    def resized(image, size_hw):
        return resample(image, size_hw)

    for size_hw in ((5, 9), (60, 3)):
        got = resized(images[0], tf.constant(size_hw, tf.int64))
        np.testing.assert_allclose(got, resample(images[0], size_hw), atol=1e-3)


def test_an_empty_batch_stays_empty():
    assert resample(np.zeros([0, 5, 7, 3], "uint8"), (3, 4)).shape == (0, 3, 4, 3)


def test_names_an_unknown_interpolation(images):
    with pytest.raises(ValueError, match=r"interpolation must be .*bicubic.*, got 'nearest'"):
        resample(images, (3, 4), "nearest")
