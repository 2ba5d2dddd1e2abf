"""Drawing: where the lines are, what stays untouched, labels inside the picture."""

import numpy as np
import pytest

from tfvision.images.draw import colour_of, draw_boxes

GREY = np.full([360, 640, 3], 90, "uint8")


def test_draws_lines_along_the_box_and_nothing_else():
    got = draw_boxes(GREY, [[100.0, 50.0, 200.0, 120.0]], colours=(255, 0, 0))
    changed = (got != GREY).any(-1)
    assert changed[50, 100:200].all() and changed[119, 100:200].all()
    assert changed[50:120, 100].all() and changed[50:120, 199].all()
    assert not changed[54:115, 104:195].any()
    assert not changed[:46].any() and not changed[124:].any()
    assert (got[50, 150] == (255, 0, 0)).all()


def test_leaves_the_given_image_alone():
    image = GREY.copy()
    image.flags.writeable = False
    draw_boxes(image, [[1, 1, 50, 50]], ["car"], [0.5])
    np.testing.assert_array_equal(image, GREY)


def test_no_boxes_leave_a_copy():
    got = draw_boxes(GREY, np.zeros([0, 4]), [], [])
    np.testing.assert_array_equal(got, GREY)
    assert got is not GREY


@pytest.mark.parametrize("size_hw", [(360, 640), (2250, 4000), (10, 17)])
def test_labels_grow_with_the_image(size_hw):
    image = np.zeros([*size_hw, 3], "uint8")
    height, width = size_hw
    box = [0.4 * width, 0.5 * height, 0.6 * width, 0.9 * height]
    red = {"colours": (255, 0, 0)}
    with_label = draw_boxes(image, [box], ["plate"], [0.91], **red)
    label = (with_label != draw_boxes(image, [box], **red)).any(-1)
    rows = np.flatnonzero(label.any(1))
    assert len(rows) >= min(height / 30, 9)
    if height > 100:
        assert len(rows) <= height / 15
        assert rows.max() <= 0.51 * height  # Above the box


@pytest.mark.parametrize(
    "box", [[0, 0, 60, 40], [600, 0, 640, 30], [-50, -50, 30, 30], [590, 330, 900, 500]]
)
def test_labels_stay_inside_the_picture(box):
    with_label = draw_boxes(GREY, [box], ["license-plate"], [0.5])
    strip = (with_label == colour_of("license-plate")).all(-1)
    assert strip.sum() > 300


def test_survives_odd_boxes():
    odd = [[-1e9, 5, 1e9, 9], [np.nan, 0, 1, 1], [5, 5, 5, 5], [700, 400, 800, 500], [9, 9, 3, 3]]
    assert draw_boxes(GREY, odd, ["a"] * 5, [0.1] * 5).shape == GREY.shape


def test_draws_names_of_any_alphabet():
    for name in ("Straße", "车牌", ""):
        draw_boxes(GREY, [[100, 100, 200, 200]], [name], [1.0])


def test_names_keep_their_colours():
    assert len({colour_of(name) for name in ("car", "plate", "person", "bus", "")}) == 5
    lumas = np.array([colour_of(f"line {i}") for i in range(500)]) @ [0.299, 0.587, 0.114]
    assert lumas.min() > 100  # Blue would have 26.
    one = draw_boxes(GREY, [[9, 99, 99, 199]], ["car"])
    two = draw_boxes(GREY, [[300, 99, 399, 199], [9, 99, 99, 199]], ["plate", "car"])
    assert (one[150, 9] == two[150, 9]).all()


@pytest.mark.parametrize(
    "change, message",
    [
        ({"image": GREY.astype("float32")}, "image must be uint8 .*, got float32"),
        ({"image": GREY[..., 0]}, r"image must be uint8 .*, got uint8 \[360, 640\]"),
        ({"names": ["a", "b"]}, r"names must have one entry a box \(1\), got 2"),
        ({"scores": []}, r"scores must have one entry a box \(1\), got 0"),
    ],
)
def test_errors_say_what_is_wrong(change, message):
    arguments = {"image": GREY, "boxes_px": [[1, 1, 9, 9]], **change}
    with pytest.raises(ValueError, match=message):
        draw_boxes(**arguments)
