"""Ten thousand predictions, of images of many sizes: the process needs as much as after the first.

`pytest -n 0 -m slow -rP` tells the megabytes that a thousand of them add.
"""

import pathlib

import numpy as np
import pytest

from tests.tiny_text import lattice, page
from tfvision import serving

STATUS = pathlib.Path("/proc/self/statm")
COUNT, EVERY = 10_000, 1_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not STATUS.exists(), reason="needs Linux's /proc"),
]


def resident_mb():
    return int(STATUS.read_text().split()[1]) * 4096 / 1e6


def growth(predictor, draw):
    """Megabytes that a thousand predictions add, in the mean of the last 8 of 10 thousands."""
    random, seen = np.random.default_rng(0), []
    for number in range(COUNT):
        predictor.predict(draw(random))
        if (number + 1) % EVERY == 0:
            seen.append(resident_mb())
    slope = np.polyfit(np.arange(len(seen[2:])), seen[2:], 1)[0]
    print(f"{slope:+.2f} MB a thousand; {' '.join(f'{each:.0f}' for each in seen)}")  # noqa: T201
    return slope


def pixels(random):
    size_hw = random.integers(8, 160, 2)
    return random.integers(0, 256, [*size_hw, 3]).astype("uint8")


def characters(random):
    size_hw = tuple(random.integers(40, 200, 2))
    return page(lattice(size_hw), size_hw)


@pytest.mark.parametrize("loaded", [True, False], ids=["exported", "in memory"])
@pytest.mark.parametrize("task", ["detection", "classification", "text"])
def test_memory_is_flat(request, task, loaded):
    names = {
        "detection": ("folder", "detector"),
        "classification": ("classifier_folder", "classifier"),
        "text": ("characters_folder", "character_detector"),
    }
    given = request.getfixturevalue(names[task][not loaded])
    predictor = serving.load(given) if loaded else given
    assert growth(predictor, characters if task == "text" else pixels) < 1
