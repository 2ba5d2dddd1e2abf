"""The crop of evaluation against torchvision's, and for every shape of image."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification.crop import evaluation_crop

GOLDENS = np.load(pathlib.Path(__file__).parent.parent / "goldens" / "augment_operations.npz")
SOURCES = {
    "larger": GOLDENS["image"],
    "smaller": np.kron(GOLDENS["image"], np.ones([4, 4, 1], "uint8")),
}


# PIL rounds, and clips, between rows and columns: one level apart, more at edges with bicubic.
@pytest.mark.parametrize("interpolation, farthest", [("bilinear", 1), ("bicubic", 3)])
@pytest.mark.parametrize("name", SOURCES)
def test_agrees_with_torchvision(name, interpolation, farthest):
    got = evaluation_crop(SOURCES[name], (28, 28), interpolation=interpolation)
    assert got.dtype == tf.uint8
    apart = np.abs(got.numpy().astype(int) - GOLDENS[f"crop_{name}_{interpolation}"])
    assert apart.max() <= farthest
    assert apart.mean() < 0.35


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 1), (300, 7), (32, 64)])
@pytest.mark.parametrize("size_hw", [(28, 28), (20, 33), (33, 20), (1, 1)])
def test_every_shape_gives_the_size_and_its_middle(shape, size_hw):
    y, x = np.mgrid[: shape[0], : shape[1]]
    image = np.stack([y, x, 7 + 0 * y], -1).astype("float32")
    got = evaluation_crop(image, size_hw).numpy()
    assert got.shape == (*size_hw, 3) and got.dtype == "float32"
    scale = max(size_hw[0] / shape[0], size_hw[1] / shape[1]) / 0.875
    middle = got.mean((0, 1))
    expected = [(shape[0] - 1) / 2, (shape[1] - 1) / 2, 7]
    np.testing.assert_allclose(middle, expected, atol=0.01 + 1.5 / scale)


def test_the_whole_image_where_nothing_may_be_lost(images):
    got = evaluation_crop(images, (24, 32), crop_fraction=1.0)
    expected = tf.image.resize(images, (24, 32), antialias=True)
    np.testing.assert_allclose(got, expected, atol=1e-3)


def test_a_batch_of_open_size_in_a_graph(images):
    specification = tf.TensorSpec([None, None, None, 3], tf.uint8)
    crop = tf.function(lambda batch: evaluation_crop(batch, (20, 33)), [specification])
    batch = images.astype("uint8")
    got = crop(batch)
    assert got.shape == (2, 20, 33, 3)
    for one, image in zip(got, batch, strict=True):
        np.testing.assert_array_equal(one, evaluation_crop(image, (20, 33)))
    assert crop(batch[:0]).shape == (0, 20, 33, 3)


@pytest.mark.parametrize("crop_fraction", [0, -0.5, 1.01])
def test_names_a_fraction_out_of_range(images, crop_fraction):
    with pytest.raises(ValueError, match=r"crop_fraction must be in \(0, 1\], got"):
        evaluation_crop(images, (20, 33), crop_fraction)
