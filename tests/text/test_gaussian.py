"""The generator's two doors, and calibrated maps against the formula pixel by pixel."""

import itertools
import math

import numpy as np
import pytest

from tests.text.characters import corners_of
from tfvision.text.analytic_gaussian import sharpened, softened
from tfvision.text.gaussian import GaussianGenerator

SIZE_HW = (30, 44)


def loop(size_hw, boxes, dratio, smallest):
    heat = np.zeros(size_hw)
    for (y, x), (x1, y1, x2, y2) in itertools.product(np.ndindex(*size_hw), boxes):
        a = math.hypot((x2 - x1) / 2, smallest) / dratio
        b = math.hypot((y2 - y1) / 2, smallest) / dratio
        u, v = (x + 0.5 - (x1 + x2) / 2) / a, (y + 0.5 - (y1 + y2) / 2) / b
        heat[y, x] = max(heat[y, x], math.exp(-0.5 * (u * u + v * v)))
    return heat


def some_boxes(rng, count=12):
    corner = rng.uniform(-6, (44, 30), [count, 2])
    return np.concatenate([corner, corner + rng.uniform(0.2, 16, [count, 2])], axis=1)


@pytest.mark.parametrize("smallest", [0, 1.25])
def test_calibrated_equals_the_formula(rng, smallest):
    boxes = some_boxes(rng)
    boxes = boxes[(boxes[:, 2:] > 0).all(1)]
    generator = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=smallest)
    heat = generator(SIZE_HW, boxes)
    assert heat.dtype == np.float32 and heat.max() <= 1
    expected = loop(SIZE_HW, boxes, 2.5, smallest)
    np.testing.assert_allclose(heat, expected, rtol=0, atol=1.1e-3)  # What is fainter is left out.
    np.testing.assert_allclose(heat[expected > 0.01], expected[expected > 0.01], rtol=1e-5)


def test_an_upright_quad_is_its_box_whatever_its_first_corner(rng):
    boxes = some_boxes(rng)
    generator = GaussianGenerator(dratio=3.0, mode="calibrated")
    expected = generator(SIZE_HW, boxes)
    for order in itertools.permutations(range(4)):
        quads = corners_of(boxes)[:, order]
        np.testing.assert_allclose(generator(SIZE_HW, quads), expected, rtol=0, atol=1e-5)


def test_a_quad_turned_by_a_right_angle_turns_its_map(rng):
    quads = corners_of([[10, 4, 30, 14]]) + rng.uniform(-2, 2, [1, 4, 2])
    generator = GaussianGenerator(dratio=2.5, mode="calibrated")
    heat = generator(SIZE_HW, quads)
    turned = generator(SIZE_HW[::-1], np.stack([30 - quads[..., 1], quads[..., 0]], axis=-1))
    np.testing.assert_allclose(np.rot90(turned), heat, atol=1e-5)


def test_a_quad_in_perspective_has_its_peak_where_its_diagonals_cross():
    quad = np.array([[[4.0, 4.0], [40, 10], [40, 20], [4, 26]]])
    heat = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=0)(SIZE_HW, quad)
    a, b, c, d = quad[0]
    share = np.linalg.solve(np.stack([c - a, b - d], axis=1), b - a)[0]
    peak = np.unravel_index(heat.argmax(), heat.shape)
    assert np.abs(np.array(peak)[::-1] + 0.5 - (a + share * (c - a))).max() <= 0.5
    assert heat.max() > 0.9


def test_touching_characters_keep_a_valley_and_small_ones_their_peak():
    generator = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=1.25)
    heat = generator((12, 40), [[4, 2, 10, 8], [10, 2, 16, 8]])
    assert heat[5, 6:8].max() > 0.85 and heat[:, 9:11].max() < 0.2
    for x, y in itertools.product(np.linspace(5, 6, 5), repeat=2):  # A full stop, at any place
        assert generator((12, 40), [[x, y, x + 1, y + 1]]).max() > 0.4


def test_softening_is_undone():
    half = np.array([0.25, 0.5, 1, 3, 30])
    np.testing.assert_allclose(sharpened(softened(half, 1.25), 1.25), half, rtol=1e-12)
    assert (softened(np.zeros(1), 1.25) == 1.25).all()
    assert (sharpened(np.array([0.0, 1.2]), 1.25) == 0.25).all()


@pytest.mark.parametrize("mode", ["faithful", "calibrated"])
def test_boxes_that_are_none(mode):
    generator = GaussianGenerator(mode=mode)
    none = [[5, 5, 5, 9], [9, 9, 4, 12], [-9, 2, 0, 8], [44, 2, 60, 8]]
    assert not generator(SIZE_HW, none).any()
    one = [[3, 4, 12, 20]]
    np.testing.assert_array_equal(generator(SIZE_HW, none + one), generator(SIZE_HW, one))
    assert generator((0, 7), one).shape == (0, 7)
    assert not generator(SIZE_HW, []).any()


def test_quads_that_are_none():
    generator = GaussianGenerator(mode="calibrated")
    flat = [[[2, 2], [9, 2], [9, 2], [2, 2]], [[2, 2], [9, 9], [4, 4], [6, 6]]]
    assert not generator(SIZE_HW, flat).any()
    assert not generator(SIZE_HW, np.zeros([0, 4, 2])).any()


@pytest.mark.parametrize(
    ("options", "boxes", "message"),
    [
        ({"mode": "exact"}, [], r"mode must be one of .*, got 'exact'"),
        ({"ksize": (64, 0)}, [], r"ksize must be two whole numbers of at least 1, got \(64, 0\)"),
        ({"dratio": 0}, [], "dratio must be above 0, got 0"),
        ({"smallest": -1}, [], "smallest must be at least 0, got -1"),
        ({}, [[1, 2, 3]], r"bboxes must be \[N, 4\], got \[1, 3\]"),
        ({}, np.zeros([1, 4, 2]), r"bboxes must be \[N, 4\], got \[1, 4, 2\]"),
        ({"mode": "calibrated"}, np.zeros([2, 3, 2]), r"or \[N, 4, 2\], got \[2, 3, 2\]"),
        ({}, [[1, 2, 3, 4], [1, np.nan, 3, 4]], r"finite, got \[1.0, nan, 3.0, 4.0\] as 1"),
    ],
)
def test_bad_arguments(options, boxes, message):
    with pytest.raises(ValueError, match=message):
        GaussianGenerator(**options)(SIZE_HW, boxes)


def test_config_makes_the_same():
    arguments = {"ksize": (32, 48), "dratio": 2.5, "mode": "calibrated", "smallest": 1.0}
    assert GaussianGenerator(**arguments).get_config() == arguments
