"""The crop against the authors' rule, window by window, and the IoU that it must reach."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection import crop

SAMPLERS = (crop.WHOLE, 0.1, 0.3, 0.5, 0.7, 0.9, 0.0)
OPTIONS = {"samplers": SAMPLERS, "tries": 50, "scale": (0.3, 1.0), "aspect": (0.5, 2.0)}
CANVAS_HW = (90.0, 160.0)
IMAGE_PX = (20.0, 10.0, 120.0, 70.0)
OBJECTS = [[30.0, 15.0, 80.0, 60.0], [90.0, 40.0, 118.0, 66.0], [25.0, 50.0, 33.0, 58.0]]


@tf.function
def _choose(draws, objects, **options):
    options = OPTIONS | {"on_object": None, "keep_object": False} | options
    canvas_hw, image_px = tf.constant(CANVAS_HW), tf.constant(IMAGE_PX)
    return crop.choose_window(draws, canvas_hw, image_px, objects, **options)


def _windows(count, objects=OBJECTS, samplers=SAMPLERS, **options):
    draws = crop.draws_needed(samplers, OPTIONS["tries"])
    draws = np.random.default_rng(3).uniform(size=(count, draws)).astype("float32")
    objects = tf.reshape(tf.constant(objects, tf.float32), [-1, 4])
    for row in draws:
        yield row, _choose(tf.constant(row), objects, samplers=samplers, **options).numpy()


def _best_iou(window, objects):
    best = 0.0
    for box in objects:
        width = min(window[2], box[2]) - max(window[0], box[0])
        height = min(window[3], box[3]) - max(window[1], box[1])
        shared = max(width, 0) * max(height, 0)
        areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (window, box)]
        best = max(best, shared / (sum(areas) - shared))
    return best


def _slow_choice(draws, objects):
    """The authors' rule, window by window."""
    priorities, draws = draws[:7], draws[7:].reshape(5, 6, 50)
    found = {(0.0, 0.0, CANVAS_HW[1], CANVAS_HW[0]): priorities[6]}
    for s, limit in enumerate((0.1, 0.3, 0.5, 0.7, 0.9, 0.0)):
        for t in range(50):
            u = draws[:, s, t]
            scale = np.float32(0.3) + u[0] * np.float32(0.7)
            low, high = max(np.float32(0.5), scale**2), min(np.float32(2), 1 / scale**2)
            root = np.sqrt(low + u[1] * (high - low))
            window = []
            for share, full, place in ((scale * root, 160, u[2]), (scale / root, 90, u[3])):
                side = min(max(np.round(share * np.float32(full)), 1), full)
                start = min(np.floor(place * (full - side + 1)), full - side)
                window += [start, start + side]
            window = (window[0], window[2], window[1], window[3])
            x0, y0, x1, y1 = IMAGE_PX
            shows = min(window[2], x1) - max(window[0], x0) >= 1
            shows &= min(window[3], y1) - max(window[1], y0) >= 1
            if shows and _best_iou(window, objects) >= limit:
                found[window] = max(priorities[s], found.get(window, -1))
                break
    return max(found, key=found.get)


@pytest.mark.parametrize("objects", [OBJECTS, OBJECTS[2:], []], ids=["three", "small", "none"])
def test_chooses_what_the_slow_rule_chooses(objects):
    for draws, window in _windows(60, objects):
        np.testing.assert_array_equal(window, _slow_choice(draws, objects))


@pytest.mark.parametrize("minimum", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_enforces_the_iou(minimum):
    large = [[24.0, 12.0, 118.0, 68.0], [90.0, 20.0, 110.0, 66.0]]
    near = {"scale": (0.5, 0.7), "aspect": (0.85, 1.05)}
    windows = [w for _, w in _windows(500, large, samplers=(minimum,), **near)]
    cropped = [w for w in windows if tuple(w[2:] - w[:2]) != (160, 90)]
    assert len(cropped) > 30
    assert min(_best_iou(window, large) for window in cropped) >= minimum


def test_whole_canvas_when_no_window_reaches_the_iou():
    for _, window in _windows(20, OBJECTS[2:], samplers=(0.9, 0.7)):
        assert window.tolist() == [0, 0, 160, 90]


def test_picks_each_sampler_that_found_a_window_equally_often():
    whole = [tuple(w) == (0, 0, 160, 90) for _, w in _windows(500, samplers=(crop.WHOLE, 0.0, 0.0))]
    assert 0.27 < np.mean(whole) < 0.4


def test_without_objects_only_free_windows_are_cropped():
    whole = [w for _, w in _windows(50, [], samplers=(0.1, 0.5))]
    free = [w for _, w in _windows(50, [], samplers=(0.0,))]
    assert {tuple(w) for w in whole} == {(0, 0, 160, 90)}
    assert len({tuple(w) for w in free}) > 40


def test_windows_are_whole_pixels_inside_the_canvas_with_some_of_the_image():
    for _, (x0, y0, x1, y1) in _windows(200, []):
        assert 0 <= x0 < x1 <= 160 and 0 <= y0 < y1 <= 90
        assert all(float(v).is_integer() for v in (x0, y0, x1, y1))
        assert min(x1, 120) - max(x0, 20) >= 1 and min(y1, 70) - max(y0, 10) >= 1


def test_windows_placed_on_objects_hold_a_centre():
    small = OBJECTS[2:]
    for _, window in _windows(100, small, samplers=(0.0,), on_object=tf.constant(True)):
        assert crop.centres_inside(tf.constant(small), tf.constant(window)).numpy().all()
    free = [w for _, w in _windows(100, small, samplers=(0.0,), on_object=tf.constant(False))]
    held = [crop.centres_inside(tf.constant(small), tf.constant(w)).numpy().all() for w in free]
    assert not all(held)


def test_placing_on_objects_survives_an_image_without_any():
    windows = list(_windows(20, [], samplers=(0.0,), on_object=tf.constant(True)))
    assert len({tuple(w) for _, w in windows}) > 10


def test_keeping_an_object_is_enforced_only_if_there_is_one():
    for _, window in _windows(100, OBJECTS[2:], samplers=(0.0,), keep_object=True):
        assert crop.centres_inside(tf.constant(OBJECTS[2:]), tf.constant(window)).numpy().all()
    free = [tuple(w) for _, w in _windows(50, [], samplers=(0.0,), keep_object=True)]
    assert len(set(free)) > 40


def test_only_whole_needs_no_search():
    draws = tf.zeros([crop.draws_needed((crop.WHOLE,), 50)])
    window = _choose(draws, tf.constant(OBJECTS), samplers=(crop.WHOLE,))
    assert window.numpy().tolist() == [0, 0, 160, 90]


def test_centres_on_the_left_and_top_edge_are_inside():
    boxes = tf.constant([[0.0, 0.0, 20.0, 8.0], [10.0, 4.0, 30.0, 8.0]])
    inside = crop.centres_inside(boxes, tf.constant([10.0, 4.0, 20.0, 9.0]))
    assert inside.numpy().tolist() == [True, False]
