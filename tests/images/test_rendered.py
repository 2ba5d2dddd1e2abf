"""Arguments of rendered series, and what is said of wrong ones."""

import pytest

from tfvision.images.rendered import check_counts, checked_size


def test_counts():
    check_counts(count=0, seed=5.0, keep_mb=0.5)
    for values, words in (
        ({"seed": -1}, "seed must be a number from 0, got -1"),
        ({"seed": True}, "seed must be a number from 0, got True"),
        ({"keep_mb": float("nan")}, "keep_mb must be a number from 0, got nan"),
        ({"count": 1, "start": 0.5}, "start must be a whole number, got 0.5"),
    ):
        with pytest.raises(ValueError, match=words):
            check_counts(**values)


def test_sizes():
    assert checked_size([32, 64]) == (32, 64)
    for size in (7, (40,), "ab", None):
        with pytest.raises(ValueError, match=r"size_hw must be \(height, width\)"):
            checked_size(size)
    with pytest.raises(ValueError, match=r"size_hw must be at least 32 a side, got \(31, 64\)"):
        checked_size((31, 64))
