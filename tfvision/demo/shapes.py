"""EfficientNet from nothing: B0 at a quarter of its width learns to tell shapes apart."""

import numpy as np

from tfvision import classification
from tfvision.classification.augment_options import AugmentOptions
from tfvision.classification.shapes import CLASSES, Shapes
from tfvision.demo.classifier import BATCH, learnt
from tfvision.images import draw_boxes
from tfvision.images.draw_places import enlarged

_SIZE = (48, 48)
_SEEN, _HELD_OUT = 2000, 400
_ROWS, _COLUMNS = 4, 6
_RIGHT, _WRONG = (60, 200, 60), (255, 60, 60)


def shapes(tour):
    """Trains on rendered shapes, measures on others, draws what it takes them for."""
    training, held_out = (
        Shapes(count, seed=2 * tour.seed + part, size_hw=_SIZE)
        for part, count in enumerate((_SEEN, _HELD_OUT))
    )
    # Some hundred steps are too few for statistics of a long memory, and for dropping anything.
    model = classification.efficientnet(
        "b0",
        len(CLASSES),
        width=0.25,
        depth=0.4,
        momentum=0.9,
        drop_connect=0.0,
        dropout=0.0,
        image_size=_SIZE,
    )
    predictor, steps, top1 = learnt(
        tour,
        model,
        training,
        held_out,
        learning_rate=1e-2,
        augment=AugmentOptions(crop_scale=(0.7, 1.0)),
        title="shapes, EfficientNet",
    )
    for i in range(tour.pictures):
        tour.write(f"shapes_{i + 1}", _sheet(predictor, held_out, i * _ROWS * _COLUMNS))
    tour.say(
        f"shapes: after {steps} steps of {BATCH} rendered pictures, an EfficientNet names "
        f"{top1:.0%} of {_HELD_OUT} others"
    )


def _sheet(predictor, data, first):
    """Some pictures with the names that they are given, green where that is right."""
    pairs = [data.picture((first + i) % len(data)) for i in range(_ROWS * _COLUMNS)]
    tiles = []
    for (image, label), found in zip(
        pairs, predictor.predict([image for image, _ in pairs]), strict=True
    ):
        tile, _ = enlarged(image, 144)
        colour = _RIGHT if found["label"][0] == label else _WRONG
        whole = [[0, 0, tile.shape[1], tile.shape[0]]]
        tiles.append(
            draw_boxes(tile, whole, [found["name"][0]], [found["score"][0]], colours=colour)
        )
    return np.concatenate(
        [np.concatenate(tiles[row::_ROWS], axis=1) for row in range(_ROWS)], axis=0
    )
