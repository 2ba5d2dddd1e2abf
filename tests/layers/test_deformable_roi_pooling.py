"""deform_roi_pool against torchvision's roi_align and, with offsets, against a plain loop."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.goldens.roi_align_torch import BOXES_XYXY, CASES, maps
from tfvision.layers import deform_roi_pool

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/roi_align_torch.npz"


@pytest.mark.parametrize("name", CASES)
def test_without_offsets_equals_torchvision(name):
    cells, samples = CASES[name]
    fed = tf.constant(maps())
    with tf.GradientTape() as tape:
        tape.watch(fed)
        pooled = deform_roi_pool(fed, BOXES_XYXY, cells, samples=samples)
        total = tf.reduce_sum(pooled**2)
    gradient = tf.convert_to_tensor(tape.gradient(total, fed))
    with np.load(GOLDEN) as golden:
        expected = golden[name].reshape(pooled.shape)
        np.testing.assert_allclose(pooled, expected, rtol=0, atol=1e-5)
        np.testing.assert_allclose(gradient, golden[f"{name}_gradient"], rtol=0, atol=1e-4)


def looped(maps, boxes_xyxy, cells, offsets, mask, samples, gamma):
    """The definition: for each cell, the mean of its samples."""
    _, H, W, C = maps.shape
    pooled = np.zeros([*boxes_xyxy.shape[:2], *cells, C])
    for b, n, i, j in np.ndindex(pooled.shape[:4]):
        x1, y1, x2, y2 = boxes_xyxy[b, n] * [W, H, W, H]
        for p, q in np.ndindex(samples, samples):
            share_y, share_x = (i + (p + 0.5) / samples) / cells[0], (j + (q + 0.5) / samples)
            y = y1 + (y2 - y1) * (share_y + gamma * offsets[b, n, i, j, 0]) - 0.5
            x = x1 + (x2 - x1) * (share_x / cells[1] + gamma * offsets[b, n, i, j, 1]) - 0.5
            if not (-1 <= y <= H and -1 <= x <= W):
                continue
            y, x = min(max(y, 0), H - 1), min(max(x, 0), W - 1)
            for row in range(H):
                for column in range(W):
                    weight = max(0, 1 - abs(y - row)) * max(0, 1 - abs(x - column))
                    pooled[b, n, i, j] += weight * maps[b, row, column] / samples**2
        pooled[b, n, i, j] *= mask[b, n, i, j]
    return pooled


def test_with_offsets_and_mask_equals_the_definition(rng):
    offsets = rng.normal(0, 2, [2, 3, 3, 2, 2]).astype("float32")
    mask = rng.uniform(size=[2, 3, 3, 2]).astype("float32")
    called = tf.function(deform_roi_pool)
    for gamma in (0.1, 0.5):
        got = called(maps(), BOXES_XYXY, (3, 2), offsets, mask, gamma=gamma)
        expected = looped(maps(), BOXES_XYXY, (3, 2), offsets, mask, 2, gamma)
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-5)


def test_gradient_by_the_offsets(rng):
    offsets = tf.constant(rng.normal(0, 0.3, [2, 3, 2, 2, 2]))
    fed = tf.cast(maps(), "float64")
    with tf.GradientTape() as tape:
        tape.watch(offsets)
        total = tf.reduce_sum(deform_roi_pool(fed, BOXES_XYXY, 2, offsets) ** 2)
    gradient = tape.gradient(total, offsets)
    for index in ((0, 0, 1, 0, 0), (1, 0, 0, 1, 1), (1, 2, 1, 1, 0)):
        step = np.zeros(offsets.shape)
        step[index] = 1e-6
        ends = [
            tf.reduce_sum(deform_roi_pool(fed, BOXES_XYXY, 2, offsets + sign * step) ** 2)
            for sign in (1, -1)
        ]
        assert float(gradient[index]) == pytest.approx(float(ends[0] - ends[1]) / 2e-6, rel=1e-4)


def test_a_nan_is_its_own_cells(rng):
    offsets = rng.normal(size=[2, 3, 2, 2, 2]).astype("float32")
    expected = deform_roi_pool(maps(), BOXES_XYXY, 2, offsets).numpy()
    offsets[1, 2, 0, 1, 0] = np.nan
    expected[1, 2, 0, 1] = np.nan
    got = deform_roi_pool(maps(), BOXES_XYXY, 2, offsets)
    np.testing.assert_array_equal(got, expected)
    boxes = BOXES_XYXY.copy()
    boxes[0, 1, 2] = np.nan
    expected[0, 1] = np.nan
    np.testing.assert_array_equal(deform_roi_pool(maps(), boxes, 2, offsets), expected)


def test_no_boxes_and_half_precision():
    assert deform_roi_pool(maps(), BOXES_XYXY[:, :0], 2).shape == (2, 0, 2, 2, 3)
    assert deform_roi_pool(maps()[:0], BOXES_XYXY[:0], 2).shape == (0, 3, 2, 2, 3)
    half = deform_roi_pool(tf.cast(maps(), "bfloat16"), BOXES_XYXY, 2)
    assert half.dtype == "bfloat16"
    exact = deform_roi_pool(maps(), BOXES_XYXY, 2)
    np.testing.assert_allclose(tf.cast(half, "float32"), exact, rtol=0, atol=0.03)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"samples": 0}, "samples must be a whole number of at least 1, got 0"),
        ({"pool_size": (1, 2, 3)}, r"pool_size must be one number or two.*got \(1, 2, 3\)"),
        ({"boxes_xyxy": BOXES_XYXY[:1]}, r"boxes_xyxy must have the shape \(2, None, 4\)"),
        ({"boxes_xyxy": np.zeros([2, 3, 5])}, r"boxes_xyxy must .*, got \(2, 3, 5\)"),
        ({"offsets": np.zeros([2, 3, 2, 2])}, r"offsets must have the shape \(2, 3, 2, 2, 2\)"),
        ({"mask": np.zeros([2, 1, 2, 2])}, r"mask must have the shape .*, got \(2, 1, 2, 2\)"),
    ],
    ids=str,
)
def test_arguments_that_do_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        deform_roi_pool(**{"maps": maps(), "boxes_xyxy": BOXES_XYXY, "pool_size": 2, **arguments})
