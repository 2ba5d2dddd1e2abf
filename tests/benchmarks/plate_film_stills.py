"""Films of real frames: a window goes over a still, so that its plates are known as annotated.

Light, plates and cars are real, and so is what a detector makes of them; the motion is not, and
plates that nobody annotated, because they cannot be read, count as none.
"""

import cv2
import numpy as np

from tests.benchmarks.plate_film_truth import Plate

SIZE_HW = (360, 640)
FRAMES = 40  # of a still
_BLACK = 4.0  # Grey level in the mean; the data has annotated frames in which nothing is seen.


def held_out(folder, stills):
    """Samples of frames that the shipped model was not trained on, evenly picked, none black."""
    from tfvision.detection import dataset
    from tfvision.images.read import read
    from training.recipes.detection.plates import PLATES

    samples = dataset.read(folder).split(0.2, PLATES.split_seed, by=PLATES.split_by)[1].samples
    picked = [sample for sample in samples if len(sample.boxes_px)]
    picked = [picked[i] for i in np.linspace(0, len(picked) - 1, stills).astype(int)]
    return [sample for sample in picked if read(sample.path).mean() > _BLACK]


def film(samples, seed=0):
    """Yields `(image, plates)` of frame after frame: uint8 `[H, W, 3]` and a list of `Plate`."""
    from tfvision.images.read import read

    for number, sample in enumerate(samples):
        rng = np.random.default_rng([seed, number])
        image, boxes = read(sample.path), np.asarray(sample.boxes_px, "float64")
        first, last = (_window(rng, boxes, image.shape[:2]) for _ in range(2))
        for i in range(FRAMES):
            share = (1 - np.cos(np.pi * i / (FRAMES - 1))) / 2
            yield _seen(image, boxes, (1 - share) * first + share * last, number, rng)


def _window(rng, boxes, size_hw):
    """A part of the still, `(left, top, scale)`, that lies about one of its plates."""
    scale = rng.uniform(0.45, 1.0)
    room = np.array(size_hw[::-1]) * (1 - scale)
    box = boxes[rng.integers(len(boxes))]
    place = rng.uniform(0.05, 0.95, 2) * np.array(size_hw[::-1]) * scale
    corner = np.clip((box[:2] + box[2:]) / 2 - place, 0, room)
    return np.array([*corner, scale])


def _seen(image, boxes, window, number, rng):
    left, top, scale = window
    zoom = SIZE_HW[0] / (image.shape[0] * scale)
    matrix = np.float64([[zoom, 0, -left * zoom], [0, zoom, -top * zoom]])
    matrix[:, 2] += (zoom - 1) / 2  # Pixel centres
    shown = cv2.warpAffine(image, matrix, SIZE_HW[::-1], flags=cv2.INTER_LINEAR)
    noise = rng.standard_normal(shown.shape, "float32") * 2
    shown = cv2.add(shown, noise, dtype=cv2.CV_8U)
    moved = (boxes - (left, top, left, top)) * zoom
    moved = np.clip(moved, 0, np.tile(SIZE_HW[::-1], 2))
    inside = (moved[:, 2:] - moved[:, :2] > 2).all(1)
    plates = [Plate((number, row), moved[row]) for row in np.flatnonzero(inside).tolist()]
    return shown, plates
