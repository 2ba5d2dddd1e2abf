"""Ignored truths, splits and merges, also beside what CLEval gives."""

import pathlib

import numpy as np

from tests.goldens import cleval
from tfvision.text.metric import character_scores

LINE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 50, 10)])  # Five characters


def test_ignored_truths_count_neither_way():
    actual = {"boxes": LINE, "ignored": [False, True, True, False, False]}
    found = np.concatenate([LINE[:2], [[15.0, 0, 25, 10], [60, 0, 69, 10]]])
    scores = character_scores(found, actual)
    assert (scores["total"], scores["detected"], scores["false"]) == (3, 2, 1)
    assert (scores["recall"], scores["centre_hits"]) == (1 / 3, 1 / 3)
    assert character_scores(LINE, {"boxes": LINE, "ignored": [True] * 5})["detected"] == 0


def test_agrees_with_cleval_on_whole_characters():
    """Found, missed, found twice, two in one box, or nothing there: both count alike."""
    goldens = np.load(pathlib.Path(cleval.__file__).with_suffix(".npz"))["counts"]
    assert len(goldens) == cleval.LINES and (goldens.min(0) < goldens.max(0)).all()
    for line, (splits, merges, detected) in enumerate(goldens.tolist()):
        found = cleval.found(line)
        # Half a box of two would find one.
        scores = character_scores(found, cleval.TRUE, iou=0.4)
        assert (scores["splits"], scores["merges"]) == (splits, merges)
        apart = character_scores(cleval.single(found), cleval.TRUE)
        assert apart["total"] - apart["missed"] == detected


def test_two_halves_are_a_split():
    halves = [[0, 0, 4, 10], [4, 0, 9, 10]]
    assert character_scores(halves, LINE)["splits"] == 1
