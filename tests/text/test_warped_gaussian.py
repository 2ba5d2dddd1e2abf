"""The seed's maps: to the bit where the seed draws one, and right where it fails."""

import pathlib

import cv2
import numpy as np
import pytest

from tests.text import seed_loops
from tfvision.text.gaussian import GaussianGenerator

GOLDEN = pathlib.Path(__file__).parent.parent / "goldens" / "gaussian_seed.npz"


@pytest.mark.parametrize(
    ("name", "ksize", "dratio"), [("usual", (64, 64), 5.0), ("other", (47, 31), 2.5)]
)
def test_golden(name, ksize, dratio):
    with np.load(GOLDEN) as golden:
        generator = GaussianGenerator(ksize, dratio)
        np.testing.assert_array_equal(generator.gaussian2d, golden[f"{name}/picture"])
        heat = generator(golden["size_hw"], golden["boxes"])
        assert heat.dtype == np.uint8
        same = cv2.__version__ == golden["version"]  # Other releases may round another way.
        np.testing.assert_allclose(
            heat.astype(int), golden[f"{name}/map"].astype(int), rtol=0, atol=0 if same else 2
        )


def test_every_bit_equals_the_loop_on_this_opencv(rng):
    for ksize, dratio in (((64, 64), 5.0), ((32, 48), 3.0)):
        generator = GaussianGenerator(ksize, dratio)
        drawn = seed_loops.picture(*ksize, dratio)
        np.testing.assert_array_equal(generator.gaussian2d, drawn)
        corner = rng.integers(0, (70, 40), [60, 2])
        size = rng.integers(1, 25, [60, 2])
        boxes = np.concatenate([corner, np.minimum(corner + size, (90, 60))], axis=1)
        expected = seed_loops.encode((60, 90), boxes.tolist(), drawn)
        np.testing.assert_array_equal(generator((60, 90), boxes), expected)


def test_a_box_over_the_edge_is_cut_and_not_squeezed():
    generator = GaussianGenerator(dratio=2.5)
    whole = generator((60, 90), [[20, 20, 45, 38]])
    for dx, dy in ((-30, 0), (0, -27), (55, 0), (0, 33), (-30, -27)):
        moved = generator((60, 90), np.array([[20, 20, 45, 38]]) + [dx, dy, dx, dy])
        expected = np.zeros_like(whole)
        y, x = np.nonzero(whole)
        stays = (0 <= y + dy) & (y + dy < 60) & (0 <= x + dx) & (x + dx < 90)
        expected[y[stays] + dy, x[stays] + dx] = whole[y[stays], x[stays]]
        assert expected.any()
        assert np.abs(moved.astype(int) - expected).max() <= 1  # OpenCV rounds its sample points.


def test_nothing_to_draw():
    generator = GaussianGenerator()
    for boxes in ([], np.zeros([0, 4]), [[5, 5, 5, 9]], [[9, 9, 4, 12]], [[5.2, 5, 5.8, 9]]):
        assert not generator((20, 30), boxes).any()
    assert not generator((20, 30), [[-9, 2, 0, 8], [30, 2, 40, 8], [2, -5, 8, -1]]).any()
    assert not generator((20, 30), [[1e30, 2, 2e30, 8], [-2e30, 2, -1e30, 8]]).any()
    assert generator((0, 30), [[0, 0, 5, 5]]).shape == (0, 30)


def test_a_box_much_larger_than_the_map():
    heat = GaussianGenerator(dratio=1.0)((20, 30), [[-2e5, -3e5, 2e5, 3e5]])
    assert heat.min() > 250
