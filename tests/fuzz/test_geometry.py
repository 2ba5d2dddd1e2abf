"""What holds for boxes of any size and place, also without area, and sizes that are not square."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.tries import tries
from tfvision.geometry import boxes as geometry

FEW = 40
# Quarters of powers of two: what is added and halved below has no rounding.
EDGE = st.integers(-(2**12), 2**12).map(lambda number: number / 2**10)


@st.composite
def boxes_xyxy(draw, fewest=0):
    """`[N, 4]`, some of no area."""
    rows = draw(st.lists(st.tuples(EDGE, EDGE, EDGE, EDGE), min_size=fewest, max_size=6))
    corners = np.array(rows, "float32").reshape(-1, 2, 2)
    return np.concatenate([corners.min(1), corners.max(1)], -1)


sizes_hw = st.tuples(st.integers(1, 4000), st.integers(1, 4000))


@tries(FEW)
@given(boxes_xyxy(), sizes_hw)
def test_formats_undo_each_other(boxes, size_hw):
    there = geometry.cxcywh_from_xyxy(boxes)
    np.testing.assert_array_equal(geometry.xyxy_from_cxcywh(there), boxes)
    pixels = geometry.to_pixels(boxes, size_hw)
    np.testing.assert_allclose(geometry.from_pixels(pixels, size_hw), boxes, rtol=1e-6)
    np.testing.assert_array_equal(geometry.flip_horizontal(geometry.flip_horizontal(boxes)), boxes)


@tries(FEW)
@given(boxes_xyxy(), boxes_xyxy())
def test_iou_is_a_share_and_does_not_mind_the_order(a, b):
    found = geometry.iou(a, b).numpy()
    assert found.shape == (len(a), len(b))
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_array_equal(found, geometry.iou(b, a).numpy().T)
    own = np.diag(geometry.iou(a, a).numpy())
    np.testing.assert_array_equal(own, geometry.area(a).numpy() > 0)


@tries(FEW)
@given(boxes_xyxy(1), boxes_xyxy(1), EDGE, EDGE, st.integers(-3, 3))
def test_iou_stays_where_both_are_moved_enlarged_or_mirrored(a, b, right, down, power):
    expected = geometry.iou(a, b).numpy()
    by = np.array([right, down, right, down], "float32")
    for changed in (
        geometry.iou(a + by, b + by),
        geometry.iou(a * 2.0**power, b * 2.0**power),
        geometry.iou(geometry.flip_horizontal(a), geometry.flip_horizontal(b)),
        geometry.iou(a[:, [1, 0, 3, 2]], b[:, [1, 0, 3, 2]]),
    ):
        np.testing.assert_allclose(changed, expected, rtol=1e-6)


@tries(FEW)
@given(boxes_xyxy())
def test_clipped_is_inside_no_larger_and_clipped_for_good(boxes):
    found = geometry.clip(boxes).numpy()
    assert ((found >= 0) & (found <= 1)).all()
    assert (geometry.area(found).numpy() <= geometry.area(boxes).numpy()).all()
    np.testing.assert_array_equal(geometry.clip(found), found)
    inside = ((boxes >= 0) & (boxes <= 1)).all(1)
    np.testing.assert_array_equal(found[inside], boxes[inside])
