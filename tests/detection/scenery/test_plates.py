"""Number plates: every layout is legible, some light on dark."""

import cv2
import numpy as np
import pytest

from tfvision.detection.scenery import plates


@pytest.mark.parametrize("layout", ["long", "double", "square"])
def test_plates_carry_characters(layout):
    kinds = set()
    for number in range(20):
        plate = plates.plate(layout, number)
        grey = cv2.cvtColor(plate.picture.levels[0], cv2.COLOR_RGBA2GRAY)
        assert grey.std() > 20
        kinds.add(bool(np.median(grey) > 128))
    assert kinds == {True, False}  # dark on light, and light on dark
