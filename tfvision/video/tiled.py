"""A detector that looks at large frames a second time, part by part, for what is small in them."""

import math

import numpy as np

from tfvision.video.linking import overlap

_WIDEST = 1920  # Frames that are wider are looked at in parts, each about this wide at the most.
_OVERLAP = 0.2  # of a tile's side, that neighbours share at the least
_SAME = 0.45  # IoU from which on two boxes of one class are one object
_WITHIN = 0.7  # of a box's area, inside of another from which on it is a part of that
_BESIDE = 2.0  # Pixels from a cut at which a box counts as cut


class Tiled:
    """Asks a detector about whole images and about tiles of them, and joins the answers.

    A network sees each image in one size: in a large frame, a far number plate has too few pixels
    left. A tile shows it larger. What a cut between tiles has cut in two counts only where neither
    the whole image nor the neighbour, which overlaps, has it whole.

    Args:
        detector: Something with `predict(images)` for a list of images.
        tiles: `(columns, rows)`, or None: as many as make each no wider than 1920 pixels, not
            counting what they overlap, which for frames up to that size is none.

    Raises: ValueError if `tiles` are not two numbers of at least 1.

    Example:
        >>> Tiled(None, (2, 1)).windows((720, 1280))
        [(0, 0, 712, 720), (568, 0, 1280, 720)]
    """

    def __init__(self, detector, tiles=None):
        if tiles is not None and (len(tiles) != 2 or min(tiles) < 1):
            raise ValueError(f"tiles must be columns and rows, each at least 1, got {tiles}")
        self.detector, self.tiles = detector, tiles
        self.labels = getattr(detector, "labels", ())

    def windows(self, size_hw):
        """The tiles `(x1, y1, x2, y2)` of an image of a size, in pixels; none for a single one."""
        height, width = size_hw
        columns, rows = self.tiles or (math.ceil(side / _WIDEST) for side in (width, height))
        if columns * rows == 1:
            return []
        return [
            (left, top, right, bottom)
            for top, bottom in _spans(height, rows)
            for left, right in _spans(width, columns)
        ]

    def input_hw(self, size_hw):
        """The size in which an image of a size can be given to `predict` as well; None: its own."""
        ask = getattr(self.detector, "input_hw", None)
        return ask(size_hw) if ask and not self.windows(size_hw) else None

    def predict(self, images):
        """Answers for a list of images, each as the detector's: `box`, `score` and `label`."""
        windows = [self.windows(image.shape[:2]) for image in images]
        parts = [
            image[top:bottom, left:right]
            for image, tiles in zip(images, windows, strict=True)
            for left, top, right, bottom in tiles
        ]
        answers = iter(self.detector.predict([*images, *parts]))
        wholes = [next(answers) for _ in images]
        return [
            _joined(whole, tiles, [next(answers) for _ in tiles], image.shape[:2])
            for whole, tiles, image in zip(wholes, windows, images, strict=True)
        ]


def _spans(side, count):
    """`(begin, end)` of that many equal stretches of a side, which overlap."""
    length = math.ceil(side / (count - (count - 1) * _OVERLAP))
    if count == 1:
        return [(0, side)]
    starts = [round(i * (side - length) / (count - 1)) for i in range(count)]
    return [(start, start + length) for start in starts]


def _joined(whole, tiles, answers, size_hw):
    """The answer for a whole image, and what its tiles add to it."""
    if not tiles:
        return whole
    columns = {name: [np.asarray(whole[name])] for name in ("box", "score")}
    columns["label"] = [_labels(whole)]
    cut = [np.zeros(len(whole["box"]), bool)]
    for tile, answer in zip(tiles, answers, strict=True):
        boxes = np.asarray(answer["box"]).reshape(-1, 4)
        cut.append(_is_cut(boxes, tile, size_hw))
        columns["box"].append(boxes + np.array([*tile[:2], *tile[:2]], boxes.dtype))
        columns["score"].append(np.asarray(answer["score"]))
        columns["label"].append(_labels(answer))
    columns = {name: np.concatenate(values) for name, values in columns.items()}
    kept = _distinct(columns, np.concatenate(cut))
    return {name: values[kept] for name, values in columns.items()}


def _labels(answer):
    return np.asarray(answer.get("label", np.zeros(len(answer["box"]), "int32")))


def _is_cut(boxes_px, tile, size_hw):
    """`[N]` bool: whether a box in a tile ends at an edge that is not one of the image."""
    left, top, right, bottom = tile
    inner = np.array([left > 0, top > 0, right < size_hw[1], bottom < size_hw[0]])
    edges = np.array([0, 0, right - left, bottom - top])
    return ((np.abs(boxes_px - edges) <= _BESIDE) & inner).any(1)


def _distinct(found, cut):
    """Rows of boxes that are objects of their own: whole ones first, then the surest."""
    order = np.lexsort([-found["score"], cut])
    boxes = found["box"].astype("float64")
    areas = np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(1)
    kept = []
    for row in order:
        rivals = [other for other in kept if found["label"][other] == found["label"][row]]
        if rivals:
            low = np.maximum(boxes[rivals, :2], boxes[row, :2])
            high = np.minimum(boxes[rivals, 2:], boxes[row, 2:])
            within = np.maximum(high - low, 0).prod(1) >= _WITHIN * areas[row]
            same = overlap(boxes[row : row + 1], boxes[rivals])[0] >= _SAME
            if (within | same).any():
                continue
        kept.append(row)
    return sorted(kept, key=lambda row: -found["score"][row])
