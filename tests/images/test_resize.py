"""Resizing against OpenCV, single and in batches, whatever the type."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tfvision.images.resize import resize


@pytest.mark.parametrize("size_hw", [(9, 31), (48, 64), (100, 70), (1, 1)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_agrees_with_opencv(images, size_hw, dtype):
    image = images[0].astype(dtype)
    got = resize(image, size_hw)
    assert got.dtype == "float32"
    expected = cv2.resize(image.astype("float32"), size_hw[::-1], interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(got, expected, atol=0.02)


def test_a_batch_is_its_images(images):
    got = resize(images, (30, 20))
    assert got.shape == (2, 30, 20, 3)
    for one, image in zip(got, images, strict=True):
        np.testing.assert_array_equal(one, resize(image, (30, 20)))


def test_sizes_may_be_unknown_in_a_graph(images):
    dataset = tf.data.Dataset.from_generator(
        lambda: iter(images), output_signature=tf.TensorSpec([None, None, 3])
    )
    dataset = dataset.map(lambda image: resize(image, tf.shape(image)[:2] // 2))
    assert [image.shape.as_list() for image in dataset] == [[24, 32, 3]] * 2


def test_an_empty_batch_stays_empty():
    assert resize(np.zeros([0, 5, 7, 3], "uint8"), (3, 4)).shape == (0, 3, 4, 3)
