"""Heads whose last class is background, in ours, where it is the first, and back."""

import numpy as np

from tfvision.weights.names.jjjkkkjjj_ssd import background_last
from tfvision.weights.rows import CONVOLUTION, SAME

CLASSES, BOXES = 3, 2  # With background


def test_background_of_every_box_goes_first():
    transform = background_last(SAME, CLASSES)
    theirs = np.arange(BOXES * CLASSES)
    ours = transform.ours(theirs.shape, theirs)
    assert ours.tolist() == [2, 0, 1, 5, 3, 4]
    (back,) = transform.theirs(ours)
    np.testing.assert_array_equal(back, theirs)
    assert transform.shapes((6,)) == ((6,),)


def test_kernels_too(rng):
    transform = background_last(CONVOLUTION, CLASSES)
    theirs = rng.normal(size=(BOXES * CLASSES, 5, 3, 3))  # [A * C, channels, h, w]
    ours = transform.ours((3, 3, 5, 6), theirs)
    np.testing.assert_array_equal(ours[1, 2, :, 3], theirs[5, :, 1, 2])
    np.testing.assert_array_equal(transform.theirs(ours)[0], theirs)
    assert transform.shapes((3, 3, 5, 6)) == (theirs.shape,)
