"""What counts as slower than before, on made-up figures, and what a baseline must be."""

import json

import pytest

from tests.benchmarks import regressions


def row(ratio, low=None, high=None, what="net"):
    low, high = low or 0.95 * ratio, high or 1.05 * ratio
    return {"group": "g", "what": what, "against": "peer", "ratio": ratio, "low": low, "high": high}


@pytest.mark.parametrize(
    ("old", "new", "slower"),
    [
        (row(2.0), row(2.0), False),
        (row(2.0), row(1.9), False),  # Within the tolerance
        (row(2.0), row(1.5), True),
        (row(2.0, 1.4, 2.6), row(1.5, 1.3, 1.6), False),  # Rounds as slow were there before
        (row(2.0), row(1.5, 1.2, 2.2), False),  # Rounds as fast are there now
        (row(0.5), row(0.3), True),
        (row(2.0), row(3.0), False),
    ],
)
def test_slower_by_more_than_the_noise(old, new, slower):
    worse, better, missing = regressions.compare([old], [new])
    assert bool(worse) == slower
    assert missing == []
    # The same two the other way round are an improvement exactly then.
    assert bool(regressions.compare([new], [old])[1]) == slower
    if new["ratio"] == 3.0:
        assert better == [(old, new)]


def test_rows_that_came_and_went():
    worse, better, missing = regressions.compare([row(2.0, what="old")], [row(1.0, what="new")])
    assert (worse, better) == ([], [])
    assert [one["what"] for one in missing] == ["old"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"rows": 3}', '{"rows": [{"ratio": 1}]}', '{"rows": [null]}'],
)
def test_another_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "before.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"before\.json: must be a file that --json wrote"):
        regressions.read(path)


def test_its_own_file_is_read(tmp_path):
    path = tmp_path / "before.json"
    report = {"machine": {"processor": "x"}, "rows": [row(2.0)]}
    path.write_text(json.dumps(report))
    assert regressions.read(path) == report
