"""Calibration finds by how much maps are blurred."""

import cv2
import numpy as np
import pytest

from tests.text.tiny_craft import tiny_craft
from tests.tiny_text import Bright, lattice, page
from tfvision.text.calibration import calibrated
from tfvision.text.codec import Codec
from tfvision.text.predictor import CharacterDetector

SIZE_HW = (150, 190)
RNG = np.random.default_rng(0)


class Blurring(CharacterDetector):
    """Answers the maps that were encoded, blurred, whatever the image."""

    blur, boxes = 0.0, None

    def heat_maps(self, images):
        size_hw = images.shape[1:3]
        target = self.codec.encode(self.boxes / np.tile(SIZE_HW[::-1], 2), size_hw)[..., :1]
        if self.blur:
            target = cv2.GaussianBlur(target, (0, 0), self.blur)[..., None]
        return target[None]


def boxes_apart():
    corners = np.stack(np.meshgrid(np.arange(8, 150, 45), np.arange(8, 110, 45)), -1).reshape(-1, 2)
    sizes = RNG.uniform(16, 32, corners.shape)
    return np.concatenate([corners, corners + sizes], 1)


@pytest.mark.parametrize("blur", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_blur_of_the_maps_is_found(blur, scale):
    detector = Blurring(Bright(), codec=Codec(split=()), scale=scale)
    detector.blur, detector.boxes = blur, boxes_apart()
    image = np.zeros([*SIZE_HW, 3], "uint8")
    truth = {"boxes": detector.boxes, "ignored": np.zeros(len(detector.boxes), bool)}
    found = calibrated(detector, [(image, truth)], iou=0.98, blurs=(0.0, 0.25, 0.5, 0.75, 1.0, 1.5))
    assert abs(found.blur - blur) <= 0.25  # A step of what is tried
    assert found.get_config() == {**detector.codec.get_config(), "blur": found.blur}


def test_the_peak_is_found_where_sides_tell_the_boxes():
    detector = CharacterDetector(tiny_craft(sides=True))
    boxes = lattice((60, 90))
    maps = detector.codec.encode(boxes / np.tile([90, 60], 2), (60, 90))
    maps[2:4, 2:4, 0] = 0.42  # Where no character is
    detector.heat_maps = lambda images: maps[None]
    truth = {"boxes": boxes, "ignored": np.zeros(len(boxes), bool)}
    page = np.zeros([60, 90, 3], "uint8"), truth
    assert calibrated(detector, [page], peaks=(0.3, 0.4, 0.5, 0.6)).peak == 0.5


def test_a_detector_is_left_as_it_was():
    boxes = lattice((60, 90))
    detector = CharacterDetector(Bright(), codec=Codec(split=()))
    before = detector.codec
    truth = {"boxes": boxes, "ignored": np.zeros(len(boxes), bool)}
    assert calibrated(detector, [(page(boxes, (60, 90)), truth)], blurs=(0.0,)).blur == 0.0
    assert detector.codec is before
