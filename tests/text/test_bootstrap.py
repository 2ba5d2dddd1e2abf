"""Intervals that hold the truth as often as they say, and whole sums in every draw."""

import numpy as np
import pytest

from tfvision.text import bootstrap
from tfvision.text.bootstrap import interval, resampled
from tfvision.text.metric import CharacterMetric

LINE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 50, 10)])  # Five characters


def test_intervals_hold_the_truth_as_often_as_they_say(rng):
    """Images of which half miss every second character: recall is 0.75."""
    inside = 0
    for _ in range(40):
        metric = CharacterMetric(sizes={})
        for half in rng.uniform(size=40) < 0.5:
            kept = LINE[rng.uniform(size=5) < (0.5 if half else 1)]
            metric.update(kept, LINE)
        low, high = metric.intervals(0.9, resamples=300)["recall"]
        inside += low <= 0.75 <= high
    assert 31 <= inside <= 40


def test_draws_in_parts_are_whole_images(rng, monkeypatch):
    sums = rng.integers(0, 9, [7, 2])
    monkeypatch.setattr(bootstrap, "_WEIGHTS_AT_ONCE", 21)
    drawn = resampled(np.concatenate([sums, np.ones([7, 1])], axis=1), 10)
    assert drawn.shape == (10, 3)
    assert (drawn[:, 2] == 7).all()  # As many images as there are, in every draw.
    assert len(np.unique(drawn[:, 0])) > 3


def test_intervals_of_numbers():
    assert interval(np.arange(101.0), 0.9) == pytest.approx((5, 95))
    assert interval(np.array([np.nan, 3.0])) == (3, 3)
    assert np.isnan(interval(np.array([np.nan]))).all()
    with pytest.raises(ValueError, match="resamples must be at least 1, got 0"):
        resampled([[1]], 0)
