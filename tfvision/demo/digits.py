"""Deformable convolution from nothing: digits of any scale, and where the taps read in them."""

import numpy as np

from tfvision import classification
from tfvision.classification.rendered_digits import rendered_digits
from tfvision.classification.scaled_digits import ScaledDigits
from tfvision.demo.classifier import BATCH, learnt
from tfvision.images.draw_places import draw_places, enlarged, on_enlarged
from tfvision.layers.sampling_locations import sampling_locations
from tfvision.layers.tap_maps import tap_maps

_SEEN, _HELD_OUT = 1200, 300
_SCALES = 0.5, 1.5
_DRAWN = 0.5, 1.0, 1.5


def digits(tour):
    """Trains on rendered digits, measures on others, draws the taps at three scales."""
    training, held_out = (
        _scaled(count, seed=2 * tour.seed + part, redrawn=(_SCALES, None)[part])
        for part, count in enumerate((_SEEN, _HELD_OUT))
    )
    model = classification.scaled_mnist(deformable="conv4", filters=(16, 32, 64, 128))
    _, steps, top1 = learnt(
        tour, model, training, held_out, learning_rate=3e-3, augment=None, title="digits, DCNv2"
    )
    for i in range(tour.pictures):
        tour.write(f"digits_{i + 1}", _taps(model, held_out, i))
    tour.say(
        f"digits: after {steps} steps of {BATCH} rendered digits, a network with a deformable "
        f"convolution names {top1:.0%} of {_HELD_OUT} others"
    )


def _scaled(count, seed, redrawn):
    images, labels = rendered_digits(count, seed)
    scales = np.random.default_rng(seed).uniform(*_SCALES, count)
    return ScaledDigits(images, labels, scales, redrawn=redrawn)


def _taps(model, data, index):
    """One digit at three scales, a pixel of its ink, and what is read for that."""
    times = [index % len(data)] * len(_DRAWN)
    one = ScaledDigits(data.images[times], data.labels[times], _DRAWN)
    images = [example["image"].numpy() for example in one.examples()]
    maps = tap_maps(model, np.stack(images))
    pictures = []
    for i, image in enumerate(images):
        picture, factor = enlarged(image)
        point = _ink(image)
        places, weights = sampling_locations(maps, point, image.shape[:2], i)[-1]
        middle, dots = (on_enlarged(each, factor) for each in (point, places))
        pictures.append(draw_places(picture, middle, dots, weights))
    return np.concatenate(pictures, axis=1)


def _ink(image):
    """The bright pixel that is nearest to the middle, (y, x)."""
    bright = np.argwhere(image[..., 0] > 127)
    middle = (np.array(image.shape[:2]) - 1) / 2
    return bright[np.linalg.norm(bright - middle, axis=1).argmin()]
