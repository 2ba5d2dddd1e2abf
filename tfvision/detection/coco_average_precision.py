"""The COCO metric by its authors' own code: flat arrays in, pycocotools's tables out."""

import contextlib
import io

import numpy as np

COCO_IOUS = tuple(k / 100 for k in range(50, 100, 5))
MAX_DETECTIONS = (1, 10, 100)  # For each class of each image, as COCO counts.


def require_pycocotools():
    """Imports pycocotools or says what to install."""
    try:
        from pycocotools import coco, cocoeval
    except ImportError as error:
        raise ImportError(
            "method='coco' needs the package pycocotools: pip install 'tfvision[training]'; "
            "method='area' needs nothing more."
        ) from error
    return coco.COCO, cocoeval.COCOeval


def _annotations(boxes_xyxy, images, labels, sizes, extra):
    """Rows of a COCO file. Ids start at 1, for pycocotools takes a match with id 0 for none."""
    boxes_xywh = np.concatenate([boxes_xyxy[:, :2], boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]], axis=1)
    columns = [boxes_xywh.tolist(), images.tolist(), labels.tolist(), sizes.tolist()]
    names = ["bbox", "image_id", "category_id", "area", *extra]
    columns.extend(column.tolist() for column in extra.values())
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
    return [{"id": number, **row} for number, row in enumerate(rows, start=1)]


def coco_tables(detections, truths, images, classes, ious, bins):
    """Evaluates with pycocotools, without its prints.

    A `difficult` truth becomes an ignored one that is no crowd (COCO's files cannot say that): it
    gets a size outside every bin, so its first detection counts neither way. A `crowd` is COCO's:
    any number of detections may lie in it.

    Args:
        detections: Dict of arrays `boxes` `[D, 4]` xyxy, `images`, `labels`, `scores`, `sizes`.
        truths: The same without scores, and `difficult`, `crowd` (bool).
        images: Number of images.
        classes: Number of classes.
        ious: Thresholds, T of them.
        bins: (low, high) sizes, S of them.

    Returns: `(precision, recall)`: average precision `[T, classes, 1 + S]`, the first size being
        all; recall `[T, classes, 1 + S, 3]` for at most 1, 10, 100 detections; NaN without truth.
    """
    coco_class, evaluation_class = require_pycocotools()
    categories = [{"id": index} for index in range(classes)]
    annotations = {
        "truth": _annotations(
            truths["boxes"],
            truths["images"],
            truths["labels"],
            np.where(truths["difficult"], -1.0, truths["sizes"]),
            {"iscrowd": truths["crowd"].astype(int)},
        ),
        "found": _annotations(
            detections["boxes"],
            detections["images"],
            detections["labels"],
            detections["sizes"],
            {"score": detections["scores"]},
        ),
    }
    sets = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for name, rows in annotations.items():
            sets[name] = coco_class()
            sets[name].dataset = {
                "images": [{"id": index} for index in range(images)],
                "categories": categories,
                "annotations": rows,
            }
            sets[name].createIndex()
        evaluation = evaluation_class(sets["truth"], sets["found"], "bbox")
        evaluation.params.iouThrs = np.asarray(ious, float)
        evaluation.params.areaRng = [(0.0, np.inf), *bins]
        evaluation.params.areaRngLbl = [str(index) for index in range(1 + len(bins))]
        evaluation.params.maxDets = list(MAX_DETECTIONS)
        evaluation.evaluate()
        evaluation.accumulate()
    precision, recall = evaluation.eval["precision"], evaluation.eval["recall"]
    average = precision[..., -1].mean(axis=1)  # [T, classes, 1 + S]: over the 101 recalls
    return np.where(average < 0, np.nan, average), np.where(recall < 0, np.nan, recall)
