"""The filter and its smoother, against all sightings weighed at once, and by what they are for."""

import numpy as np
import pytest

from tfvision.video import motion


def box(x, y, width=40.0, height=10.0):
    return np.array([x - width / 2, y - height / 2, x + width / 2, y + height / 2])


def weighed_at_once(times, values, unit, ticks, count):
    """A coordinate's places `[count]`, and their deviations, by one great linear system.

    The states of all times are unknown together: each step and each sighting is an equation.
    """
    unrest = np.linalg.inv(
        (motion.UNREST * unit) ** 2
        * np.array([[ticks**3 / 3, ticks**2 / 2], [ticks**2 / 2, ticks]])
    )
    step = np.array([[1.0, ticks], [0.0, 1.0]])
    precision, right = np.zeros([2 * count, 2 * count]), np.zeros(2 * count)
    precision[0, 0] += 1 / (1e3 * unit) ** 2
    precision[1, 1] += 1 / (0.5 * unit) ** 2
    right[0] += values[0] / (1e3 * unit) ** 2
    for i in range(count - 1):
        part = np.hstack([-step, np.eye(2)])
        precision[2 * i : 2 * i + 4, 2 * i : 2 * i + 4] += part.T @ unrest @ part
    for time, value in zip(times, values, strict=True):
        precision[2 * time, 2 * time] += 1 / (motion.OBSERVED * unit) ** 2
        right[2 * time] += value / (motion.OBSERVED * unit) ** 2
    covariance = np.linalg.inv(precision)
    return (covariance @ right)[::2], np.sqrt(np.diag(covariance)[::2])


@pytest.mark.parametrize("rate", [30, 12.5])
def test_smoothing_weighs_all_sightings_at_once(rate):
    # Of one size, for the filter to measure with one unit.
    rng = np.random.default_rng(1)
    times = np.array([3, 4, 7, 8, 13])
    boxes = np.stack([box(100 + 3 * t + rng.normal(0, 2), 50 - t) for t in times])
    found, spreads = motion.smooth(times + 10, boxes, 10, 28, rate)
    unit = np.sqrt(40 * 10)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    for axis in (0, 1):
        places, deviations = weighed_at_once(times, middles[:, axis], unit, motion.TICKS / rate, 19)
        centres = (found[:, axis] + found[:, axis + 2]) / 2
        # Before the first sighting the box goes on as it moved then, whatever is likely at first.
        np.testing.assert_allclose(centres[3:], places[3:], atol=1e-3)
        np.testing.assert_allclose(centres[:3], places[:3], atol=0.2)
        np.testing.assert_allclose(spreads[:, axis], deviations, rtol=1e-4)
    np.testing.assert_allclose(found[:, 2] - found[:, 0], 40, rtol=1e-6)


def test_a_steady_motion_is_followed_into_gaps_and_beyond():
    times = [0, 1, 2, 3, 4, 12, 13, 14, 15]
    boxes = np.stack([box(20 + 5 * t, 30 + 2 * t) for t in times])
    found, spreads = motion.smooth(times, boxes, 0, 20)
    true = np.stack([box(20 + 5 * t, 30 + 2 * t) for t in range(21)])
    assert np.abs(found - true)[:16].max() < 1 and np.abs(found - true).max() < 3
    # The less is known, the wider.
    assert (spreads[8] > spreads[4]).all() and (spreads[20] > spreads[15]).all()


def test_what_comes_nearer_is_followed_to_where_it_was_farther_away():
    def passing(t):  # From 24 metres to 8
        nearer = 24 / (24 - 0.5 * t)
        return box(320 - 160 * nearer, 180 + 20 * nearer, 25 * nearer, 6 * nearer)

    times = np.arange(12, 24)
    found, _ = motion.smooth(times, [passing(t) for t in times], 0, 32)
    assert np.abs(found[0] - passing(0)).max() < 6
    assert np.abs(found[26] - passing(26)).max() < 10  # It moves 14 a frame by then.
    steady = passing(12) - 12 * (passing(13) - passing(12))
    assert np.abs(steady - passing(0)).max() > 15


def test_the_error_of_few_sightings_is_not_taken_for_growth():
    rng = np.random.default_rng(3)
    for _ in range(50):
        boxes = box(50, 20) + rng.normal(0, 0.5, [2, 4])
        found, _ = motion.smooth([0, 1], boxes, -12, 13)
        shares = (found[:, 2:] - found[:, :2]) / (40, 10)
        assert 1 / 3 < shares.min() < shares.max() < 3


def test_a_filter_knows_what_it_has_seen():
    state = motion.start(box(50, 20))
    np.testing.assert_allclose(state.box_px, box(50, 20))
    for i in range(1, 12):
        state = state.after(1).seen(box(50 + 4 * i, 20))
    np.testing.assert_allclose(state.after(3).box_px, box(50 + 4 * 14, 20), atol=1.5)
    assert (state.after(3).spread_px > state.spread_px).all()


def test_boxes_without_area_do_no_harm():
    found, _ = motion.smooth([0, 2], np.array([[5.0, 5, 5, 9], [6.0, 5, 6, 9]]), 0, 3)
    assert np.isfinite(found).all()
