"""Rendered shapes on a cluttered ground: classification data for who has none."""

import cv2
import numpy as np
import tensorflow as tf

from tfvision.classification.shape_outlines import OUTLINES
from tfvision.images.loading import file_order

CLASSES = tuple(OUTLINES)
_FINE = 2  # Drawn so many times larger and then averaged: smooth edges.
_LEAST = 16  # pixels; a smaller picture shows no shape


def render(seed, index, size_hw=(64, 64)):
    """Renders one picture: a shape of any colour, pattern, size and turn before other things.

    The same arguments give the same pixels on every call; another version of OpenCV may round
    them differently.

    Args:
        seed: Whole number from 0; it names a series of pictures.
        index: Whole number from 0; the place in the series. The classes take turns.
        size_hw: `(height, width)` of the picture.

    Returns: `(image, label)`: uint8 RGB `[H, W, 3]`, and the position in `CLASSES`.

    Example:
        >>> image, label = render(seed=0, index=3, size_hw=(48, 64))
        >>> image.shape, CLASSES[label]
        ((48, 64, 3), 'cross')
    """
    rng = np.random.default_rng([seed, index])
    label = index % len(CLASSES)
    ground, paint = _colours(rng)
    canvas_hw = _FINE * size_hw[0], _FINE * size_hw[1]
    image = _shaded(rng, ground, canvas_hw)
    _scatter(rng, image, count=rng.integers(4, 10), longest=0.35)
    mask = _mask(rng, OUTLINES[CLASSES[label]], canvas_hw)
    image = np.where(mask[..., None], _pattern(rng, paint, canvas_hw), image)
    _scatter(rng, image, count=rng.integers(0, 3), longest=0.2)
    image = cv2.resize(image, size_hw[::-1], interpolation=cv2.INTER_AREA)
    image = image + rng.normal(0, rng.uniform(0, 8), image.shape)
    return np.clip(np.round(image), 0, 255).astype("uint8"), label


class Shapes:
    """A data set of rendered shapes, eight classes that take turns.

    It offers what `Images` offers to a pipeline: `classes`, `len` and `examples`.

    Args:
        count: Number of pictures.
        seed: Whole number from 0; series of different seeds have no picture in common.
        size_hw: `(height, width)` of each picture.
        keep_mb: Rendered pictures are kept in memory up to this many megabytes; 0 renders them
            anew every time.

    Raises: ValueError if an argument is out of its range.

    Example:
        >>> train, validation = Shapes(800, seed=0), Shapes(160, seed=1)
        >>> len(train), train.classes[:3]
        (800, ('arrow', 'circle', 'crescent'))
    """

    def __init__(self, count, seed=0, size_hw=(64, 64), *, keep_mb=512):
        for name, value in (("count", count), ("seed", seed), ("keep_mb", keep_mb)):
            if value < 0:
                raise ValueError(f"{name} must be at least 0, got {value!r}")
        if len(size_hw) != 2 or min(size_hw) < _LEAST:
            raise ValueError(f"size_hw must be two sides of at least {_LEAST}, got {size_hw!r}")
        self.count, self.seed, self.keep_mb = int(count), int(seed), keep_mb
        self.size_hw = int(size_hw[0]), int(size_hw[1])
        self.classes = CLASSES
        self._kept = {}
        self._room = int(keep_mb * 2**20) // (3 * self.size_hw[0] * self.size_hw[1])

    def __len__(self):
        return self.count

    def __repr__(self):
        return f"Shapes({self.count}, seed={self.seed}, size_hw={self.size_hw})"

    def path_of(self, image_id):
        """A name for an example, as there is no file."""
        return f"shapes/{self.seed}/{int(image_id)}"

    def picture(self, position):
        """`(image, label)` of a position, as `render` gives it; do not write to it."""
        position = int(position)
        found = self._kept.get(position) or render(self.seed, position, self.size_hw)
        if len(self._kept) < self._room:
            self._kept[position] = found
        return found

    def examples(self, seed=None, places=None):
        """The examples that `Images.examples` describes; `image_id` is the place in the series."""
        order = tf.data.Dataset.from_tensor_slices(file_order(self.count, seed, places))
        return order.map(self._example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)

    def _example(self, position):
        # Stateless, for the same position always gives the same picture.
        image = tf.numpy_function(
            lambda i: self.picture(i)[0], [position], tf.uint8, stateful=False
        )
        return {
            "image": tf.ensure_shape(image, (*self.size_hw, 3)),  # [H, W, 3]
            "label": tf.cast(position % len(CLASSES), tf.int32),
            "image_id": position,
        }


def _colours(rng):
    """Two colours that are easy to tell apart, in brightness at least."""
    ground = rng.uniform(0, 255, 3)
    while True:
        paint = rng.uniform(0, 255, 3)
        if abs((paint - ground) @ (0.299, 0.587, 0.114)) > 70:
            return ground, paint


def _shaded(rng, colour, size_hw):
    """An even colour that grows darker to one side, float32."""
    rows = np.linspace(-1, 1, size_hw[0])[:, None]
    columns = np.linspace(-1, 1, size_hw[1])
    slope = rng.uniform(-15, 15, 2)
    shade = slope[0] * rows + slope[1] * columns  # [H, W]
    return (colour + shade[..., None]).astype("float32")


def _scatter(rng, image, count, longest):
    """Draws lines and dots that belong to no shape."""
    size_wh = np.array(image.shape[1::-1])
    thick = max(2, round(0.02 * min(size_wh)))
    for _ in range(count):
        start = rng.uniform(0, size_wh)
        end = start + rng.uniform(-longest, longest, 2) * size_wh
        places = [tuple(int(x) for x in place) for place in (start, end)]
        cv2.line(image, *places, rng.uniform(0, 255, 3).tolist(), int(rng.integers(1, 2 * thick)))


def _mask(rng, parts, size_hw):
    """Where the shape is, bool `[H, W]`; of several parts, what an odd number of them covers."""
    half = rng.uniform(0.27, 0.45) * min(size_hw)
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    stretch = np.diag(rng.uniform(0.85, 1.0, 2))
    room = np.array(size_hw[::-1]) - 2 * half
    centre = half + rng.uniform(0, 1, 2) * room
    corners = [np.round(part @ stretch @ turn * half + centre).astype("int32") for part in parts]
    mask = np.zeros(size_hw, "uint8")
    cv2.fillPoly(mask, corners, 1)
    return mask.astype(bool)


def _pattern(rng, colour, size_hw):
    """Plain, striped or chequered in two shades of a colour."""
    rows, columns = np.indices(size_hw) / (min(size_hw) * rng.uniform(0.05, 0.12))
    angle = rng.uniform(0, np.pi)
    along = np.floor(rows * np.cos(angle) + columns * np.sin(angle))
    across = np.floor(columns * np.cos(angle) - rows * np.sin(angle))
    marks = rng.choice([0, 1, 2], p=[0.4, 0.3, 0.3])  # plain, stripes, squares
    field = [np.zeros(size_hw), along % 2, (along + across) % 2][marks]
    return _shaded(rng, colour, size_hw) + rng.uniform(-40, 40) * field[..., None]
