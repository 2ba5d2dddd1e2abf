"""What an augmented image shows is where its boxes say, for every seed and any size."""

import functools

import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection.augment import augment, resize_example
from tfvision.detection.augment_options import AugmentOptions

SIZE = (150, 250)
STILL = AugmentOptions(
    colour_probability=0.0, expand_probability=0.0, crop_samplers=("whole",), flip_probability=0.0
)
PLAIN_COLOURS = AugmentOptions(colour_probability=0.0)


def _example(image, boxes_px=()):
    height, width = image.shape[:2]
    boxes = np.array(boxes_px, "float32").reshape(-1, 4) / [width, height, width, height]
    return {
        "image": tf.constant(image, tf.uint8),
        "boxes_xyxy": tf.constant(boxes, tf.float32),
        "labels": tf.range(len(boxes)),
        "difficult": tf.range(len(boxes)) % 2 == 1,
        "image_id": tf.constant(7, tf.int64),
    }


def _random_boxes(rng, count, size_hw):
    height, width = size_hw
    corner = rng.uniform(0, [width * 0.9, height * 0.9], [count, 2])
    far = rng.uniform(corner + 1, [width, height])
    return np.concatenate([corner, far], -1)


@functools.cache
def _changed(options=None, size=SIZE):
    specification = {
        "image": tf.TensorSpec([None, None, 3], tf.uint8),
        "boxes_xyxy": tf.TensorSpec([None, 4]),
        "labels": tf.TensorSpec([None], tf.int32),
        "difficult": tf.TensorSpec([None], tf.bool),
        "image_id": tf.TensorSpec([], tf.int64),
    }

    @tf.function(input_signature=[specification, tf.TensorSpec([2], tf.int64)])
    def change(example, seed):
        return augment(example, seed, size, options)

    def of_numpy(example, i):
        result = change(example, tf.constant([5, i], tf.int64))
        return {key: value.numpy() for key, value in result.items()}

    return of_numpy


def _iou_with_pixels(mask, box_px):
    rows, columns = np.nonzero(mask)
    drawn = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
    low, high = np.maximum(drawn[:2], box_px[:2]), np.minimum(drawn[2:], box_px[2:])
    shared = np.prod(np.maximum(high - low, 0))
    areas = np.prod(drawn[2:] - drawn[:2]) + np.prod(box_px[2:] - box_px[:2])
    return shared / (areas - shared)


def test_a_drawn_rectangle_keeps_its_box(rng):
    change, ious = _changed(PLAIN_COLOURS), []
    for i in range(250):
        height, width = rng.integers(80, 140), rng.integers(90, 200)
        y, x = rng.integers(0, 240 - height), rng.integers(0, 400 - width)
        image = np.full((240, 400, 3), (123, 117, 104), "uint8")
        image[y : y + height, x : x + width] = 255
        result = change(_example(image, [[x, y, x + width, y + height]]), i)
        for box in result["boxes_xyxy"] * [250, 150, 250, 150]:
            if min(box[2:] - box[:2]) >= 15:
                ious.append(_iou_with_pixels(result["image"][..., 0] > 189, box))
    assert len(ious) > 200
    assert min(ious) > 0.9
    assert np.mean(ious) > 0.98


def test_without_chances_it_is_the_plain_resize(rng):
    example = _example(rng.integers(0, 256, [91, 157, 3]), [[10, 20, 30, 60]])
    result, plain = _changed(STILL)(example, 0), resize_example(example, SIZE)
    np.testing.assert_array_equal(result["image"], plain["image"])
    np.testing.assert_allclose(result["boxes_xyxy"], example["boxes_xyxy"], atol=1e-6)
    assert result["image_id"] == 7


def test_flipping_twice_is_nothing(rng):
    example = _example(rng.integers(0, 256, [*SIZE, 3]), _random_boxes(rng, 9, SIZE))
    flip = AugmentOptions(**vars(STILL) | {"flip_probability": 1.0, "min_side": 0.0})
    once = _changed(flip)(example, 0)
    twice = _changed(flip)({key: tf.constant(value) for key, value in once.items()}, 1)
    np.testing.assert_array_equal(once["image"], example["image"][:, ::-1])
    np.testing.assert_array_equal(twice["image"], example["image"])
    np.testing.assert_allclose(twice["boxes_xyxy"], example["boxes_xyxy"], atol=1e-6)


def test_crops_never_show_the_fill_colour(rng):
    image = np.full([60, 80, 3], 255, "uint8")
    options = AugmentOptions(colour_probability=0.0, expand_probability=0.0, fill=(0, 0, 0))
    change = _changed(options)
    assert all((change(_example(image), i)["image"] == 255).all() for i in range(50))


def test_an_expansion_is_filled_and_shows_the_whole_image():
    image = np.full([60, 80, 3], 255, "uint8")
    options = AugmentOptions(**vars(STILL) | {"expand_probability": 1.0, "fill": (10, 20, 30)})
    change, shares = _changed(options), []
    for i in range(60):
        result = change(_example(image, [[0, 0, 80, 60]]), i)
        white = (result["image"] == 255).all(-1)
        assert (result["image"][~white] == (10, 20, 30)).all()
        assert _iou_with_pixels(white, result["boxes_xyxy"][0] * [250, 150, 250, 150]) > 0.999
        shares.append(white.mean() ** -0.5)
    assert min(shares) < 1.3 and max(shares) > 3.7 and 2.2 < np.mean(shares) < 2.8


def test_boxes_over_the_edge_end_at_it():
    options = AugmentOptions(**vars(STILL) | {"expand_probability": 1.0, "expand": (2.0, 2.0)})
    image = np.full([60, 80, 3], 255, "uint8")
    result = _changed(options)(_example(image, [[-30, -9, 95, 88]]), 0)
    white = (result["image"] == 255).all(-1)
    assert _iou_with_pixels(white, result["boxes_xyxy"][0] * [250, 150, 250, 150]) > 0.999


def test_far_objects_are_means_of_their_pixels():
    board = np.indices([240, 400]).sum(0) % 2 * 255
    options = AugmentOptions(**vars(STILL) | {"expand_probability": 1.0, "expand": (4.0, 4.0)})
    image = _changed(options)(_example(np.stack([board] * 3, -1)), 0)["image"]
    assert abs(image[image != (123, 117, 104)].astype(int) - 127).max() < 20


def test_the_seed_alone_decides_in_parallel_too(rng):
    example = _example(rng.integers(0, 256, [90, 140, 3]), _random_boxes(rng, 5, (90, 140)))

    def change(i):
        return augment(example, tf.stack([tf.constant(5, tf.int64), i]), SIZE)

    parallel = tf.data.Dataset.range(8).map(change, num_parallel_calls=8)
    for i, result in enumerate(parallel):
        again = augment(example, tf.constant([5, i], tf.int64), SIZE)
        for key in result:
            np.testing.assert_array_equal(result[key], again[key])
    assert (
        (augment(example, [5, 0], SIZE)["image"] != augment(example, [5, 1], SIZE)["image"])
        .numpy()
        .any()
    )


@pytest.mark.parametrize("count", [0, 1, 300])
def test_boxes_keep_their_rows_and_never_degenerate(rng, count):
    boxes = _random_boxes(rng, count, (90, 140))
    example = _example(rng.integers(0, 256, [90, 140, 3]), boxes)
    change, rows = _changed(), []
    for i in range(40):
        result = change(example, i)
        assert result["image"].shape == (*SIZE, 3) and result["image"].dtype == np.uint8
        sides = (result["boxes_xyxy"][:, 2:] - result["boxes_xyxy"][:, :2]) * [250, 150]
        assert (sides > 0.999).all() and sides.shape == (len(result["labels"]), 2)
        assert ((result["boxes_xyxy"] >= 0) & (result["boxes_xyxy"] <= 1)).all()
        np.testing.assert_array_equal(result["difficult"], result["labels"] % 2 == 1)
        rows.append(len(result["labels"]))
    assert (0 < np.mean(rows) < count) if count else max(rows) == 0


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 37), (2, 3), (10, 7), (700, 5)])
def test_the_smallest_images_survive(size_hw):
    change = _changed(size=(31, 47))
    for i in range(30):
        result = change(_example(np.zeros([*size_hw, 3]), [[0, 0, size_hw[1], size_hw[0]]]), i)
        assert result["image"].shape == (31, 47, 3)


def test_flips_and_expands_as_often_as_asked():
    image = np.zeros([40, 60, 3], "uint8")
    image[:, 30:] = 255
    options = AugmentOptions(
        colour_probability=0.0,
        crop_samplers=("whole",),
        flip_probability=0.8,
        expand_probability=0.3,
        expand=(2.0, 2.0),
    )
    change = _changed(options, (20, 30))
    results = [change(_example(image), i)["image"] for i in range(300)]
    expanded = [(r == (123, 117, 104)).all(-1).any() for r in results]
    flipped = [
        np.nonzero(r[..., 2] == 255)[1].mean() < np.nonzero(r[..., 2] == 0)[1].mean()
        for r in results
    ]
    assert 0.22 < np.mean(expanded) < 0.38
    assert 0.73 < np.mean(flipped) < 0.87


def test_boxes_that_show_too_little_are_dropped(rng):
    image = np.zeros([90, 140, 3])
    example = _example(image, _random_boxes(rng, 30, (90, 140)))
    all_of_it = _changed(AugmentOptions(min_visible=0.0, min_side=0.0))
    most_of_it = _changed(AugmentOptions(min_visible=0.9, min_side=8.0))
    before = after = 0
    for i in range(30):
        every, some = all_of_it(example, i), most_of_it(example, i)
        before, after = before + len(every["labels"]), after + len(some["labels"])
        assert set(some["labels"]) <= set(every["labels"])
        sides = (some["boxes_xyxy"][:, 2:] - some["boxes_xyxy"][:, :2]) * [250, 150]
        assert (sides > 7.999).all()
    assert 0 < after < before


def test_crops_on_small_objects_keep_them():
    example = _example(np.zeros([90, 140, 3]), [[100, 30, 108, 33]])
    zoom = dict(expand_probability=0.0, crop_samplers=(0.0,), crop_scale=(0.2, 0.5))
    free = _changed(AugmentOptions(**zoom))
    held = _changed(AugmentOptions(**zoom, crop_on_object=1.0))
    kept = _changed(AugmentOptions(**zoom, crop_keep_object=True))
    assert sum(len(free(example, i)["labels"]) for i in range(60)) < 30
    assert all(len(held(example, i)["labels"]) == 1 for i in range(60))
    assert sum(len(kept(example, i)["labels"]) for i in range(60)) > 55
