"""COCO numbers against pycocotools called the way its own demo does."""

import contextlib
import io
import sys

import numpy as np
import pytest

from tfvision.detection.coco_average_precision import require_pycocotools
from tfvision.detection.metric import MeanAveragePrecision

coco = pytest.importorskip("pycocotools.coco")
cocoeval = pytest.importorskip("pycocotools.cocoeval")
NAMES = ["car", "plate", "sign"]


def random_image(rng, crowds=True):
    """Boxes of all three sizes; some detections are shifted truths, some scores are equal."""
    count = rng.integers(0, 6)
    corner, size = rng.uniform(0, 300, [count, 2]), np.exp(rng.uniform(2, 5.3, [count, 2]))
    truth = {"boxes": np.concatenate([corner, corner + size], 1)}
    truth["labels"] = rng.integers(0, 2, count)  # never a sign
    truth["crowd"] = (rng.uniform(size=count) < 0.3) & crowds
    picks = rng.integers(0, count, 12 if count else 0)
    shifted = truth["boxes"][picks] + rng.normal(0, 6, [len(picks), 4])
    shifted[:, 2:] = np.maximum(shifted[:, 2:], shifted[:, :2])
    predictions = {"boxes": shifted, "scores": rng.integers(0, 30, len(picks)) / 30}
    predictions["labels"] = np.where(
        rng.uniform(size=len(picks)) < 0.8, truth["labels"][picks], rng.integers(0, 3, len(picks))
    )
    return predictions, truth


def xywh(boxes_xyxy):
    return [[x1, y1, x2 - x1, y2 - y1] for x1, y1, x2, y2 in boxes_xyxy.tolist()]


def pycocotools_stats(images, ious=None):
    """The twelve numbers and each class's AP, through COCO's own files and `loadRes`."""
    annotations, results = [], []
    for image, (predictions, truth) in enumerate(images):
        areas = truth.get("areas", [w * h for _, _, w, h in xywh(truth["boxes"])])
        for box, label, crowd, area in zip(
            xywh(truth["boxes"]), truth["labels"], truth["crowd"], areas, strict=True
        ):
            row = {"id": len(annotations) + 1, "image_id": image, "category_id": int(label) + 1}
            annotations.append(row | {"bbox": box, "area": area, "iscrowd": int(crowd)})
        for box, label, score in zip(
            xywh(predictions["boxes"]), predictions["labels"], predictions["scores"], strict=True
        ):
            row = {"image_id": image, "category_id": int(label) + 1}
            results.append(row | {"bbox": box, "score": float(score)})
    with contextlib.redirect_stdout(io.StringIO()):
        truth = coco.COCO()
        truth.dataset = {
            "info": {},
            "images": [{"id": image} for image in range(len(images))],
            "categories": [{"id": label + 1, "name": name} for label, name in enumerate(NAMES)],
            "annotations": annotations,
        }
        truth.createIndex()
        evaluation = cocoeval.COCOeval(truth, truth.loadRes(results), "bbox")
        if ious:
            evaluation.params.iouThrs = np.array(ious)
        evaluation.evaluate()
        evaluation.accumulate()
        if not ious:
            evaluation.summarize()
    per_class = evaluation.eval["precision"][..., 0, -1].mean(axis=(0, 1))
    return evaluation.stats, per_class


def measured(images, **options):
    metric = MeanAveragePrecision(NAMES, method="coco", **options)
    for predictions, truth in images:
        metric.update(predictions, truth)
    return metric.result()


@pytest.mark.parametrize("crowds", [False, True])
def test_all_twelve_numbers_equal_pycocotools(rng, crowds):
    for _ in range(4):
        images = [random_image(rng, crowds) for _ in range(12)]
        stats, per_class = pycocotools_stats(images)
        result = measured(images)
        names = ["mAP", "mAP@0.5", "mAP@0.75", "AP/small", "AP/medium", "AP/large"]
        names += ["AR@1", "AR@10", "AR@100", "AR/small", "AR/medium", "AR/large"]
        ours = np.array([result[name] for name in names])
        np.testing.assert_allclose(ours, np.where(stats < 0, np.nan, stats), atol=1e-9, rtol=0)
        for name, expected in zip(NAMES[:2], per_class, strict=False):
            assert result[f"AP/{name}"] == pytest.approx(expected, abs=1e-9)
        assert np.isnan(result["AP/sign"])
        assert set(result) == {*names, *(f"AP/{name}" for name in NAMES)}


def test_areas_of_masks_and_own_thresholds(rng):
    images = [random_image(rng) for _ in range(10)]
    for _, truth in images:
        truth["areas"] = rng.uniform(10, 2e4, len(truth["labels"]))
    stats, _ = pycocotools_stats(images)
    result = measured(images)
    sizes = [result[f"AP/{name}"] for name in ("small", "medium", "large")]
    np.testing.assert_allclose(sizes, np.where(stats[3:6] < 0, np.nan, stats[3:6]), atol=1e-9)

    _, per_class = pycocotools_stats(images, ious=[0.4, 0.6])
    result = measured(images, iou=[0.4, 0.6])
    assert result["AP/car"] == pytest.approx(per_class[0], abs=1e-9)
    assert result["mAP"] == pytest.approx((result["mAP@0.4"] + result["mAP@0.6"]) / 2)


def test_a_difficult_object_counts_neither_way():
    boxes_xyxy = [[0, 0, 20, 10], [50, 0, 70, 30]]
    predictions = {"boxes": boxes_xyxy, "labels": [0, 0], "scores": [0.9, 0.8]}
    truth = {"boxes": boxes_xyxy, "labels": [0, 0]}
    assert measured([(predictions, truth)])["mAP"] == pytest.approx(1)
    assert measured([(predictions, truth | {"difficult": [True, False]})])["mAP"] == pytest.approx(
        1
    )
    missed = {key: values[1:] for key, values in predictions.items()}
    assert measured([(missed, truth | {"difficult": [True, False]})])["mAP"] == pytest.approx(1)
    assert np.isnan(measured([(predictions, truth | {"difficult": [True, True]})])["mAP"])


def test_sizes_by_height():
    truth = {"boxes": [[0, 0, 200, 10], [0, 50, 20, 90]], "labels": [0, 0]}
    predictions = {"boxes": truth["boxes"][:1], "labels": [0], "scores": [0.9]}
    result = measured(
        [(predictions, truth)], size_of="height", sizes={"low": (0, 16), "high": (16, 1000)}
    )
    assert (result["AP/low"], result["AP/high"]) == (pytest.approx(1), 0)


def test_nothing_found_and_nothing_there():
    empty = {"boxes": [], "labels": [], "scores": []}
    truth = {"boxes": [[0, 0, 20, 10]], "labels": [1]}
    assert measured([(empty, truth)])["mAP"] == 0
    assert np.isnan(measured([(empty, {"boxes": [], "labels": []})])["mAP"])
    assert np.isnan(measured([])["mAP"])


def test_it_prints_nothing(capfd, rng):
    measured([random_image(rng)])
    assert capfd.readouterr() == ("", "")


def test_without_pycocotools_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pycocotools", None)
    with pytest.raises(ImportError, match=r"tfvision\[training\]"):
        require_pycocotools()
    with pytest.raises(ImportError, match=r"tfvision\[training\]"):
        MeanAveragePrecision(NAMES, method="coco")
