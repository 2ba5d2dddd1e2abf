"""Pixels as people hold them, brought into one form."""

import numpy as np
import pytest

from tfvision.images.arrays import as_rgb


@pytest.mark.parametrize(
    ("pixels", "dtype"),
    [
        (np.full([2, 5, 3], 7, "uint8"), "uint8"),
        (np.full([2, 5, 3], 7, "int64"), "uint8"),
        (np.full([2, 5, 3], 7, "uint16"), "uint8"),
        (np.full([2, 5, 3], 7, "float64"), "float32"),
        (np.full([2, 5, 3], 7, "float16"), "float32"),
        (np.full([2, 5], 7, "uint8"), "uint8"),
        (np.full([2, 5, 1], 7, "float32"), "float32"),
        (np.full([2, 5, 4], 7, "uint8"), "uint8"),
        ([[[7, 7, 7]] * 5] * 2, "uint8"),
    ],
)
def test_every_form_becomes_rgb(pixels, dtype):
    image = as_rgb(pixels)
    assert image.shape == (2, 5, 3) and image.dtype == dtype and (image == 7).all()
    assert image.flags.c_contiguous


def test_what_is_right_already_is_not_copied():
    image = np.zeros([2, 5, 3], "uint8")
    assert np.shares_memory(as_rgb(image), image)
    before = np.ones([2, 5, 3], "float64")
    as_rgb(before * 9)
    assert (before == 1).all()


def test_a_batch_may_be_empty_and_keeps_its_size():
    assert as_rgb(np.zeros([0, 2, 5, 3], "uint8"), ndim=4).shape == (0, 2, 5, 3)
    assert as_rgb(np.zeros([0, 2, 5, 1]), ndim=4).shape == (0, 2, 5, 3)
    with pytest.raises(ValueError, match=r"images must be \[B, H, W, 3\].* channels come last"):
        as_rgb(np.zeros([2, 3, 8, 9], "uint8"), "images", ndim=4)
