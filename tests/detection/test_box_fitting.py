"""Fitting a level table: shapes are found, each on the map that suits it."""

import numpy as np
import pytest

from tfvision.detection.box_fitting import best_overlaps, fit_levels

STRIDES = {"coarse": 32, "fine": 8, "middle": 16}


@pytest.fixture
def sizes_wh(rng):
    """Three kinds of objects: 30 x 10, 64 x 60 and 130 x 120 pixels, a little scattered."""
    centres = np.array([[30, 10], [64, 60], [130, 120]]).repeat(50, 0)
    return centres * rng.uniform(0.95, 1.05, centres.shape)


def test_finds_the_shapes_and_gives_each_to_the_stride_it_suits(sizes_wh):
    levels = fit_levels(sizes_wh, STRIDES, 3)
    assert [level.feature for level in levels] == ["fine", "middle", "coarse"]
    shapes = np.concatenate([level.shapes_wh for level in levels])
    np.testing.assert_allclose(shapes, [[30, 10], [64, 60], [130, 120]], rtol=0.04)


def test_leaves_out_maps_that_no_box_suits(sizes_wh):
    levels = fit_levels(sizes_wh[:50], STRIDES, 2)
    assert [level.feature for level in levels] == ["fine"]


def test_the_same_seed_is_the_same_table(sizes_wh):
    assert fit_levels(sizes_wh, STRIDES, 5, seed=3) == fit_levels(sizes_wh, STRIDES, 5, seed=3)


def test_no_more_boxes_than_different_objects():
    levels = fit_levels([[20, 10], [20, 10], [90, 80]], STRIDES, 9)
    assert sum(level.boxes_per_cell for level in levels) == 2


@pytest.mark.parametrize(
    ("sizes", "boxes", "sentence"),
    [
        ([], 3, r"sizes_wh must be \[N, 2\]"),
        ([[3, 0]], 3, "sizes_wh must be above 0, got 0"),
        ([[3, 1]], 0, "boxes_in_all must be at least 1"),
    ],
)
def test_refuses(sizes, boxes, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_levels(sizes, STRIDES, boxes)


def test_best_overlaps_is_the_largest_of_each_object(rng):
    low = rng.uniform(0, 0.7, [300, 2])  # more than one block
    objects = np.concatenate([low, low + rng.uniform(0.05, 0.3, [300, 2])], 1).astype("float32")
    default = rng.uniform(0.1, 0.9, [40, 4]).astype("float32")
    best = best_overlaps(objects, default)
    for i in (0, 255, 256, 299):
        assert best[i] == pytest.approx(max(_iou(objects[i], row) for row in default), abs=1e-6)


def test_best_overlaps_of_nothing():
    assert best_overlaps(np.zeros([0, 4]), np.ones([3, 4])).shape == (0,)


def _iou(xyxy, cxcywh):
    cx, cy, w, h = cxcywh
    width = min(xyxy[2], cx + w / 2) - max(xyxy[0], cx - w / 2)
    height = min(xyxy[3], cy + h / 2) - max(xyxy[1], cy - h / 2)
    common = max(width, 0) * max(height, 0)
    return common / ((xyxy[2] - xyxy[0]) * (xyxy[3] - xyxy[1]) + w * h - common)
