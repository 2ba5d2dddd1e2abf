"""Turns in alternation, and the ratios that come of their times, on made-up figures."""

import pytest

from tests.benchmarks import contest, ratios


def told(log, name, *milliseconds):
    """A turn that notes its name, and takes what it is told by the wall and half by the CPU."""
    left = list(milliseconds)

    def turn():
        log.append(name)
        wall = left.pop(0)
        return wall, wall / 2

    return turn


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(contest, "PAUSE", 0)


def test_sides_take_turns_and_the_first_round_is_a_warm_up():
    log, rounds = [], []
    turns = {"ours": told(log, "ours", 90, 4, 5), "peer": told(log, "peer", 99, 8, 20)}
    found = contest.times(contest.Contest("a", turns), 2, lambda: rounds.append(len(log)))
    assert log == ["ours", "peer"] * 3
    assert rounds == [2, 4, 6]
    assert found == {"ours": [(4, 2), (5, 2.5)], "peer": [(8, 4), (20, 10)]}


def test_each_way_of_ours_meets_each_other_side():
    one = contest.Contest(
        "net", dict.fromkeys(["ours", "ours, fused", "peer", "floor"]), ("floor",)
    )
    times = {
        "ours": [(4, 4), (5, 5)],
        "ours, fused": [(2, 2), (4, 3)],
        "peer": [(8, 4), (20, 6)],
        "floor": [(1, 1), (1, 1)],
    }
    rows = ratios.of_contest("group", one, times)
    assert [(row["what"], row["against"], row["kind"], row["ratio"]) for row in rows] == [
        ("net", "peer", "peer", 2),
        ("net", "floor", "limit", 0.25),
        ("net, fused", "peer", "peer", 4),
        ("net, fused", "floor", "limit", 0.5),
    ]
    assert (rows[0]["low"], rows[0]["high"]) == (2.5, 3.5)  # Of 2 and 4
    assert rows[0]["cpu"] == 1


def test_growth_is_held_against_its_own_first_size():
    growth = contest.Growth("net", "images", {1: None, 4: None})
    times = {1: [(10, 10), (12, 12)], 4: [(20, 40), (24, 50)]}
    (row,) = ratios.of_growth("growth", growth, times)
    assert (row["what"], row["ratio"], row["cpu"]) == ("net, 1 to 4 images", 2, 1)
    curve = ratios.curve("growth", growth, times)
    assert (curve["sizes"], curve["cost"]) == ([1, 4], [1, 2])


def test_of_two_ways_the_sooner_counts():
    assert contest.best(lambda: (3, 1), lambda: (2, 9))() == (2, 9)


def test_a_turn_is_of_one_call():
    calls = []
    wall, cpu = contest.repeated(lambda: calls.append(1), 5)()
    assert len(calls) == 5
    assert wall >= 0
    assert cpu >= 0
