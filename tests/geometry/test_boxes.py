"""Boxes against plain loops, on sizes that are not square."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.geometry import boxes as geometry

SIZE_HW = (360, 640)


def iou_by_hand(a, b):
    out = np.zeros([len(a), len(b)], "float32")
    for i, (ax1, ay1, ax2, ay2) in enumerate(a):
        for j, (bx1, by1, bx2, by2) in enumerate(b):
            width = max(0.0, min(ax2, bx2) - max(ax1, bx1))
            height = max(0.0, min(ay2, by2) - max(ay1, by1))
            area_a = max(0.0, ax2 - ax1) * max(0.0, ay2 - ay1)
            area_b = max(0.0, bx2 - bx1) * max(0.0, by2 - by1)
            union = area_a + area_b - width * height
            out[i, j] = width * height / union if union > 0 else 0.0
    return out


def draw(rng, *shape):
    low = rng.uniform(0, 0.8, [*shape, 2])
    return np.concatenate([low, low + rng.uniform(0.01, 0.5, [*shape, 2])], -1).astype("float32")


@pytest.mark.parametrize("n, m", [(0, 0), (0, 3), (5, 0), (1, 1), (7, 40)])
def test_iou_agrees_with_the_loop(rng, n, m):
    a, b = draw(rng, n), draw(rng, m)
    got = geometry.iou(a, b)
    assert got.shape == (n, m)
    np.testing.assert_allclose(got, iou_by_hand(a, b), rtol=1e-5, atol=1e-7)


def test_iou_of_a_batch_is_that_of_each_image(rng):
    a, b = draw(rng, 3, 4), draw(rng, 3, 6)
    got = geometry.iou(a, b)  # [3, 4, 6]
    for i in range(3):
        np.testing.assert_allclose(got[i], iou_by_hand(a[i], b[i]), rtol=1e-5, atol=1e-7)


def test_iou_broadcasts_one_set_of_default_boxes_over_a_batch(rng):
    a, b = draw(rng, 3, 4), draw(rng, 6)
    np.testing.assert_allclose(geometry.iou(a, b)[2], iou_by_hand(a[2], b), rtol=1e-5, atol=1e-7)


def test_iou_of_boxes_without_area():
    point, inverted = [0.3, 0.3, 0.3, 0.3], [0.6, 0.7, 0.2, 0.1]
    line, good = [0.1, 0.2, 0.1, 0.9], [0.0, 0.0, 0.5, 0.9]
    boxes = np.array([point, inverted, line, good], "float32")
    got = geometry.iou(boxes, boxes).numpy()
    np.testing.assert_array_equal(got, np.diag([0.0, 0.0, 0.0, 1.0]))


def test_iou_of_tiny_boxes_has_no_epsilon_in_it():
    box = np.array([[0.5, 0.5, 0.5001, 0.5003]], "float32")
    assert geometry.iou(box, box).numpy() == 1.0


def test_area_agrees_with_the_loop(rng):
    boxes = draw(rng, 2, 9)
    by_hand = [[(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in image] for image in boxes]
    np.testing.assert_allclose(geometry.area(boxes), by_hand, rtol=1e-6)
    assert geometry.area(np.zeros([0, 4], "float32")).shape == (0,)
    assert geometry.area([3.0, 1.0, 1.0, 2.0]) == 0.0


@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3)])
def test_center_and_corners_undo_each_other(rng, shape):
    boxes = draw(rng, *shape)
    there = geometry.cxcywh_from_xyxy(boxes)
    assert there.shape == boxes.shape
    np.testing.assert_allclose(geometry.xyxy_from_cxcywh(there), boxes, atol=1e-6)


def test_center_and_corners_by_hand():
    boxes_cxcywh = np.array([[10.0, 20.0, 4.0, 12.0]], "float32")
    np.testing.assert_array_equal(geometry.xyxy_from_cxcywh(boxes_cxcywh), [[8, 14, 12, 26]])


@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3)])
def test_pixels_and_fractions_undo_each_other(rng, shape):
    boxes = draw(rng, *shape)
    there = geometry.to_pixels(boxes, SIZE_HW)
    assert there.shape == boxes.shape
    np.testing.assert_allclose(geometry.from_pixels(there, SIZE_HW), boxes, atol=1e-6)


def test_pixels_of_a_batch_use_the_size_of_each_image(rng):
    boxes, sizes_hw = draw(rng, 2, 3), np.array([[360, 640], [100, 50]])
    got = geometry.to_pixels(boxes, sizes_hw)
    for i, (height, width) in enumerate(sizes_hw):
        np.testing.assert_allclose(got[i], boxes[i] * [width, height, width, height], rtol=1e-6)
    np.testing.assert_allclose(geometry.from_pixels(got, sizes_hw), boxes, atol=1e-6)


def test_clip_to_the_unit_square_and_to_pixels():
    np.testing.assert_array_equal(
        geometry.clip([[-1.0, 0.25, 0.5, 7.0], [2.0, 2.0, 3.0, 3.0]]),
        [[0, 0.25, 0.5, 1], [1, 1, 1, 1]],
    )
    np.testing.assert_array_equal(
        geometry.clip([[-5.0, 20.0, 700.0, 365.0]], high=(640, 360, 640, 360)),
        [[0, 20, 640, 360]],
    )
    assert geometry.clip(np.zeros([0, 4], "float32")).shape == (0, 4)


def test_flip_moves_boxes_with_their_pixels():
    image = np.zeros([6, 10], "uint8")
    image[1:4, 2:5] = 1
    flipped = geometry.flip_horizontal(geometry.from_pixels([2.0, 1.0, 5.0, 4.0], image.shape))
    x1, y1, x2, y2 = np.rint(geometry.to_pixels(flipped, image.shape)).astype(int)
    assert image[:, ::-1][y1:y2, x1:x2].all()
    assert (x2 - x1) * (y2 - y1) == image.sum()


def test_flip_twice_is_nothing(rng):
    for boxes in (draw(rng, 0), draw(rng, 4)):
        twice = geometry.flip_horizontal(geometry.flip_horizontal(boxes))
        np.testing.assert_allclose(twice, boxes, atol=1e-6)


def test_runs_with_unknown_numbers_of_boxes(rng):
    spec = tf.TensorSpec([None, 4])
    function = tf.function(
        lambda a, b: geometry.iou(geometry.clip(geometry.flip_horizontal(a)), b),
        input_signature=[spec, spec],
    )
    for n in (0, 3):
        assert function(draw(rng, n), draw(rng, 2)).shape == (n, 2)


def test_keeps_its_float_type(rng):
    boxes = draw(rng, 3).astype("float16")
    for function in (geometry.area, geometry.clip, geometry.flip_horizontal):
        assert function(boxes).dtype == "float16"
    assert geometry.to_pixels(boxes, SIZE_HW).dtype == "float16"
