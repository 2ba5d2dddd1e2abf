"""What the stops that learn to name pictures share: training on some, measuring on others."""

import keras

from tfvision import classification
from tfvision.classification import pipeline
from tfvision.classification.evaluate import measure
from tfvision.demo.brief_training import train

BATCH = 32


def learnt(tour, model, training, held_out, *, learning_rate, augment, title):
    """Trains a classifier for the time that a stop has, and measures it.

    Args:
        tour: `Tour`.
        model: A `Classifier`.
        training: Data set as `pipeline.training_batches` takes it.
        held_out: Another one, of the same classes.
        learning_rate: As in `BriefTraining`.
        augment: As in `pipeline.training_batches`.
        title: Stands before the bar.

    Returns: `(predictor, steps, top1)`: a `ClassPredictor`, how many batches of 32 it learnt from,
        and the share of the held-out pictures that it names.
    """
    classes = training.classes
    batches = pipeline.training_batches(
        training,
        classification.Codec(len(classes)),
        model.image_size,
        BATCH,
        seed=0,
        augment=augment,
        crop_fraction=1.0,
    )
    model.compile(
        keras.optimizers.AdamW(learning_rate, weight_decay=1e-2, clipnorm=5.0),
        keras.losses.CategoricalCrossentropy(from_logits=True),
    )
    steps = train(model, batches, tour.seconds, learning_rate, title)
    predictor = classification.ClassPredictor(model, classes, crop_fraction=1.0)
    results = measure(predictor, held_out, classification.ConfusionMatrix(classes))
    return predictor, steps, results["top1"]
