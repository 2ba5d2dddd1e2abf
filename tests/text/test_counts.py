"""Sizes: what counts of them, and how pairs and false detections get theirs."""

import numpy as np
import pytest

from tfvision.text.counts import shares
from tfvision.text.metric import character_scores


def test_sizes():
    boxes = np.array([[0.0, 0, 8, 11], [20, 0, 40, 12], [60, 0, 90, 30]])
    found = np.concatenate([boxes[:2], [[60.0, 60, 70, 70], [0, 60, 40, 100]]])
    result = character_scores(found, boxes)
    assert result["recall/under 12 px"] == result["recall/12 to 24 px"] == 1
    assert (result["precision/under 12 px"], result["precision/12 to 24 px"]) == (0.5, 1)
    assert (result["recall/24 px and more"], result["precision/24 px and more"]) == (0, 0)
    assert result["AP/under 12 px"] == 1
    actual = {"boxes": boxes, "sizes": [12, 12, 12]}
    fonts = character_scores(found, actual, sizes={"12": (12, 13)})
    assert fonts["recall/12"] == pytest.approx(2 / 3)


def test_shares_of_nothing_are_nan_and_keep_their_axes():
    found = shares(np.array([[1, 1, 3, 0.5, 2], [0, 0, 0, 0, 0]]))
    assert [found[key][0] for key in found] == [0.5, 0.25, 1 / 3, 0.5, 0.5]
    assert all(np.isnan(found[key][1]) for key in found)
