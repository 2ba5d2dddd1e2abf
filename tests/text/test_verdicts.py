"""Ignored truths, splits and merges, also beside what CLEval's rules give."""

import numpy as np

from tests.text import score_oracles as oracles
from tfvision.text.metric import character_scores

LINE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 50, 10)])  # Five characters


def test_ignored_truths_count_neither_way():
    actual = {"boxes": LINE, "ignored": [False, True, True, False, False]}
    found = np.concatenate([LINE[:2], [[15.0, 0, 25, 10], [60, 0, 69, 10]]])
    scores = character_scores(found, actual)
    assert (scores["total"], scores["detected"], scores["false"]) == (3, 2, 1)
    assert (scores["recall"], scores["centre_hits"]) == (1 / 3, 1 / 3)
    assert character_scores(LINE, {"boxes": LINE, "ignored": [True] * 5})["detected"] == 0


def test_agrees_with_cleval_on_whole_characters(rng):
    """Found, missed, found twice, two in one box, or nothing there: both count alike."""
    true = np.array([[x, 0.0, x + 9, 10] for x in range(0, 120, 10)])
    for _ in range(40):
        found, kinds = [], rng.integers(0, 4, 12)
        for column in range(0, 12, 2):
            pair, kind = true[column : column + 2], kinds[column]
            if kind == 3:
                found.append([*pair[0, :2], *pair[1, 2:]])
            else:
                found += [*np.repeat(pair[:1], kind, 0), *np.repeat(pair[1:], kinds[column + 1], 0)]
        found = np.array([*found, [200, 0, 209, 10]], float)
        scores = character_scores(found, true, iou=0.4)  # Half a box of two would find one.
        _, _, splits, merges = oracles.cleval_loop(found, true)
        assert (scores["splits"], scores["merges"]) == (splits, merges)
        apart = character_scores(found[found[:, 2] - found[:, 0] < 10], true)
        found = found[found[:, 2] - found[:, 0] < 10]
        assert apart["total"] - apart["missed"] == oracles.cleval_loop(found, true)[0]


def test_cleval_by_hand():
    assert oracles.cleval_loop(LINE, LINE) == (5, 0, 0, 0)
    assert oracles.cleval_loop([[0, 0, 19, 10], [80, 0, 89, 10]], LINE) == (2, 1, 0, 1)
    assert oracles.cleval_loop(np.repeat(LINE[:1], 2, 0), LINE) == (1, 0, 1, 0)
    halves = [[0, 0, 4, 10], [4, 0, 9, 10]]  # Only one of them holds the centre.
    assert oracles.cleval_loop(halves, LINE) == (1, 1, 0, 0)
    assert character_scores(halves, LINE)["splits"] == 1
