"""What a detection run ends with: the mAP of its best model, a picture, and the exported model."""

import math

import cv2
import numpy as np
import tensorflow as tf

from tfvision.detection import pipeline
from tfvision.detection.evaluate import EvaluateDetections
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.originals import measure, originals, update
from tfvision.detection.predictor import Detector
from tfvision.images.draw import draw_boxes
from tfvision.images.write import write_image
from tfvision.whole_file import whole_json
from training.exported import export_run

TRUTH_COLOUR = (255, 255, 255)
PICTURED = 9


def measurement(judged, codec, validation, chosen, resumed=False):
    """The callback that measures the judged model on the validation images every few epochs."""
    detector = Detector(judged, validation.classes, codec, score_threshold=0)
    detect = tf.function(detector.detect, autograph=False)
    batches = pipeline.evaluation_batches(validation, chosen.image_size, chosen.batch_size)
    metric = metric_of(validation.classes, chosen)
    keys = [name for name in metric.result() if name.startswith("mAP")]
    if len(validation.classes) > 1:
        keys += [f"AP/{name}" for name in validation.classes]
    measure = EvaluateDetections(detect, batches, metric, every=chosen.eval_every, keys=keys)
    if resumed:
        # With a result before it, the first epoch is none: it is measured only if it is its turn,
        # as in a run that nothing interrupted. The table passes over NaN.
        measure.results = {}
    return measure


def metric_of(classes, chosen):
    """The metric that a recipe names."""
    return MeanAveragePrecision(classes, iou=list(chosen.eval_iou), method=chosen.eval_method)


def report(folder, model, codec, validation, chosen, settings, epochs):
    """Measures the finished model as its users will run it, draws, exports, and says it all.

    `epochs` of them were measured on the same images, and the best one is what is reported.

    The metric is that of `Detector.predict` on the images as they were taken; the one after each
    epoch is of images that the pipeline has resized and rounded, and may differ in the third digit.
    """
    careful = Detector(model, validation.classes, codec, score_threshold=0)
    metric = metric_of(validation.classes, chosen)
    samples = []
    shown = set(np.linspace(0, len(validation) - 1, PICTURED, dtype=int).tolist())
    for start, images, truths in originals(validation, chosen.batch_size):
        update(metric, careful.predict(images), truths)
        pairs = enumerate(zip(images, truths, strict=True), start)
        samples += [pair for position, pair in pairs if position in shown]
    results = metric.result()
    figures = {name: _json_number(value) for name, value in results.items()}
    whole_json(folder.metrics_file, figures)

    detector = Detector(model, validation.classes, codec, settings["score_threshold"])
    write_image(folder.picture_file, _picture(detector, samples))
    exported = export_run(folder, detector, settings["export"])
    served = exported and _served(exported, validation, chosen)
    if served:
        figures["mAP of the exported model"] = _json_number(served["mAP"])
        whole_json(folder.metrics_file, figures)

    print(f"\nbest of {epochs} measured epochs, chosen on these {len(validation)} held-out images:")
    for name, value in results.items():
        if name.startswith(("mAP", "AP")) and not math.isnan(value):
            print(f"{name:<24} {value:.4f}")
    if served:
        print(f"mAP in process {results['mAP']:.6f}, exported {served['mAP']:.6f}")
    print(f"exported model  {exported or 'none'}")
    print(f"curves          {folder.curves_file}")
    print(f"detections      {folder.picture_file}")


def _served(exported, validation, chosen):
    """The figures of an exported model, loaded again from its folder."""
    from tfvision.serving import RawDetector, load

    metric = metric_of(validation.classes, chosen)
    return measure(RawDetector(load(exported)), validation, metric, chosen.batch_size)


def _picture(detector, samples, width=480, columns=3):
    """A sheet of images: thin white boxes for the truth, coloured ones for what was found."""
    tiles = []
    height = round(width * samples[0][0].shape[0] / samples[0][0].shape[1])
    for image, truth in samples:
        found = detector.predict(image)
        image = draw_boxes(image, truth["boxes"], colours=TRUTH_COLOUR, scale=0.6)
        image = draw_boxes(image, found["box"], found["name"], found["score"])
        tiles.append(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[at : at + columns]) for at in range(0, len(tiles), columns)]
    return np.vstack(rows)


def _json_number(value):
    return None if math.isnan(value) else value
