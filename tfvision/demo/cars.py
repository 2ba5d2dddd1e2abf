"""SSD300 from nothing: an eighth as wide as published, it learns cars while one waits."""

import keras

from tfvision import detection
from tfvision.demo.brief_training import train
from tfvision.detection import pipeline, roads
from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.evaluate import evaluate_batches
from tfvision.images import draw_boxes

_SIZE = (300, 300)
_SEEN, _HELD_OUT = 240, 24
_BATCH = 8
_RATE = 3e-3


def cars(tour):
    """Trains on rendered roads, measures on others, draws what is found there."""
    training, held_out = (
        roads.Roads(count, seed=2 * tour.seed + part, size_hw=_SIZE)
        for part, count in enumerate((_SEEN, _HELD_OUT))
    )
    model = detection.ssd300_vgg16(len(roads.CLASSES), width=0.125, batch_norm=True)
    codec = detection.Codec(model.default_boxes)
    # Roads come in every size: a mirror and colours are all that is missing.
    as_rendered = AugmentOptions(expand_probability=0.0, crop_samplers=("whole",))
    batches = pipeline.training_batches(
        training, codec, _SIZE, _BATCH, seed=0, augment=as_rendered, ignore_difficult=True
    )
    model.compile(
        keras.optimizers.AdamW(_RATE, weight_decay=1e-2, clipnorm=10.0),
        loss={"offsets": detection.OffsetLoss(), "logits": detection.ClassLoss()},
    )
    steps = train(model, batches, tour.seconds, _RATE, "cars, SSD300")
    # Precision is an average over all scores; a picture shows the better ones.
    whole, detector = (
        detection.Detector(model, roads.CLASSES, score_threshold=score) for score in (0, 0.4)
    )
    metric = detection.MeanAveragePrecision(roads.CLASSES, sizes={})
    judged = pipeline.evaluation_batches(held_out, _SIZE, _BATCH)
    results = evaluate_batches(whole.detect, judged, metric)
    for i in range(tour.pictures):
        image = roads.render(held_out.seed, i, (540, 960))["image"]
        found = detector.predict(image)
        tour.write(f"cars_{i + 1}", draw_boxes(image, found["box"], found["name"], found["score"]))
    tour.say(
        f"cars: after {steps} steps of {_BATCH} rendered roads, an SSD300 finds the cars of "
        f"{_HELD_OUT} others with an average precision of {results['AP/car']:.2f}, the plates with "
        f"{results['AP/plate']:.2f}"
    )
