"""The loops themselves, by hand: an oracle that is wrong makes every other test worthless."""

import math

import numpy as np
import pytest

from tests.detection import oracles


def test_iou():
    assert oracles.iou_loop([0, 0, 4, 2], [2, 1, 6, 3]) == pytest.approx(2 / 14)
    assert oracles.iou_loop([0, 0, 4, 2], [4, 0, 6, 2]) == 0  # they only touch
    assert oracles.iou_loop([0, 0, 4, 2], [4, 0, 6, 2], extra=1.0) == pytest.approx(3 / 21)
    assert oracles.iou_loop([1, 1, 1, 5], [1, 1, 1, 5]) == 0  # no area


def test_nms():
    boxes_xyxy = [[0, 0, 10, 4], [0, 0, 10, 5], [0, 0, 10, 2], [20, 0, 30, 4]]
    # 1 is best; 0 overlaps it by 0.8, 2 by 0.4; 3 by nothing, but its score is too low.
    assert oracles.nms_loop(boxes_xyxy, [0.8, 0.9, 0.7, 0.1], 0.5, 0.1) == [1, 2]
    assert oracles.nms_loop(boxes_xyxy, [0.8, 0.9, 0.7, 0.2], 0.9, 0.1, candidates=2) == [1, 0]


def test_soft_nms():
    boxes_xyxy, scores = [[0, 0, 10, 4], [0, 0, 10, 5], [20, 0, 30, 4]], [0.8, 0.9, 0.7]
    (first, a), (second, b), (third, c) = oracles.soft_nms_loop(boxes_xyxy, scores, 0.5, 0.01)
    assert (first, second, third) == (1, 2, 0)
    assert (a, b, c) == (0.9, 0.7, pytest.approx(0.8 * math.exp(-0.64 / 0.5)))


def test_detections_of_all_classes_in_one_list():
    boxes_xyxy = [[-0.5, 0.2, 0.5, 1.2], [0.5, 0.5, 0.75, 1.0]]
    scores = np.array([[0.3, 0.9], [0.6, 0.2]])
    rows = oracles.detections_loop(boxes_xyxy, scores, lambda b, s: range(len(s)), 3)
    assert [(score, label) for score, label, _ in rows] == [(0.9, 1), (0.6, 0), (0.3, 0)]
    assert rows[0][2] == [0.0, 0.2, 0.5, 1.0]


def test_match_gives_each_object_a_box_of_its_own():
    default_xyxy = [[0, 0, 4, 2], [0, 0, 4, 4], [8, 8, 9, 9], [0, 0, 4, 1.9]]
    objects = [[0, 0, 4, 2.2], [0, 0, 4, 2]]
    # Both like box 0 best; the second fits it exactly, so the first gets box 3, its next best.
    # Box 1 overlaps the first object by 0.55, the second by 0.5: it takes the first.
    assert oracles.match_loop(objects, default_xyxy) == [1, 0, -1, 0]
    assert oracles.match_loop(objects, default_xyxy, 0.6) == [1, -1, -1, 0]
    assert oracles.match_loop([[20, 20, 30, 30]], default_xyxy) == [-1] * 4  # touches nothing
    assert oracles.match_loop([], default_xyxy) == [-1] * 4


def test_encode():
    default_cxcywh = [[0.5, 0.5, 0.2, 0.4], [0.1, 0.1, 0.1, 0.1]]
    offsets, classes = oracles.encode_loop([[0.4, 0.4, 0.8, 0.8]], [2], default_cxcywh, [0, -1])
    expected = [0.1 / 0.2 / 0.1, 0.1 / 0.4 / 0.1, math.log(2) / 0.2, 0, 1]
    np.testing.assert_allclose(offsets, [expected, [0] * 5], atol=1e-12)
    assert classes.tolist() == [3, 0]


def test_offset_loss():
    targets = np.array([[[0, 0, 0, 0, 1], [9, 9, 9, 9, 0]], [[1, 1, 1, 1, 1], [0, 0, 0, 0, 0]]])
    outputs = np.array([[[0.5, 2, 0, 0], [0, 0, 0, 0]], [[1, 1, 1, 2], [5, 5, 5, 5]]])
    # 0.125 + 1.5 of the first match, 0.5 of the second (1 is where square and line meet).
    assert oracles.offset_loss_loop(targets, outputs) == pytest.approx((0.125 + 1.5 + 0.5) / 2)
    assert oracles.offset_loss_loop(targets * 0, outputs) == 0


def test_class_loss():
    def logits(*losses):
        """Two classes: background costs just as much as asked, the object what is left."""
        return [[-loss, math.log(1 - math.exp(-loss))] for loss in losses]

    targets = np.array([[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]])
    outputs = np.array([logits(2.0, 0.1, 0.5, 0.3, 0.2, 0.4), logits(1, 2, 3, 4, 5, 6)])
    found = -math.log(1 - math.exp(-2.0))
    expected = found + (0.5 + 0.4 + 0.3) + (6 + 5 + 4)
    assert oracles.class_loss_loop(targets, outputs) == pytest.approx(expected)
    assert oracles.class_loss_loop(targets[1:], outputs[1:]) == pytest.approx(15)
    assert oracles.class_loss_loop(targets[1:], outputs[1:], minimum=0) == 0


def test_voc():
    true = [(0, [0, 0, 10, 10], False), (0, [20, 0, 30, 10], True), (1, [0, 0, 10, 10], False)]
    found = [
        (0.9, 0, [0, 0, 10, 9]),  # right
        (0.8, 0, [0, 0, 10, 10]),  # the same again
        (0.7, 0, [20, 0, 30, 10]),  # a difficult one
        (0.6, 1, [0, 0, 10, 4]),  # IoU 0.4
        (0.5, 2, [0, 0, 10, 10]),  # an image without truth
    ]
    verdicts = oracles.judge_loop(found, true, 0.5)
    assert verdicts == [1, 0, -1, 0, 0]
    points = oracles.points_loop(verdicts, 2)
    assert points == [(0.5, 1.0), (0.5, 0.5), (0.5, 1 / 3), (0.5, 0.25)]
    assert oracles.area_loop(points) == 0.5
    assert oracles.eleven_points_loop(points) == pytest.approx(6 / 11)
    assert oracles.judge_loop(found, true, 0.4) == [1, 0, -1, 1, 0]


def test_best_f1():
    f1, threshold = oracles.best_f1_loop([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1], 2)
    assert (f1, threshold) == (pytest.approx(0.8), 0.5)
    assert oracles.best_f1_loop([0], [0.9], 2) == (0.0, math.inf)
