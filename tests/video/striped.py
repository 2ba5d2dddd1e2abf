"""A striped box that moves over a grey ground, and a detector that sees it, but not always."""

import types

import numpy as np

from tests.video import films
from tfvision.video import Film

SIZE_HW = (90, 160)
FRAMES = 24


def box_of(i):
    """Where it is in frame `i`, xyxy."""
    return np.array([10 + 4 * i, 30 + i, 40 + 4 * i, 42 + i])


def picture(i):
    image = np.full([*SIZE_HW, 3], 120, "uint8")
    left, top, right, bottom = box_of(i)
    stripes = np.where(np.arange(left, right) // 3 % 2, 255, 0)
    image[top:bottom, left:right] = stripes[None, :, None]
    return image


def write_film(path):
    return films.write(path, images=[picture(i) for i in range(FRAMES)])


def readable(path):
    """The contrast that is left inside each frame's true box."""
    with Film(path) as film:
        images = [frame.image.astype(float) for frame in film]
    inside = []
    for i, image in enumerate(images):
        left, top, right, bottom = box_of(i)
        inside.append(image[top:bottom, left:right].std(1).mean())
    return np.array(inside)


class Seeing:
    """Finds the box by its white; `blind` are the calls in which it does not."""

    task = "detection"
    labels = ("car", "plate")
    settings = types.MappingProxyType({"score_threshold": 0.1})

    def __init__(self, blind=()):
        self.blind, self.looked = blind, 0

    def predict(self, images):
        if not isinstance(images, list):
            return self.predict([images])[0]
        return [self._answer(image) for image in images]

    def _answer(self, image):
        rows, columns = np.nonzero(image.mean(-1) > 200)
        count = 0 if self.looked in self.blind or not len(rows) else 1
        self.looked += 1
        rows, columns = (values if count else np.zeros(1) for values in (rows, columns))
        box = [[columns.min() - 3, rows.min(), columns.max() + 4, rows.max() + 1]]
        return {
            "box": np.array(box, "float32")[:count],
            "score": np.full([count], 0.8, "float32"),
            "label": np.ones([count], "int32"),
            "name": np.array(["plate"])[:count],
        }
