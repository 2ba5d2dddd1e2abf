"""A sample completes what is not known and refuses what does not fit."""

import numpy as np
import pytest

from tfvision.text.sample import Sample


def test_what_is_not_known():
    sample = Sample("a.png", np.zeros([2, 4], "float32"))
    assert sample.characters == ("", "")
    assert sample.lines.tolist() == [-1, -1]
    assert sample.ignored.tolist() == [False, False]


def test_columns_of_another_length():
    with pytest.raises(ValueError, match=r"quads_px must be \[2, 4, 2\], .*, got \[1, 4, 2\]"):
        Sample("a.png", np.zeros([2, 4], "float32"), quads_px=np.zeros([1, 4, 2]))
    with pytest.raises(ValueError, match="characters must be one a box, but 3 were given for 2"):
        Sample("a.png", np.zeros([2, 4], "float32"), "abc")
