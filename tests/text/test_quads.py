"""Corners in any order, and the rectangles and axes behind them."""

import itertools

import numpy as np
import pytest

from tests.text.characters import corners_of
from tfvision.text.quads import area, axes, bounds, ordered, rectangles

CASES = {
    "upright": [[2, 1], [9, 1], [9, 7], [2, 7]],
    "leaning": [[4, 1], [12, 3], [11, 9], [3, 7]],
    "diamond": [[6, 0], [12, 6], [6, 12], [0, 6]],
}


@pytest.mark.parametrize("name", CASES)
def test_any_order_of_corners_becomes_one(name):
    quad = np.float64(CASES[name])
    for order in itertools.permutations(range(4)):
        np.testing.assert_array_equal(ordered(quad[list(order)][None])[0], quad)


def test_rounding_does_not_choose_the_first_corner(rng):
    quad = np.float64(CASES["diamond"])
    for _ in range(20):
        noisy = quad + rng.normal(0, 1e-6, [4, 2])
        np.testing.assert_allclose(ordered(noisy[None])[0], quad, atol=1e-4)


def test_rectangles_and_area(rng):
    centres, halves = rng.uniform(0, 50, [30, 2]), rng.uniform(1, 9, [30, 2])
    angles = rng.uniform(-0.7, 0.7, 30)
    corners = rectangles(centres, halves, angles)
    np.testing.assert_allclose(corners.mean(1), centres)
    np.testing.assert_allclose(area(corners), 4 * halves.prod(1))
    upright = rectangles(centres, halves, np.zeros(30))
    np.testing.assert_allclose(
        bounds(upright), np.concatenate([centres - halves, centres + halves], axis=1)
    )
    np.testing.assert_allclose(corners_of(bounds(upright)), upright)


def test_axes_give_back_lengths_and_angles(rng):
    spreads = np.array([[5.0, 2], [2, 5], [3, 1]]).repeat(9, 0)
    angles = np.tile(np.linspace(-0.75, 0.75, 9), 3)
    turn = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    turn = np.moveaxis(turn, -1, 0)
    covariances = turn @ (spreads[:, :, None] ** 2 * np.eye(2)) @ turn.swapaxes(1, 2)
    found, turned = axes(covariances)
    np.testing.assert_allclose(found, spreads)
    np.testing.assert_allclose(turned, angles, atol=1e-12)


def test_what_is_nearly_round_has_no_angle():
    found, angles = axes(np.array([[[4.1, 0.2], [0.2, 4.0]]]))
    assert angles == 0
    np.testing.assert_allclose(found**2, [[4.1, 4.0]])


def test_none():
    assert ordered(np.zeros([0, 4, 2])).shape == (0, 4, 2)
    assert bounds(corners_of(np.zeros([0, 4]))).shape == (0, 4)
    assert axes(np.zeros([0, 2, 2]))[0].shape == (0, 2)
