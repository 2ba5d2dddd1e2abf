"""Measuring a detector: over batches, in `fit` after each epoch, and from saved predictions."""

import pathlib

import keras
import numpy as np

from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.predictions_file import load_predictions
from tfvision.geometry import boxes as box_math


def evaluate_batches(detect, batches, metric):
    """Resets `metric`, runs `detect` over all batches and returns `metric.result()`.

    Args:
        detect: Function `images [B, h, w, 3]` -> predictions in px of those images, as
            `Detector.detect` is; best a `tf.function` with the suppression inside.
        batches: Iterable of `(images, truth)`, as `evaluation_batches` gives; `truth` is a dict of
            `boxes`, `labels`, maybe `difficult`, `crowd` and `areas`, and maybe `size_hw`
            `[B, 2]`: the size of the originals, in whose pixels the boxes then are and to which
            predictions are scaled.
        metric: A `MeanAveragePrecision`.

    Raises: ValueError if there is no batch, as when a generator is used a second time.
    """
    metric.reset()
    empty = True
    for images, truth in batches:
        empty = False
        predictions = {key: np.asarray(values) for key, values in detect(images).items()}
        if "size_hw" in truth:
            boxes_xyxy = box_math.from_pixels(predictions["boxes"], images.shape[1:3])
            predictions["boxes"] = box_math.to_pixels(boxes_xyxy, truth["size_hw"])
        metric.update(predictions, truth)
    if empty:
        raise ValueError("batches must hold at least one batch, got none (a used-up generator?)")
    return metric.result()


class EvaluateDetections(keras.callbacks.Callback):
    """Measures the detector at the end of an epoch and writes `val_mAP` into the epoch's logs.

    Callbacks run in the order of their list and share one dict of logs: put this one before those
    that shall see its numbers (ModelCheckpoint, CSVLogger, TensorBoard, EarlyStopping), and after
    SwapEMAWeights(swap_on_epoch=True), so that it measures the averaged weights. Keras cannot know
    that more is better: give `ModelCheckpoint(monitor="val_mAP", mode="max")`.

    With `every` above 1 the first and the last epoch are measured too; in between the logs hold
    NaN, which keeps the columns of a CSV file and is never anyone's best.

    Args:
        detect: See `evaluate_batches`. It must use the model that is trained.
        batches: See `evaluate_batches`; must give its batches anew each time.
        metric: A `MeanAveragePrecision`.
        prefix: Put before each key.
        every: Measure each so many epochs.
        keys: Which of the metric's results to log; None: those that start with "mAP". All of them
            are in `results` after each measurement.

    Raises: ValueError if `every` is below 1 or the metric has no such key.
    """

    def __init__(self, detect, batches, metric, prefix="val_", every=1, *, keys=None):
        super().__init__()
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        names = list(metric.result())
        if unknown := [key for key in keys or () if key not in names]:
            raise ValueError(f"keys must be among {names}, got {unknown}")
        self.detect = detect
        self.batches = batches
        self.metric = metric
        self.prefix = prefix
        self.every = every
        self.keys = keys
        self.results = None
        self._logged = [name for name in names if name.startswith("mAP")] if keys is None else keys

    def on_epoch_end(self, epoch, logs=None):
        due = self.results is None or (epoch + 1) % self.every == 0
        if due or epoch + 1 == (self.params or {}).get("epochs"):
            self.results = evaluate_batches(self.detect, self.batches, self.metric)
            values = self.results
        else:
            values = dict.fromkeys(self._logged, float("nan"))
        if logs is not None:
            logs.update({self.prefix + key: values[key] for key in self._logged})


def evaluate_files(predictions, annotations, metric=None):
    """Measures a file of predictions against annotations.

    Images go together by file name, and by as much of the folders as both sides have where a name
    occurs twice. Predictions of images or of classes that are not annotated do not count.

    Args:
        predictions: JSON file of `save_predictions`.
        annotations: `Annotations` with `classes` and `samples`, or a path to read them from.
        metric: `MeanAveragePrecision` over the annotations' classes; None: VOC area at IoU 0.5.

    Returns: `metric.result()`.
    Raises: ValueError if an annotated image is missing among the predictions, a name fits two
        images, or not one class is the same.
    """
    if isinstance(annotations, (str, pathlib.Path)):
        from tfvision.detection import dataset  # readers of files, for this case alone

        annotations = dataset.read(annotations)
    found, names = load_predictions(predictions)
    if not set(names) & set(annotations.classes):
        raise ValueError(
            f"{predictions} must share classes with the annotations, got {list(names)} and "
            f"{list(annotations.classes)}"
        )
    metric = metric or MeanAveragePrecision(annotations.classes)
    if list(metric.classes) != list(annotations.classes):
        raise ValueError(
            f"metric must have the annotations' classes {list(annotations.classes)}, "
            f"got {list(metric.classes)}"
        )
    positions = {name: label for label, name in enumerate(annotations.classes)}
    labels = np.array([positions.get(name, -1) for name in names])  # -1 is dropped as padding
    metric.reset()
    paths = [sample.path for sample in annotations.samples]
    for sample, file in zip(annotations.samples, _same_files(paths, list(found)), strict=True):
        columns = {key: getattr(sample, key) for key in ("labels", "difficult", "crowd", "areas")}
        truth = {"boxes": sample.boxes_px, **columns}
        metric.update(found[file] | {"labels": labels[found[file]["labels"]]}, truth)
    return metric.result()


def _same_files(paths, files):
    """For each annotated path the one predicted file with the longest common end."""
    by_name = {}
    for file in files:
        by_name.setdefault(pathlib.PurePath(file).name, []).append(file)
    chosen = []
    for path in paths:
        parts = pathlib.PurePath(path).parts[::-1]
        candidates = by_name.get(parts[0], [])
        common = [_common(parts, pathlib.PurePath(file).parts[::-1]) for file in candidates]
        best = [file for file, n in zip(candidates, common, strict=True) if n == max(common)]
        if len(best) != 1:
            what = f"fits {best}" if best else "is not among the predictions' images"
            raise ValueError(f"{path} {what}: each annotated image needs one prediction")
        chosen.append(best[0])
    if len(set(chosen)) < len(chosen):
        twice = next(file for file in chosen if chosen.count(file) > 1)
        raise ValueError(f"{twice} fits several annotated images: predict with their folders")
    return chosen


def _common(a, b):
    """Number of equal elements at the start of both."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
