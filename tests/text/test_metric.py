"""Characters by hand, against plain loops, beside CLEval's rules; sizes, intervals, bad input."""

import time

import numpy as np
import pytest

from tests.detection.oracles import area_loop, points_loop
from tests.text import score_oracles as oracles
from tfvision.text.metric import CharacterMetric, character_scores

LINE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 50, 10)])  # Five characters


def line(*columns):
    return LINE[list(columns)]


def measured(predicted, actual, **options):
    metric = CharacterMetric(**options)
    metric.update(predicted, actual)
    return metric


def test_by_hand():
    found = {
        "boxes": [
            *line(0, 1).tolist(),
            [20, 0, 39, 10],  # Two characters in one box
            [40, 0, 44, 10],  # The last one in two halves
            [44, 0, 49, 10],
            [90, 0, 99, 10],  # Nothing is there
        ],
        "scores": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
    }
    scores = character_scores(found, LINE, sizes={})
    assert (scores["total"], scores["detected"]) == (5, 6)
    # The right half of the last character is 5 of 9 px wide and finds it.
    assert (scores["false"], scores["missed"]) == (3, 2)
    assert (scores["precision"], scores["recall"]) == (0.5, 0.6)
    assert scores["hmean"] == pytest.approx(6 / 11)
    assert scores["mean_iou"] == pytest.approx((1 + 1 + 5 / 9) / 3)
    assert (scores["splits"], scores["merges"]) == (1, 1)
    assert scores["centre_hits"] == 1
    assert scores["AP"] == pytest.approx(0.4 + 0.2 * 3 / 5)


def test_the_seeds_accuracy_is_recall():
    false = {"boxes": np.concatenate([line(0, 1, 2), LINE + [0, 50, 0, 50]]), "scores": np.ones(8)}
    scores = character_scores(false, LINE)
    assert scores["seed_accuracy"] == scores["recall"] == 0.6
    assert scores["seed_accuracy"] == (scores["detected"] - scores["false"]) / scores["total"]
    assert scores["precision"] == 3 / 8


@pytest.mark.parametrize("iou", [0.3, 0.5])
def test_equals_the_loops(rng, iou):
    metric = CharacterMetric(iou, sizes={})
    totals, rows = np.zeros(6), []
    for _ in range(20):
        true = LINE + rng.integers(-3, 4, LINE.shape)
        found = np.repeat(LINE, 2, axis=0) + rng.integers(-5, 6, [10, 4])
        found[:, 2:] = np.maximum(found[:, :2], found[:, 2:])
        scores = rng.permutation(1000)[:10] / 1000
        metric.update({"boxes": found, "scores": scores}, {"boxes": true})
        owners = oracles.matches_loop(found, scores, true, iou)
        matched = sum(owner >= 0 for owner in owners)
        totals += (matched, 10 - matched, 5 - matched, *oracles.oddities_loop(found, true))
        rows += [(score, owner >= 0) for score, owner in zip(scores, owners, strict=True)]
    result = metric.result()
    keys = ("false", "missed", "splits", "merges")
    assert [result[key] for key in keys] == totals[1:5].tolist()
    assert result["recall"] == totals[0] / 100
    assert result["centre_hits"] == totals[5] / 100
    verdicts = [int(right) for _, right in sorted(rows, key=lambda row: -row[0])]
    assert result["AP"] == pytest.approx(area_loop(points_loop(verdicts, 100)), rel=0.02)


def test_no_characters():
    empty = CharacterMetric()
    keys = empty.result().keys()
    assert np.isnan(empty.result()["recall"])
    for found, true in (([], []), (LINE, []), ([], LINE)):
        result = measured(found, true).result()
        assert result.keys() == keys
        counts = (result["total"], result["detected"], result["false"], result["missed"])
        assert counts == (len(true), len(found), len(found), len(true))
    assert (result["recall"], result["hmean"], result["AP"]) == (0, 0, 0)
    assert np.isnan(result["precision"])
    assert character_scores([], [])["total"] == 0


def test_the_order_of_update_is_that_of_the_images(rng):
    images = [(LINE + rng.integers(-3, 4, LINE.shape), LINE) for _ in range(6)]
    found, true = zip(*images, strict=True)
    together = character_scores(found, true, sizes={})
    batch = measured(np.stack(found), np.stack(true), sizes={}).result()
    assert together == batch


def test_reset_and_keras_names():
    metric = measured(line(0), LINE, sizes={})
    metric.reset_state()
    metric.update_state(LINE, line(0, 1))  # Keras's order: the truth first
    assert metric.result()["recall"] == 0.4


def test_intervals_repeat_and_cover_sizes():
    metric = measured(line(0, 1), LINE)
    metric.update(LINE, LINE)
    intervals = metric.intervals(resamples=200)
    np.testing.assert_equal(intervals, metric.intervals(resamples=200))
    assert intervals["recall"] == (0.4, 1.0)
    assert intervals["recall/under 12 px"] == (0.4, 1.0)
    assert np.isnan(intervals["recall/24 px and more"]).all()
    assert intervals["precision"] == (1, 1)
    assert set(intervals) < set(metric.result())
    with pytest.raises(ValueError, match="at least one image"):
        CharacterMetric().intervals()
    with pytest.raises(ValueError, match=r"confidence must lie in \(0, 1\), got 95"):
        metric.intervals(95)


def test_two_detectors_on_the_same_images():
    ours, theirs = CharacterMetric(sizes={}), CharacterMetric(sizes={})
    for wanted in range(1, 6):  # Hard and easy images; ours finds one more in each.
        truth = LINE[:wanted]
        ours.update(truth, truth)
        theirs.update(truth[1:], truth)
    difference, low, high = ours.compare(theirs)["recall"]
    assert difference == pytest.approx(5 / 15)
    assert 0.2 <= low <= difference <= high <= 1
    assert ours.compare(ours)["hmean"] == (0, 0, 0)
    theirs.update(LINE, LINE)
    with pytest.raises(ValueError, match="the same images with the same sizes"):
        ours.compare(theirs)


def test_best_threshold():
    found = {"boxes": np.concatenate([LINE, LINE + 50]), "scores": [*[0.8] * 5, *[0.3] * 5]}
    best = measured(found, LINE).best_threshold()
    assert (best.f1, best.score) == (1, 0.8)


def test_config_round_trip():
    options = {"iou": 0.75, "sizes": {"all": (0, 9)}, "name": "m"}
    metric = CharacterMetric(**options)
    assert metric.get_config() == options
    assert CharacterMetric.from_config(metric.get_config()).get_config() == options


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: CharacterMetric(0), r"iou must lie in \(0, 1\], got 0"),
        (lambda: CharacterMetric(sizes={"a": (5, 5)}), r"sizes\['a'\] must be \(low, high\)"),
        (lambda: character_scores([LINE], [LINE, LINE]), "hold 1 image.* got 2"),
        (lambda: character_scores(LINE * np.nan, LINE), r"predictions\['boxes'\] must be finite"),
        (lambda: character_scores(LINE, LINE[:, ::-1]), r"truth\['boxes'\] must be x1, y1"),
        (lambda: character_scores(LINE, [1, 2, 3]), r"truth\['boxes'\] must be \[N, 4\]"),
        (lambda: character_scores({"labels": []}, LINE), "must have the key 'boxes'"),
        (
            lambda: character_scores({"boxes": LINE, "scores": [1]}, LINE),
            r"predictions\['scores'\] must have shape \(5,\) to match its boxes",
        ),
    ],
)
def test_refused(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_pages_of_thousands_take_no_time(rng):
    """Measured 0.12 s: 2,000 characters of one page; the limit is for a busy machine."""
    grid = np.stack(np.meshgrid(np.arange(50), np.arange(40)), -1).reshape(-1, 2) * 20.0
    boxes = np.concatenate([grid, grid + 18], axis=1)
    start = time.process_time()
    scores = character_scores(boxes + rng.normal(0, 1, boxes.shape), boxes)
    assert time.process_time() - start < 2
    assert scores["recall"] == 1
