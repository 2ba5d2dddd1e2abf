"""Mean average precision of a detector over any number of images: VOC 2007, VOC 2010+ and COCO."""

import keras
import numpy as np

from tfvision.detection.average_precision import (
    box_sizes,
    eleven_points,
    judge,
    rank,
    voc_table,
)
from tfvision.detection.coco_average_precision import (
    COCO_IOUS,
    MAX_DETECTIONS,
    coco_tables,
    require_pycocotools,
)
from tfvision.images.box_rows import flat_rows
from tfvision.images.precision_recall import area_under_curve, best_f1, precision_recall

METHODS = {"area": area_under_curve, "11_point": eleven_points, "coco": None}
COCO_SIZES = {"small": (0, 32**2), "medium": (32**2, 96**2), "large": (96**2, float("inf"))}
_FOUND_COLUMNS = {"scores": (float, None)}
_TRUE_COLUMNS = {"difficult": (bool, False), "crowd": (bool, False), "areas": (float, np.nan)}


def _mean(values):
    """The mean of what is not NaN; NaN where nothing is left."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if values.size else float("nan")


@keras.saving.register_keras_serializable(package="tfvision")
class MeanAveragePrecision:
    """Mean over the classes of the average precision, as the VOC devkit or COCO counts it.

    Detections of a class are taken by falling score over all images, equal scores in the order in
    which they were given. Each looks at the truth that it overlaps most: right if the IoU reaches
    the threshold and no earlier detection has found that truth, else wrong. A truth marked
    `difficult` (or `crowd`) counts neither way, nor do detections on it. For "coco" the counting
    is pycocotools's own.

    It works in NumPy on finished predictions, outside every graph. It is no `keras.metrics.Metric`,
    for that would promise `compile(metrics=…)`, which traces `update_state` into a graph and hands
    it encoded targets; `EvaluateDetections` brings it into `fit`. It answers to Keras's method
    names as well: `update_state(y_true, y_pred)`, `reset_state()`, `result()`, `name`.

    Args:
        classes: Names of the classes, in the order of the labels.
        iou: IoU threshold, or several, all judged in one pass. None: 0.5, and for "coco" its own
            ten, 0.5 … 0.95.
        method: "area" (VOC 2010 and later), "11_point" (VOC 2007) or "coco" (101 points; needs
            pycocotools).
        sizes: Dict name -> (low, high), ends included as in COCO: one more average per size, in
            which truths of other sizes, and wrong detections of other sizes, do not count. None:
            COCO's small, medium and large; {}: no sizes.
        size_of: What `sizes` bounds: "area" in px², or "height" in px.
        inclusive: Take a box to include its last pixel, the devkit's +1; default: corners are
            points, as in COCO.
        name: As every Keras metric has one.

    Raises: ValueError for arguments out of range; ImportError if pycocotools is needed and missing.

    Example:
        >>> metric = MeanAveragePrecision(["car", "plate"], iou=[0.4, 0.5], sizes={})
        >>> truth = {"boxes": [[0, 0, 10, 10]], "labels": [1]}
        >>> metric.update({"boxes": [[0, 0, 9, 5]], "labels": [1], "scores": [0.9]}, truth)
        >>> result = metric.result()
        >>> result["AP@0.4/plate"], result["AP@0.5/plate"], result["mAP"]
        (1.0, 0.0, 0.5)

    Differs from the paper: the devkit drops nothing by size; here averages by size exist for its
        methods too, by COCO's rule. A class without a countable truth is NaN and left out of
        every mean.
    Reference: Everingham et al., The Pascal Visual Object Classes Challenge, IJCV 2010 and 2015;
        Lin et al., Microsoft COCO, ECCV 2014.
    """

    def __init__(
        self,
        classes,
        iou=None,
        method="area",
        *,
        sizes=None,
        size_of="area",
        inclusive=False,
        name="mean_average_precision",
    ):
        self.classes = classes
        self.iou = iou
        self.method = method
        self.sizes = sizes
        self.size_of = size_of
        self.inclusive = inclusive
        self.name = name
        self._check_arguments()
        self.reset()

    def _check_arguments(self):
        if isinstance(self.classes, str) or not len(self.classes):
            raise ValueError(f"classes must be a list of names, got {self.classes!r}")
        if self.method not in METHODS:
            raise ValueError(f"method must be one of {sorted(METHODS)}, got {self.method!r}")
        if self.size_of not in ("area", "height"):
            raise ValueError(f"size_of must be 'area' or 'height', got {self.size_of!r}")
        if self.size_of == "height" and self.sizes is None:
            raise ValueError("size_of='height' needs sizes, e.g. {'small': (0, 16)}, got None")
        default_ious = COCO_IOUS if self.method == "coco" else (0.5,)
        ious = default_ious if self.iou is None else np.atleast_1d(self.iou).tolist()
        if not ious or not all(0 < value <= 1 for value in ious):
            raise ValueError(f"iou must lie in (0, 1], got {self.iou!r}")
        self._ious = tuple(dict.fromkeys(ious))
        self._bins = dict(COCO_SIZES if self.sizes is None else self.sizes)
        for size, (low, high) in self._bins.items():
            if not low < high:
                raise ValueError(f"sizes[{size!r}] must be (low, high), got {(low, high)}")
        if self.method == "coco":
            require_pycocotools()
            if self.inclusive:
                raise ValueError("inclusive must be False for method='coco', got True")
        if len(set(self.classes)) < len(self.classes):
            raise ValueError(f"classes must have different names, got {self.classes}")
        # Users name the classes of their data, maybe "small"; the key of a size gives way.
        self._size_names = [f"size {n}" if n in self.classes else n for n in self._bins]

    def reset(self):
        """Forgets all images."""
        self._images = 0
        self._found, self._true = [], []
        self._ranked = None

    def update(self, predictions, truth):
        """Adds one image, or a batch.

        Args:
            predictions: Dict of `boxes` px xyxy `[N, 4]`, `scores` `[N]`, `labels` `[N]`, and for
                padded ones `num_detections`; label -1 is padding. A batch has one axis more.
            truth: Dict of `boxes`, `labels`, and where known `difficult`, `crowd` (bool `[N]`) and
                `areas` (COCO's, of the mask; default: of the box).
        """
        classes = len(self.classes)
        found, images = flat_rows("predictions", predictions, classes, _FOUND_COLUMNS)
        true, true_images = flat_rows("truth", truth, classes, _TRUE_COLUMNS)
        if images != true_images:
            raise ValueError(
                f"truth must hold {images} image(s) as predictions do, got {true_images}"
            )
        for rows, store in ((found, self._found), (true, self._true)):
            rows["images"] = rows["images"] + self._images
            rows["sizes"] = box_sizes(rows["boxes"], self.size_of, self.inclusive)
            store.append(rows)
        if self.size_of == "area":
            true["sizes"] = np.where(np.isnan(true["areas"]), true["sizes"], true["areas"])
        true["ignored"] = true["difficult"] | true["crowd"]
        self._images += images
        self._ranked = None

    def update_state(self, y_true, y_pred):
        """`update` under Keras's name, in Keras's order: the truth first."""
        self.update(y_pred, y_true)

    def reset_state(self):
        """`reset` under Keras's name."""
        self.reset()

    def _gather(self):
        """All detections by falling score with their best truths, and all truths."""
        if self._ranked is None:
            found, true = (
                {key: np.concatenate([rows[key] for rows in store]) for key in store[0]}
                for store in (self._found, self._true)
            )
            self._ranked = rank(found, true, len(self.classes), self.inclusive), true
        return self._ranked

    def result(self):
        """The averages so far.

        Returns: Dict of floats, whose keys depend on the arguments alone: "mAP", "AP/<class>" and
            "AP/<size>"; with several thresholds these are means over them, and each has its own
            "mAP@<iou>" and "AP@<iou>/<class>" (COCO's own ten: "mAP@0.5" and "mAP@0.75" only).
            "coco" adds "AR@1", "AR@10", "AR@100" (recall at so many detections of a class in an
            image) and "AR/<size>". A size named like a class is "size <size>" in its key.
        """
        shape = (len(self._ious), len(self.classes), 1 + len(self._bins))
        ap, recall = np.full(shape, np.nan), np.full((*shape, len(MAX_DETECTIONS)), np.nan)
        bins = list(self._bins.values())
        if self._images and self.method == "coco":
            ap, recall = coco_tables(*self._gather(), self._images, shape[1], self._ious, bins)
        elif self._images:
            ap = voc_table(*self._gather(), shape[1], self._ious, bins, METHODS[self.method])

        result = {"mAP": _mean(ap[..., 0])}
        result |= {f"AP/{name}": _mean(ap[:, k, 0]) for k, name in enumerate(self.classes)}
        result |= {f"AP/{name}": _mean(ap[..., s]) for s, name in enumerate(self._size_names, 1)}
        own_ten = self.method == "coco" and self.iou is None
        for t, iou in enumerate(self._ious if len(self._ious) > 1 else ()):
            if own_ten and iou not in (0.5, 0.75):
                continue
            result[f"mAP@{iou:g}"] = _mean(ap[t, :, 0])
            if not own_ten:
                names = enumerate(self.classes)
                result |= {f"AP@{iou:g}/{name}": float(ap[t, k, 0]) for k, name in names}
        if self.method == "coco":
            most = enumerate(MAX_DETECTIONS)
            result |= {f"AR@{count}": _mean(recall[..., 0, m]) for m, count in most}
            names = enumerate(self._size_names, 1)
            result |= {f"AR/{name}": _mean(recall[..., s, -1]) for s, name in names}
        return result

    def curve(self, class_name, iou=None):
        """Precision and recall of one class as the score threshold falls.

        Args:
            class_name: One of `classes`.
            iou: Any threshold; default the first of the metric's.

        Returns: `(recall, precision, scores)`, each `[D]`, one point per counted detection, matched
            as the devkit does ("coco" too). Recall is NaN where the class has no truth.
        """
        if class_name not in self.classes:
            raise ValueError(f"class_name must be one of {list(self.classes)}, got {class_name!r}")
        if not self._images:
            return np.zeros(0), np.zeros(0), np.zeros(0)
        label = list(self.classes).index(class_name)
        found, true = self._gather()
        iou = self._ious[0] if iou is None else iou
        verdict = judge(found["iou"], found["truth"], true["ignored"], iou)
        rows = (found["labels"] == label) & (verdict >= 0)
        positives = np.sum((true["labels"] == label) & ~true["ignored"])
        recall, precision = precision_recall(verdict[rows], positives)
        return recall, precision, found["scores"][rows]

    def best_threshold(self, class_name, iou=None):
        """The score from which on detections of a class are best kept, by F1: see `best_f1`."""
        return best_f1(*self.curve(class_name, iou))

    def get_config(self):
        config = {"classes": self.classes, "iou": self.iou, "method": self.method}
        config |= {"sizes": self.sizes, "size_of": self.size_of}
        return config | {"inclusive": self.inclusive, "name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)
