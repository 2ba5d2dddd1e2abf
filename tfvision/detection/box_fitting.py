"""Fitting a level table to one's own objects, and measuring how well a table covers them."""

import numpy as np

from tfvision.detection.default_boxes import Level
from tfvision.geometry import boxes

# A box about this many cells large is neither lost between two cells nor too large to see whole.
_CELLS_A_BOX = 4.0
# k-means ends in the nearest valley; the best of a few starts is kept.
_STARTS = 10


def fit_levels(sizes_wh, strides, boxes_in_all=9, *, seed=0, iterations=100):
    """Proposes a level table: k-means of the objects' shapes by IoU, each on the stride it suits.

    Args:
        sizes_wh: `[N, 2]` widths and heights of the objects in pixels of the model's input.
        strides: dict from the name of a feature map to its stride in pixels, as `backbone.strides`.
        boxes_in_all: Default boxes to propose over all levels; fewer where objects are fewer.
        seed: Of the first centres.
        iterations: At most this many rounds of k-means.

    Returns: Tuple of `Level`, from the finest map to the coarsest; maps that no box suits are left
        out.
    Raises: ValueError if there are no objects, a size is not above 0, or an argument is below 1.
    Reference: Redmon and Farhadi, YOLO9000, CVPR 2017, section 2 (dimension clusters).
    """
    sizes_wh = np.asarray(sizes_wh, "float64")
    if sizes_wh.ndim != 2 or sizes_wh.shape[1] != 2 or not len(sizes_wh):
        raise ValueError(f"sizes_wh must be [N, 2] with N of at least 1, got {sizes_wh.shape}")
    if not (sizes_wh > 0).all():
        raise ValueError(f"sizes_wh must be above 0, got {sizes_wh.min()} as the smallest")
    if boxes_in_all < 1 or not strides:
        raise ValueError(
            f"boxes_in_all must be at least 1 and strides not empty, got {boxes_in_all}, {strides}"
        )
    random = np.random.default_rng(seed)
    tries = [_kmeans(sizes_wh, boxes_in_all, random, iterations) for _ in range(_STARTS)]
    shapes = max(tries, key=lambda centres: _shape_iou(sizes_wh, centres).max(1).mean())
    names = sorted(strides, key=strides.get)
    ideal = np.array([strides[name] for name in names]) * _CELLS_A_BOX
    sides = np.sqrt(shapes.prod(1))
    nearest = np.abs(np.log(sides[:, None] / ideal)).argmin(1)
    return tuple(
        Level(name, (), (), boxes_wh=tuple(tuple(row) for row in shapes[nearest == i].tolist()))
        for i, name in enumerate(names)
        if (nearest == i).any()
    )


def best_overlaps(boxes_xyxy, default_cxcywh):
    """How well default boxes cover objects where they stand.

    Args:
        boxes_xyxy: `[N, 4]` objects in [0, 1].
        default_cxcywh: `[K, 4]` default boxes.

    Returns: `[N]` float32, the largest IoU each object has with any default box.
    """
    default_xyxy = boxes.xyxy_from_cxcywh(np.asarray(default_cxcywh, "float32"))
    best = [np.zeros(0, "float32")]
    for start in range(0, len(boxes_xyxy), 256):  # 256 x 20,000 IoUs are 20 MB
        rows = np.asarray(boxes_xyxy[start : start + 256], "float32")
        best.append(boxes.iou(rows, default_xyxy).numpy().max(1))
    return np.concatenate(best)


def _kmeans(sizes_wh, count, random, iterations):
    """`[k, 2]` shapes, sorted by area, rounded to a tenth of a pixel."""
    centres = _spread(sizes_wh, min(count, len(np.unique(sizes_wh, axis=0))), random)
    for _ in range(iterations):
        owners = _shape_iou(sizes_wh, centres).argmax(1)
        moved = np.stack(
            [
                np.median(sizes_wh[owners == i], 0) if (owners == i).any() else centre
                for i, centre in enumerate(centres)
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    return np.unique(centres[centres.prod(1).argsort()].round(1), axis=0)


def _spread(sizes_wh, count, random):
    """k-means++ with 1 - IoU as the distance."""
    centres = sizes_wh[[random.integers(len(sizes_wh))]]
    while len(centres) < count:
        distance = 1 - _shape_iou(sizes_wh, centres).max(1)
        chosen = random.choice(len(sizes_wh), p=distance / distance.sum())
        centres = np.concatenate([centres, sizes_wh[[chosen]]])
    return centres


def _shape_iou(a_wh, b_wh):
    """`[N, M]` IoU of boxes that share a centre."""
    common = np.minimum(a_wh[:, None], b_wh[None]).prod(-1)
    return common / (a_wh.prod(-1)[:, None] + b_wh.prod(-1)[None] - common)
