"""What an augmented page shows is where its boxes say, for every seed and any size."""

import cv2
import numpy as np
import pytest

from tfvision.text.augment import augment, fit_example
from tfvision.text.augment_options import AugmentOptions

SIZE = (150, 250)
PLAIN = {
    **{f"{kind}_probability": 0.0 for kind in ("colour", "rescale", "blur", "noise", "jpeg")},
    "fill": (0, 0, 0),
}
STILL = AugmentOptions(**PLAIN, scale=(1, 1), stretch=(1, 1), character_px=(1, 999))


def example_of(image, boxes_px=(), **columns):
    height, width = image.shape[:2]
    boxes = np.array(boxes_px, "float32").reshape(-1, 4) / [width, height, width, height]
    count = len(boxes)
    return {
        "image": image,
        "boxes_xyxy": boxes.astype("float32"),
        "lines": np.arange(count, dtype="int32"),
        "ignored": np.zeros(count, bool),
        "image_id": 7,
    } | columns


def page(rng, size_hw=(240, 400), count=12):
    """A dark page with bright rectangles that do not touch."""
    image, boxes = np.zeros([*size_hw, 3], "uint8"), []
    for place in rng.permutation(40)[:count]:
        x, y = place % 8 * 50 + rng.integers(4, 15), place // 8 * 48 + rng.integers(4, 12)
        w, h = rng.integers(12, 30, 2)
        image[y : y + h, x : x + w] = 255
        boxes.append([x, y, x + w, y + h])
    return image, boxes


def px(result, size=SIZE):
    return result["boxes_xyxy"] * [size[1], size[0], size[1], size[0]]


def drawn_box(image, box):
    """The bright rectangle at a box, from sums of grey levels: finer than a pixel."""
    low = np.maximum(np.floor(box[:2]).astype(int) - 2, 0)
    high = np.ceil(box[2:]).astype(int) + 2
    patch = image[low[1] : high[1], low[0] : high[0], 0].astype(float) / patch_peak(image, box)
    sides = []
    for axis in (0, 1):
        profile = patch.max(axis)
        middle = (profile * (np.arange(len(profile)) + 0.5)).sum() / profile.sum()
        sides.append((low[axis] + middle, profile.sum()))
    (x, w), (y, h) = sides
    return [x - w / 2, y - h / 2, x + w / 2, y + h / 2]


def patch_peak(image, box):
    x, y = ((box[:2] + box[2:]) / 2).astype(int)
    return image[y, x, 0].astype(float)


def iou_with_pixels(image, box):
    """IoU of a box and the bright component in its middle, edges at half brightness."""
    _, labels = cv2.connectedComponents((image[..., 0] > 127).astype("uint8"))
    x, y = ((box[:2] + box[2:]) / 2).astype(int)
    rows, columns = np.nonzero(labels == max(labels[y, x], 1))
    drawn = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
    low, high = np.maximum(drawn[:2], box[:2]), np.minimum(drawn[2:], box[2:])
    shared = np.prod(np.maximum(high - low, 0))
    areas = np.prod(drawn[2:] - drawn[:2]) + np.prod(box[2:] - box[:2])
    return shared / (areas - shared)


def whole(result, margin=2):
    """Boxes that are neither ignored nor at the edge."""
    boxes = px(result)[~result["ignored"]]
    inside = (boxes[:, :2] > margin) & (boxes[:, 2:] < np.array(SIZE[::-1]) - margin)
    return boxes[inside.all(1)]


def test_drawn_rectangles_keep_their_boxes(rng):
    options, count = AugmentOptions(**PLAIN, scale=(0.4, 2.5)), 0
    for i in range(60):
        image, boxes = page(rng)
        result = augment(example_of(image, boxes), [5, i], SIZE, options)
        for box in whole(result, 4):
            np.testing.assert_allclose(drawn_box(result["image"], box), box, atol=0.35)
            count += 1
    assert count > 150


def test_the_map_of_boxes_is_that_of_pixels(rng):
    """A gradient says of every pixel where it came from: to a pixel of the page, at any zoom."""
    ramp = np.tile(np.arange(200, dtype="float32"), (120, 1)).astype("uint8")
    image = np.stack([ramp, np.tile(np.arange(120)[:, None], (1, 200)).astype("uint8")] * 2, -1)
    boxes, checked = [[40, 20, 160, 100]], 0
    for i in range(20):
        options = AugmentOptions(**PLAIN, scale=(0.5, 2.0), rotation=20.0 * (i % 2))
        result = augment(example_of(image[..., :3].copy(), boxes), [1, i], (300, 450), options)
        x, y = px(result, (300, 450))[0].reshape(2, 2).mean(0)
        patch = result["image"][int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4, :2]
        if patch.shape[:2] != (7, 7) or not patch.all() or len(whole(result)) == 0:
            continue
        middle = patch.reshape(-1, 2).mean(0) + 0.5
        np.testing.assert_allclose(middle, [100, 60], atol=1.2)
        checked += 1
    assert checked > 10


def test_without_chances_it_is_a_window_of_the_page(rng):
    image = rng.integers(0, 256, [200, 300, 3], "uint8")
    result = augment(example_of(image, [[140, 90, 160, 110]]), [3, 4], SIZE, STILL)
    box = px(result)[0].round().astype(int)
    x, y = 140 - box[0], 90 - box[1]
    np.testing.assert_array_equal(result["image"], image[y : y + 150, x : x + 250])
    assert result["image_id"] == 7 and result["lines"].tolist() == [0]


def test_turned_characters_stay_in_their_boxes(rng):
    """Not exactly: a rectangle fills its corners, which no character does."""
    options, ious = AugmentOptions(**PLAIN, rotation=6.0, rotation_probability=1.0), []
    for i in range(40):
        image, boxes = page(rng)
        result = augment(example_of(image, boxes), [5, i], SIZE, options)
        ious += [iou_with_pixels(result["image"], box) for box in whole(result)]
    assert len(ious) > 80
    assert np.mean(ious) > 0.9 and min(ious) > 0.6


def test_quads_turn_as_the_page_does(rng):
    image, boxes = page(rng)
    corners = np.array(boxes, "float32")[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] / [400, 240]
    options = AugmentOptions(**PLAIN, rotation=30.0, rotation_probability=1.0)
    for i in range(5):
        result = augment(example_of(image, boxes, quads_xy=corners), [3, i], SIZE, options)
        assert len(result["quads_xy"]) == len(result["boxes_xyxy"])
        quads = result["quads_xy"] * [SIZE[1], SIZE[0]]
        around = np.concatenate([quads.min(1), quads.max(1)], 1)
        np.testing.assert_allclose(px(result), around, atol=1e-3)
        inside = ((around > 2) & (around < np.array([*SIZE[::-1]] * 2) - 2)).all(1)
        assert inside.any()
        for quad in quads[inside]:
            mask = cv2.fillConvexPoly(np.zeros(SIZE, "uint8"), np.int32(quad.round()), 1)
            core = cv2.erode(mask, np.ones([5, 5])) > 0
            rim = (cv2.dilate(mask, np.ones([7, 7])) > 0) & ~(cv2.dilate(mask, np.ones([4, 4])) > 0)
            assert (result["image"][core] > 200).all() and result["image"][rim].mean() < 40


def test_turning_fills_the_window_with_page_where_there_is_some(rng):
    image = np.full([900, 900, 3], 255, "uint8")
    options = AugmentOptions(
        **PLAIN, scale=(1, 1), stretch=(1, 1), rotation=10.0, rotation_probability=1.0
    )
    middle = example_of(image, [[445, 445, 455, 455]])
    results = [augment(middle, [0, i], SIZE, options)["image"] for i in range(5)]
    assert all((result == 255).all() for result in results)


def test_cut_and_tiny_characters_are_ignored_and_hidden_ones_left_out(rng):
    boxes = [[0, 0, 20, 20], [300, 0, 320, 20], [140, 60, 143, 63], [100, 50, 120, 70]]
    example = example_of(np.zeros([150, 330, 3], "uint8"), boxes)
    example["ignored"][3] = True
    for i in range(30):
        result = augment(example, [0, i], SIZE, STILL)
        for line, ignored in zip(result["lines"], result["ignored"], strict=True):
            if line in (2, 3):
                assert ignored
        assert {2, 3} <= set(result["lines"]) and not {0, 1} <= set(result["lines"])
        for box, line, ignored in zip(px(result), result["lines"], result["ignored"], strict=True):
            if line < 2:
                assert ignored == ((box[2] - box[0]) < 0.85 * 20 - 1e-3)


def test_the_seed_alone_decides(rng):
    image, boxes = page(rng)
    options = AugmentOptions(
        rotation=5.0, rescale_probability=1, blur_probability=1, noise_probability=1
    )
    first = augment(example_of(image, boxes), [5, -3], SIZE, options)
    again = augment(example_of(image.copy(), boxes), np.array([5, -3]), SIZE, options)
    other = augment(example_of(image, boxes), [5, -2], SIZE, options)
    for key in ("image", "boxes_xyxy", "lines", "ignored"):
        np.testing.assert_array_equal(first[key], again[key])
    assert (first["image"] != other["image"]).any()


def test_leaves_its_input_as_it_was(rng):
    image, boxes = page(rng)
    example = example_of(image, boxes)
    copies = {key: np.copy(value) for key, value in example.items()}
    for i in range(5):
        augment(example, [0, i], SIZE)
    for key, value in copies.items():
        np.testing.assert_array_equal(example[key], value)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_boxes_keep_their_rows_and_never_degenerate(rng, count):
    corner = rng.uniform(0, [140, 90], [count, 2])
    boxes = np.concatenate([corner, corner + rng.uniform(1, 30, [count, 2])], 1)
    texts = np.array([b"x"] * count, object)
    example = example_of(rng.integers(0, 256, [100, 150, 3], "uint8"), boxes, characters=texts)
    for i in range(20):
        result = augment(example, [1, i], SIZE, AugmentOptions(rotation=15.0))
        assert result["image"].shape == (*SIZE, 3) and result["image"].dtype == np.uint8
        found = result["boxes_xyxy"]
        assert found.dtype == np.float32 and found.shape == (len(result["lines"]), 4)
        assert (found[:, 2:] > found[:, :2]).all() and ((found >= 0) & (found <= 1)).all()
        assert len(result["ignored"]) == len(result["characters"]) == len(found)


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 37), (2, 3), (700, 5), (3, 5000)])
def test_the_oddest_pages_survive(size_hw):
    for i in range(20):
        for boxes in ([], [[0, 0, size_hw[1], size_hw[0]]]):
            example = example_of(np.zeros([*size_hw, 3], "uint8"), boxes)
            result = augment(example, [0, i], (31, 47), AugmentOptions(rotation=30.0))
            assert result["image"].shape == (31, 47, 3)


def test_fitting_shrinks_quads_as_their_boxes():
    corners = np.array([[[10, 20], [60, 20], [60, 50], [10, 50]]], "float32") / [400, 240]
    example = example_of(np.zeros([240, 400, 3], "uint8"), [[10, 20, 60, 50]], quads_xy=corners)
    fitted, _ = fit_example(example, (100, 180))
    (quad,), (box,) = fitted["quads_xy"], fitted["boxes_xyxy"]
    np.testing.assert_allclose([*quad.min(0), *quad.max(0)], box, atol=1e-6)


def test_fitting_shrinks_page_and_boxes_alike():
    image = np.zeros([300, 400, 3], "uint8")
    image[60:120, 100:200] = 255
    result, scale_xy = fit_example(example_of(image, [[100, 60, 200, 120]]), SIZE)
    np.testing.assert_allclose(scale_xy, 0.5)
    np.testing.assert_allclose(px(result), [[50, 30, 100, 60]], rtol=1e-5)
    assert iou_with_pixels(result["image"], px(result)[0]) > 0.98
    assert result["boxes_xyxy"].dtype == np.float32
