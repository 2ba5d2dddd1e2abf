"""Encode against the slow matcher, decode against slow suppression, and one undoes the other."""

import numpy as np
import pytest
import tensorflow as tf

from tests.detection.oracles import (
    detections_loop,
    encode_loop,
    match_loop,
    nms_loop,
    soft_nms_loop,
)
from tfvision.detection.codec import Codec
from tfvision.detection.geometries import published
from tfvision.detection.matching import match

GRID = 32  # On this grid float32 computes areas exactly, so that equal overlaps are truly equal.


def grid_boxes(rng, count, low=0, high=GRID, largest=12):
    """Boxes with corners on the grid; many coincide or overlap equally."""
    corner = rng.integers(low, high, [count, 2])
    size = rng.integers(1, largest, [count, 2])
    return (np.concatenate([corner, corner + size], axis=1) / GRID).astype("float32")


def cxcywh(boxes_xyxy):
    low, high = boxes_xyxy[:, :2], boxes_xyxy[:, 2:]
    return np.concatenate([(low + high) / 2, high - low], axis=1)


@pytest.fixture(scope="module")
def graph_match():
    box = tf.TensorSpec([None, 4], tf.float32)
    return tf.function(match, input_signature=[box, box, tf.TensorSpec([], tf.float32)])


def test_matcher_equals_the_slow_one_on_hundreds_of_cases(rng, graph_match):
    forced = 0
    for case in range(400):
        default = grid_boxes(rng, rng.integers(1, 40))
        kind = case % 4
        objects = grid_boxes(rng, case % 13, low=-8, high=GRID + 4, largest=20)
        if kind == 1 and len(objects):  # copies: every best box is shared
            objects = np.repeat(objects[:2], 4, axis=0)
        elif kind == 2:  # each near the same few default boxes
            objects = default[rng.integers(0, min(3, len(default)), len(objects))]
            objects = objects + (rng.integers(0, 2, objects.shape) / GRID).astype("float32")
        threshold = [0.5, 0.4, 0.75][case % 3]
        owners = graph_match(objects, default, np.float32(threshold)).numpy()
        assert owners.tolist() == match_loop(objects.tolist(), default.tolist(), threshold), case
        forced += len(set(owners.tolist()) - {-1})
    assert forced > 800  # the cases are not empty ones


def test_matcher_with_hundreds_of_objects(rng, graph_match):
    default, objects = grid_boxes(rng, 90), grid_boxes(rng, 120)
    owners = graph_match(objects, default, np.float32(0.5)).numpy()
    assert owners.tolist() == match_loop(objects.tolist(), default.tolist())
    many = grid_boxes(rng, 700)
    owners = graph_match(many, published("caffe_voc300").default_boxes() * 0.5, np.float32(0.5))
    assert owners.shape == (8732,)


def test_each_object_keeps_a_box_of_its_own(rng, graph_match):
    default = grid_boxes(rng, 60, largest=30)
    objects = np.repeat([[0.25, 0.25, 0.75, 0.5]], 9, axis=0).astype("float32")
    assert set(range(9)) <= set(graph_match(objects, default, np.float32(0.5)).numpy().tolist())


def test_an_object_that_touches_no_box_gets_none(graph_match):
    default = np.array([[0, 0, 0.25, 0.5], [0.25, 0, 0.5, 0.5]], "float32")
    far = np.array([[0.75, 0.5, 1, 1], [0.5, 0, 1, 0.5]], "float32")  # the second only touches
    assert graph_match(far, default, np.float32(0.5)).numpy().tolist() == [-1, -1]


def test_encode_equals_the_loop(rng):
    default = grid_boxes(rng, 50)
    codec = Codec(cxcywh(default))
    encode = tf.function(codec.encode).get_concrete_function(
        tf.TensorSpec([None, 4], tf.float32), tf.TensorSpec([None], tf.int32)
    )
    for case in range(200):
        objects = grid_boxes(rng, case % 11, low=-4, high=GRID)
        labels = rng.integers(0, 5, len(objects)).astype("int32")
        targets = encode(tf.constant(objects.reshape(-1, 4)), tf.constant(labels))
        owners = match_loop(objects.tolist(), default.tolist())
        offsets, classes = encode_loop(objects, labels, cxcywh(default), owners)
        np.testing.assert_allclose(targets["offsets"], offsets, rtol=1e-6, atol=1e-6)
        assert targets["logits"].numpy().tolist() == classes.tolist()
    assert (targets["offsets"].dtype, targets["logits"].dtype) == (tf.float32, tf.int32)


def test_encode_without_objects_and_with_rows_that_are_none(rng):
    codec = Codec(cxcywh(grid_boxes(rng, 20)))
    nothing = codec.encode(tf.zeros([0, 4]), tf.zeros([0], tf.int32))
    assert not np.any(nothing["offsets"]) and not np.any(nothing["logits"])
    objects = np.array([[0, 0, 0.5, 0.5], [0.25, 0.25, 0.75, 0.75]], "float32")
    alone = codec.encode(objects[:1], np.array([2]))
    for extra, label in ((objects[1], -1), ([0.5, 0, 0.5, 1], 1), ([0.5, 0.5, 0.25, 1], 1)):
        padded = codec.encode(np.stack([objects[0], extra]).astype("float32"), np.array([2, label]))
        for key, values in alone.items():
            np.testing.assert_array_equal(padded[key], values)
        assert np.isfinite(padded["offsets"]).all()


@pytest.mark.parametrize("name", ["caffe_voc300", "caffe_voc512", "qfgaohao_mb2_lite"])
def test_decode_undoes_encode(rng, name):
    default = published(name).default_boxes()
    codec = Codec(default)
    corner, size = rng.uniform(-0.1, 0.9, [60, 2]), np.exp(rng.uniform(-4.5, 0, [60, 2]))
    objects = np.concatenate([corner, corner + size], axis=1).astype("float32")
    targets = codec.encode(objects, np.arange(60))
    matched = targets["offsets"][:, 4] == 1
    assert np.unique(targets["logits"]).size > 50
    # What is left is the rounding of float32 targets; float32 coordinates in the right half of a
    # 300-px image are themselves 1.8e-5 px apart.
    for kind, worst in ((tf.float64, 2e-5), (tf.float32, 7e-5)):
        decoded = codec.decode_boxes(tf.cast(targets["offsets"][:, :4], kind))[matched].numpy()
        expected = objects[targets["logits"][matched].numpy() - 1]
        pixels = published(name).image_size[0] * np.abs(decoded.astype("float64") - expected)
        assert pixels.max() < worst
        if kind == tf.float64:
            assert np.quantile(pixels, 0.99) < 1e-5


def random_outputs(rng, default_count, classes, batch=2):
    offsets = rng.normal(0, 2, [batch, default_count, 4]).astype("float32")
    logits = rng.normal(0, 2.5, [batch, default_count, classes + 1]).astype("float32")
    return {"offsets": offsets, "logits": logits}


def decoded_boxes(default_cxcywh, offsets):
    """One image, in float64: xyxy, not clipped."""
    raw = offsets.astype("float64") * [0.1, 0.1, 0.2, 0.2]
    centre = raw[:, :2] * default_cxcywh[:, 2:] + default_cxcywh[:, :2]
    half = np.exp(raw[:, 2:]) * default_cxcywh[:, 2:] / 2
    return np.concatenate([centre - half, centre + half], axis=1)


def check_decode(codec, outputs, suppress):
    predictions = {
        key: values.numpy() for key, values in tf.function(codec.decode)(outputs).items()
    }
    batch, size = len(outputs["logits"]), codec.max_detections
    assert predictions["boxes"].shape == (batch, size, 4)
    total = 0
    for image in range(batch):
        logits = outputs["logits"][image].astype("float64")
        scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        boxes_xyxy = decoded_boxes(codec.default_boxes.astype("float64"), outputs["offsets"][image])
        rows = detections_loop(boxes_xyxy, scores[:, 1:], suppress, size)
        count = predictions["num_detections"][image]
        assert count == len(rows)
        found = [predictions[key][image] for key in ("scores", "labels", "boxes")]
        np.testing.assert_allclose(found[0][:count], [row[0] for row in rows], rtol=2e-5)
        assert found[1][:count].tolist() == [row[1] for row in rows]
        np.testing.assert_allclose(found[2][:count], [row[2] for row in rows], atol=2e-6)
        assert np.all(found[1][count:] == -1)
        total += count
    return total


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"score_threshold": 0.2, "nms_iou": 0.3},
        {"nms_iou": 0.8, "max_detections": 15},
        {"candidates": 7},
        {"candidates": 5000, "max_detections": 500},
    ],
)
def test_decode_equals_softmax_and_slow_nms(rng, options):
    codec = Codec(cxcywh(grid_boxes(rng, 70, largest=20)), **options)

    def suppress(boxes_xyxy, scores):
        limits = codec.nms_iou, codec.score_threshold, codec.candidates
        return nms_loop(boxes_xyxy.tolist(), scores.tolist(), *limits)

    for _ in range(3):
        assert check_decode(codec, random_outputs(rng, 70, 3), suppress) > 10


@pytest.mark.parametrize("sigma", [0.5, 0.1])
def test_decode_with_soft_nms_equals_the_loop(rng, sigma):
    codec = Codec(cxcywh(grid_boxes(rng, 50, largest=24)), soft_nms_sigma=sigma, candidates=30)

    def suppress(boxes_xyxy, scores):
        limits = sigma, codec.score_threshold, codec.candidates
        return soft_nms_loop(boxes_xyxy.tolist(), scores.tolist(), *limits)

    for _ in range(3):
        assert check_decode(codec, random_outputs(rng, 50, 3), suppress) > 10


def test_decode_half_precision_and_wild_outputs(rng):
    codec = Codec(cxcywh(grid_boxes(rng, 30)))
    outputs = random_outputs(rng, 30, 2)
    half = {key: tf.cast(values, tf.float16) for key, values in outputs.items()}
    same = {key: tf.cast(values, tf.float32) for key, values in half.items()}
    a, b = codec.decode(half), codec.decode(same)
    for key in a:
        np.testing.assert_array_equal(a[key], b[key])
    wild = codec.decode({"offsets": outputs["offsets"] * 1e4, "logits": outputs["logits"] * 1e4})
    assert np.isfinite(wild["boxes"]).all() and np.isfinite(wild["scores"]).all()
    assert np.all((wild["boxes"] >= 0) & (wild["boxes"] <= 1))


def test_decode_of_background_alone(rng):
    codec = Codec(cxcywh(grid_boxes(rng, 30)))
    logits = np.tile(np.float32([9, -9, -9]), [1, 30, 1])
    predictions = codec.decode({"offsets": np.zeros([1, 30, 4], "float32"), "logits": logits})
    assert predictions["num_detections"].numpy().tolist() == [0]
    assert np.all(predictions["labels"] == -1)


def test_own_means_and_stds(rng):
    default = grid_boxes(rng, 40)
    codec = Codec(cxcywh(default), means=(0.1, 0, -0.2, 0), stds=(0.1, 0.2, 0.3, 0.4))
    objects = grid_boxes(rng, 4)
    targets = codec.encode(objects, np.arange(4))
    matched = targets["offsets"][:, 4] == 1
    decoded = codec.decode_boxes(tf.cast(targets["offsets"][:, :4], tf.float64))[matched]
    expected = objects[targets["logits"][matched].numpy() - 1]
    np.testing.assert_allclose(decoded, expected, atol=1e-7)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"default_boxes": np.zeros([3, 5])}, r"default_boxes must be \[K, 4\], got \(3, 5\)"),
        ({"stds": (0.1, 0.1, 0.2, 0)}, "stds must be four numbers"),
        ({"means": (0, 0, 0)}, "means and stds must be four numbers"),
        ({"match_iou": 0}, r"match_iou must be in \(0, 1\], got 0"),
        ({"nms_iou": 1.5}, r"nms_iou must be in \[0, 1\], got 1.5"),
        ({"score_threshold": -0.1}, "score_threshold must be in"),
        ({"candidates": 0}, "candidates and max_detections must be at least 1"),
        ({"max_detections": 0}, "candidates and max_detections must be at least 1"),
        ({"soft_nms_sigma": -1}, "soft_nms_sigma must be at least 0, got -1"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        Codec(**({"default_boxes": np.full([3, 4], 0.5)} | options))
