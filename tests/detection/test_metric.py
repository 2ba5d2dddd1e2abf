"""What `MeanAveragePrecision` answers, keys and odd cases; its numbers are in the next files."""

import time

import numpy as np
import pytest

from tests.detection.oracles import area_loop, judge_loop, points_loop
from tfvision.detection.metric import MeanAveragePrecision

CAR, PLATE = [0.0, 0, 40, 20], [60.0, 60, 80, 68]
TRUTH = {"boxes": [CAR, PLATE], "labels": [0, 1]}
FOUND = TRUTH | {"scores": [0.9, 0.8]}
EMPTY = {"boxes": [], "labels": [], "scores": []}


def metric(*updates, **options):
    result = MeanAveragePrecision(("car", "plate"), **options)
    for predictions, truth in updates:
        result.update(predictions, truth)
    return result


def random_batch(rng, images=5, found=12, true=4, classes=3):
    corner, size = rng.uniform(0, 60, [images, true, 2]), rng.uniform(2, 60, [images, true, 2])
    truth = {"boxes": np.concatenate([corner, corner + size], -1).astype("float32")}
    truth["labels"] = rng.integers(-1, classes, [images, true]).astype("int32")
    truth["difficult"] = rng.uniform(size=[images, true]) < 0.2
    picks = rng.integers(0, true, [images, found])
    boxes_xyxy = np.take_along_axis(truth["boxes"], picks[..., None], 1)
    boxes_xyxy = boxes_xyxy + rng.integers(-3, 4, boxes_xyxy.shape)
    boxes_xyxy[..., 2:] = np.maximum(boxes_xyxy[..., 2:], boxes_xyxy[..., :2])
    labels = np.take_along_axis(truth["labels"], picks, 1)
    predictions = {"boxes": boxes_xyxy.astype("float32"), "labels": np.maximum(labels, 0)}
    predictions["scores"] = (rng.integers(0, 9, [images, found]) / 8).astype("float32")
    predictions["num_detections"] = rng.integers(0, found + 1, images)
    return predictions, truth


def ap_loop(batches, label, iou):
    found, true = [], []
    for number, (predictions, truth) in enumerate(batches):
        for image, count in enumerate(predictions["num_detections"]):
            for row in range(count):
                if predictions["labels"][image, row] == label:
                    box = predictions["boxes"][image, row].astype(float)
                    found.append((predictions["scores"][image, row], (number, image), box))
            rows = np.flatnonzero(truth["labels"][image] == label)
            boxes_xyxy, difficult = truth["boxes"][image], truth["difficult"][image]
            true += [
                ((number, image), boxes_xyxy[row].astype(float), difficult[row]) for row in rows
            ]
    positives = sum(not difficult for *_, difficult in true)
    if not positives:
        return np.nan
    return area_loop(points_loop(judge_loop(found, true, iou), positives))


def test_batches_equal_the_loop_at_every_threshold_in_one_pass(rng):
    names = ["a", "b", "c"]
    for _ in range(15):
        batches = [random_batch(rng) for _ in range(2)]
        several = MeanAveragePrecision(names, iou=[0.4, 0.5, 0.8], sizes={})
        for predictions, truth in batches:
            several.update(predictions, truth)
        result = several.result()
        expected = {}
        for iou in (0.4, 0.5, 0.8):
            for label, name in enumerate(names):
                expected[f"AP@{iou}/{name}"] = ap_loop(batches, label, iou)
            one = [expected[f"AP@{iou}/{name}"] for name in names]
            expected[f"mAP@{iou}"] = np.nanmean(one)
        expected["mAP"] = np.nanmean([expected[key] for key in expected if "AP@" in key[:3]])
        for label, name in enumerate(names):
            expected[f"AP/{name}"] = np.mean([ap_loop(batches, label, t) for t in (0.4, 0.5, 0.8)])
        assert result == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_a_batch_equals_its_images_one_by_one(rng):
    predictions, truth = random_batch(rng)
    whole = MeanAveragePrecision(["a", "b", "c"])
    whole.update(predictions, truth)
    single = MeanAveragePrecision(["a", "b", "c"])
    for image in range(len(truth["labels"])):
        single.update(
            {key: values[image] for key, values in predictions.items()},
            {key: values[image] for key, values in truth.items()},
        )
    assert whole.result() == pytest.approx(single.result(), nan_ok=True)


def test_right_answers_and_duplicates():
    assert metric((FOUND, TRUTH)).result()["mAP"] == 1
    twice = {"boxes": [CAR, CAR], "labels": [0, 0], "scores": [0.9, 0.8]}
    only_cars = {"boxes": [CAR, [0.0, 40, 40, 60]], "labels": [0, 0]}
    assert metric((twice, only_cars)).result()["AP/car"] == 0.5
    swapped = FOUND | {"labels": [1, 0]}
    assert metric((swapped, TRUTH)).result()["mAP"] == 0  # the class must agree


def test_difficult_objects_count_neither_way():
    truth = TRUTH | {"difficult": [True, False]}
    result = metric((FOUND, truth)).result()
    assert np.isnan(result["AP/car"])
    assert result["mAP"] == result["AP/plate"] == 1
    many = {"boxes": [CAR, CAR, PLATE], "labels": [0, 0, 0], "scores": [0.9, 0.8, 0.7]}
    cars = {"boxes": [CAR, PLATE], "labels": [0, 0], "difficult": [True, False]}
    assert metric((many, cars)).result()["AP/car"] == 1
    assert metric((many, cars | {"difficult": [False, False]})).result()["AP/car"] < 1


def test_empty_cases():
    assert all(np.isnan(value) for value in metric().result().values())
    nothing_found = metric((EMPTY, TRUTH)).result()
    assert (nothing_found["mAP"], nothing_found["AP/car"]) == (0, 0)
    nothing_there = metric((FOUND, {"boxes": [], "labels": []})).result()
    assert np.isnan(nothing_there["mAP"])
    # A background image with a false alarm costs precision.
    alarm = {"boxes": [CAR], "labels": [0], "scores": [0.95]}
    both = metric((FOUND, TRUTH), (alarm, {"boxes": [], "labels": []})).result()
    assert (both["AP/car"], both["AP/plate"], both["mAP"]) == (0.5, 1, 0.75)
    padded = {"boxes": np.zeros([2, 0, 4]), "labels": np.zeros([2, 0], int)}
    assert metric((padded | {"scores": np.zeros([2, 0])}, padded)).result()["mAP"] is not None


def test_equal_scores_keep_the_order_given():
    wrong_first = {"boxes": [PLATE, CAR], "labels": [0, 0], "scores": [0.5, 0.5]}
    right_first = {"boxes": [CAR, PLATE], "labels": [0, 0], "scores": [0.5, 0.5]}
    truth = {"boxes": [CAR], "labels": [0]}
    assert metric((wrong_first, truth)).result()["AP/car"] == 0.5
    assert metric((right_first, truth)).result()["AP/car"] == 1


def test_sizes():
    truth = {"boxes": [CAR, PLATE], "labels": [0, 0]}  # 800 and 160 px², 20 and 8 px high
    found = {"boxes": [CAR, [0, 90, 3, 93]], "labels": [0, 0], "scores": [0.9, 0.95]}
    result = metric((found, truth), sizes={"tiny": (0, 200), "more": (200, 900)}).result()
    assert (result["AP/tiny"], result["AP/more"]) == (0, 1)  # the 9-px² alarm is tiny's alone
    assert result["AP/car"] == 0.25
    by_height = {"low": (0, 10), "high": (10, 99), "huge": (99, 999)}
    result = metric((found, truth), sizes=by_height, size_of="height").result()
    assert (result["AP/low"], result["AP/high"]) == (0, 1)
    assert np.isnan(result["AP/huge"])
    assert {"AP/small", "AP/medium", "AP/large"} <= set(metric().result())
    assert set(metric(sizes={}).result()) == {"mAP", "AP/car", "AP/plate"}


def test_a_class_may_be_named_like_a_size():
    result = MeanAveragePrecision(["small", "x"], method="coco").result()
    assert {"AP/small", "AP/size small", "AP/medium", "AR/size small"} <= set(result)


def test_keys_do_not_depend_on_the_data():
    for options in ({}, {"iou": [0.4, 0.5]}, {"method": "11_point"}, {"method": "coco"}):
        assert list(metric(**options).result()) == list(metric((FOUND, TRUTH), **options).result())


def test_methods_differ_where_they_should():
    half = {"boxes": [CAR], "labels": [0], "scores": [0.9]}
    truth = {"boxes": [CAR, PLATE], "labels": [0, 0]}
    assert metric((half, truth)).result()["AP/car"] == 0.5
    assert metric((half, truth), method="11_point").result()["AP/car"] == pytest.approx(6 / 11)
    assert metric((half, truth), method="coco").result()["AP/car"] == pytest.approx(51 / 101)


def test_curve_and_best_threshold():
    found = {"boxes": [CAR, PLATE, CAR], "labels": [0, 0, 1], "scores": [0.6, 0.7, 0.2]}
    measured = metric((found, TRUTH))
    recall, precision, scores = measured.curve("car")
    np.testing.assert_allclose(recall, [0, 1])
    np.testing.assert_allclose(precision, [0, 0.5])
    np.testing.assert_allclose(scores, [0.7, 0.6])
    best = measured.best_threshold("car")
    assert (best.f1, best.score) == (pytest.approx(2 / 3), 0.6)
    assert measured.best_threshold("plate").score == np.inf
    assert [len(values) for values in metric().curve("car")] == [0, 0, 0]
    with pytest.raises(ValueError, match="class_name must be one of"):
        measured.curve("bus")


def test_reset_and_keras_names():
    measured = metric((EMPTY, TRUTH))
    assert measured.result()["mAP"] == 0
    measured.reset_state()
    measured.update_state(TRUTH, FOUND)  # Keras's order: the truth first
    assert measured.result()["mAP"] == 1


def test_config_round_trip():
    options = {"iou": [0.4], "method": "11_point", "sizes": {"low": (0, 9)}, "size_of": "height"}
    options |= {"classes": ["x"], "inclusive": True, "name": "m"}
    measured = MeanAveragePrecision(**options)
    assert measured.get_config() == options
    assert MeanAveragePrecision.from_config(measured.get_config()).get_config() == options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": []}, "classes must be a list of names"),
        ({"classes": "plate"}, "classes must be a list of names"),
        ({"classes": ["a", "a"]}, "must have different names"),
        ({"iou": 0}, "iou must lie in"),
        ({"iou": [0.5, 1.5]}, "iou must lie in"),
        ({"iou": []}, "iou must lie in"),
        ({"method": "voc"}, "method must be one of"),
        ({"size_of": "width"}, "size_of must be"),
        ({"size_of": "height"}, "needs sizes"),
        ({"sizes": {"tiny": (9, 9)}}, "must be \\(low, high\\)"),
        ({"method": "coco", "inclusive": True}, "inclusive must be False"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        MeanAveragePrecision(**({"classes": ["plate"]} | options))


@pytest.mark.slow
def test_thousands_of_images_take_seconds(rng):
    """Measured 0.5 s on two cores: half a million detections, 35,000 truths, 20 classes."""
    classes = [str(label) for label in range(20)]
    measured = MeanAveragePrecision(classes, iou=[0.4, 0.5])
    batches = [random_batch(rng, 50, 100, 8, 20) for _ in range(100)]
    start = time.perf_counter()
    for predictions, truth in batches:
        measured.update(predictions | {"num_detections": np.full(50, 100)}, truth)
    measured.result()
    assert time.perf_counter() - start < 5
