"""What a detection run ends with: the mAP of its best model, a picture, and the exported model."""

import math
import pathlib

import cv2
import numpy as np
import tensorflow as tf
import tqdm

from tfvision.detection import pipeline
from tfvision.detection.evaluate import EvaluateDetections
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.predictor import Detector
from tfvision.images.draw import draw_boxes
from tfvision.whole_file import whole_file

TRUTH_COLOUR = (255, 255, 255)


def measurement(judged, codec, validation, chosen):
    """The callback that measures the judged model on the validation images each epoch."""
    detector = Detector(judged, validation.classes, codec, score_threshold=0)
    detect = tf.function(detector.detect, autograph=False)
    batches = pipeline.evaluation_batches(validation, chosen.image_size, chosen.batch_size)
    metric = metric_of(validation.classes, chosen)
    keys = [name for name in metric.result() if name.startswith("mAP")]
    if len(validation.classes) > 1:
        keys += [f"AP/{name}" for name in validation.classes]
    return EvaluateDetections(detect, batches, metric, keys=keys)


def metric_of(classes, chosen):
    """The metric that a recipe names."""
    return MeanAveragePrecision(classes, iou=list(chosen.eval_iou), method=chosen.eval_method)


def report(folder, model, codec, validation, chosen, settings):
    """Measures the finished model as its users will run it, draws, exports, and says it all."""
    careful = Detector(model, validation.classes, codec, score_threshold=0)
    metric = metric_of(validation.classes, chosen)
    for images, truths in _originals(validation, chosen.batch_size):
        for found, truth in zip(careful.predict(images), truths, strict=True):
            metric.update(_plural(found), truth)
    results = metric.result()
    folder.write_json(folder.metrics_file, {k: _json_number(v) for k, v in results.items()})

    detector = Detector(model, validation.classes, codec, settings["score_threshold"])
    images, truths = next(_originals(validation, 9, progress=False))
    picture = _picture(images, detector.predict(images), truths)
    with whole_file(folder.picture_file) as temporary:
        cv2.imwrite(str(temporary), picture[..., ::-1])
    exported = _export(folder, detector, settings["export"])

    print()
    for name, value in results.items():
        if name.startswith(("mAP", "AP")) and not math.isnan(value):
            print(f"{name:<24} {value:.4f}")
    print(f"exported model  {exported}")
    print(f"curves          {folder.curves_file}")
    print(f"detections      {folder.picture_file}")


def _export(folder, detector, name):
    from tfvision.serving import export

    if name is None:
        return export(detector, folder.path / "saved_model")
    if name.lower() == "none":
        return "none"
    target = pathlib.Path(name)
    return export(detector, target if len(target.parts) > 1 else pathlib.Path("saved_models", name))


def _originals(data, batch_size, progress=True):
    """Lists of images as they were taken, with their truths in their own pixels."""
    images, truths = [], []
    bar = tqdm.tqdm(data.examples(), "measuring", len(data), leave=False, disable=not progress)
    for example in bar:
        image = example["image"].numpy()
        images.append(image)
        scale_xyxy = np.tile(image.shape[1::-1], 2)
        truths.append(
            {
                "boxes": example["boxes_xyxy"].numpy() * scale_xyxy,
                "labels": example["labels"].numpy(),
                "difficult": example["difficult"].numpy(),
            }
        )
        if len(images) == batch_size:
            yield images, truths
            images, truths = [], []
    if images:
        yield images, truths


def _plural(found):
    return {"boxes": found["box"], "scores": found["score"], "labels": found["label"]}


def _picture(images, answers, truths, width=480, columns=3):
    """A sheet of images: thin white boxes for the truth, coloured ones for what was found."""
    tiles = []
    for image, found, truth in zip(images, answers, truths, strict=True):
        image = draw_boxes(image, truth["boxes"], colours=TRUTH_COLOUR, scale=0.6)
        image = draw_boxes(image, found["box"], found["name"], found["score"])
        height = round(width * images[0].shape[0] / images[0].shape[1])
        tiles.append(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[at : at + columns]) for at in range(0, len(tiles), columns)]
    return np.vstack(rows)


def _json_number(value):
    return None if math.isnan(value) else value
