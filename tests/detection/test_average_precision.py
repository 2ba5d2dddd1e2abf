"""The devkit's average precision against plain loops and hand-computed cases."""

import numpy as np
import pytest

from tests.detection.oracles import (
    area_loop,
    eleven_points_loop,
    judge_loop,
    points_loop,
)
from tfvision.detection import average_precision as ap
from tfvision.images.precision_recall import area_under_curve, precision_recall


def random_boxes(rng, count):
    corner, size = rng.uniform(0, 60, [count, 2]), rng.uniform(1, 40, [count, 2])
    return np.concatenate([corner, corner + size], axis=1)


def random_case(rng, images=3, found=25, true=9):
    """One class. Whole-pixel boxes and few different scores, so that ties happen."""
    rows = {"boxes": random_boxes(rng, found).round(), "scores": rng.integers(0, 9, found) / 8}
    rows |= {"images": rng.integers(0, images, found), "labels": np.zeros(found, int)}
    truths = {"boxes": random_boxes(rng, true).round(), "images": rng.integers(0, images, true)}
    truths |= {"labels": np.zeros(true, int), "ignored": rng.uniform(size=true) < 0.3}
    copies = rng.integers(0, max(true, 1), found // 2 if true else 0)
    rows["boxes"][: len(copies)] = truths["boxes"][copies] + rng.integers(0, 4, [len(copies), 4])
    rows["images"][: len(copies)] = truths["images"][copies]
    for part in (rows, truths):
        part["boxes"][:, 2:] = np.maximum(part["boxes"][:, 2:], part["boxes"][:, :2])
        part["sizes"] = ap.box_sizes(part["boxes"])
    return rows, truths


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("threshold", [0.4, 0.5, 0.75])
def test_judging_and_curve_equal_the_loop(rng, threshold, inclusive):
    for case in range(60):
        found, true = random_case(rng, found=case % 40, true=case % 13)
        ranked = ap.rank(found, true, 1, inclusive)
        verdict = ap.judge(ranked["iou"], ranked["truth"], true["ignored"], threshold)
        rows = list(zip(found["scores"], found["images"], found["boxes"], strict=True))
        truths = list(zip(true["images"], true["boxes"], true["ignored"], strict=True))
        expected = judge_loop(rows, truths, threshold, float(inclusive))
        assert verdict.tolist() == expected

        positives = int(np.sum(~true["ignored"]))
        if not positives:
            continue
        recall, precision = precision_recall(verdict, positives)
        points = points_loop(expected, positives)
        np.testing.assert_array_equal(np.stack([recall, precision], 1), np.reshape(points, (-1, 2)))
        assert area_under_curve(recall, precision) == pytest.approx(area_loop(points), abs=1e-12)
        expected = eleven_points_loop(points)
        assert ap.eleven_points(recall, precision) == pytest.approx(expected, abs=1e-12)


def test_average_precision_by_hand():
    # Right, wrong, right, of 4 truths: recall 1/4 1/4 2/4, precision 1 1/2 2/3.
    recall, precision = precision_recall(np.array([1, 0, 1], np.int8), 4)
    np.testing.assert_allclose(recall, [0.25, 0.25, 0.5])
    np.testing.assert_allclose(precision, [1, 0.5, 2 / 3])
    assert area_under_curve(recall, precision) == pytest.approx(0.25 * 1 + 0.25 * 2 / 3)
    # Recall 0, .1, .2 are reached with precision 1; .3, .4, .5 with 2/3; the other five never.
    assert ap.eleven_points(recall, precision) == pytest.approx((3 * 1 + 3 * 2 / 3) / 11)


def test_every_step_of_recall_counts_at_eleven_points():
    for found in range(11):  # 0.3 and 3 / 10 must be the same number, as must all the others
        recall, precision = precision_recall(np.ones(found, np.int8), 10)
        assert ap.eleven_points(recall, precision) == pytest.approx((found + 1) * (found > 0) / 11)


def test_iou_of_exactly_the_threshold_is_enough():
    found = {"boxes": np.array([[0.0, 0, 10, 5]]), "scores": np.ones(1)}
    found |= {"images": np.zeros(1, int), "labels": np.zeros(1, int)}
    true = {key: found[key] for key in ("images", "labels")} | {
        "boxes": np.array([[0.0, 0, 10, 10]])
    }
    ranked = ap.rank(found, true, 1)
    assert ap.judge(ranked["iou"], ranked["truth"], np.zeros(1, bool), 0.5).tolist() == [1]


def test_the_devkits_pixel_boxes():
    found = {"boxes": np.array([[0.0, 0, 9, 4]]), "scores": np.ones(1)}
    found |= {"images": np.zeros(1, int), "labels": np.zeros(1, int)}
    true = {key: found[key] for key in ("images", "labels")} | {"boxes": np.array([[0.0, 0, 9, 9]])}
    assert ap.rank(found, true, 1, inclusive=True)["iou"][0] == pytest.approx(50 / 100)
    assert ap.rank(found, true, 1, inclusive=False)["iou"][0] == pytest.approx(36 / 81)
    assert ap.box_sizes(true["boxes"], inclusive=True).tolist() == [100]
    assert ap.box_sizes(true["boxes"], "height").tolist() == [9]


def test_pairs_are_split_into_chunks_without_a_difference(rng, monkeypatch):
    found, true = random_case(rng, found=60, true=20)
    whole = ap.rank(found, true, 1)
    monkeypatch.setattr(ap, "_PAIRS_AT_ONCE", 7)
    split = ap.rank(found, true, 1)
    np.testing.assert_array_equal(whole["iou"], split["iou"])
    np.testing.assert_array_equal(whole["truth"], split["truth"])


def test_boxes_without_area_overlap_nothing():
    boxes_xyxy, group = np.array([[3.0, 3, 3, 9]]), np.zeros(1, int)
    iou, truth = ap.best_truths(boxes_xyxy, group, boxes_xyxy, group)
    assert (iou.tolist(), truth.tolist()) == ([0.0], [-1])
