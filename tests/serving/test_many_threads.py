"""Thirty-two threads that ask one loaded model get the answers that one after the other gives."""

import concurrent.futures
import pathlib
import threading

import numpy as np
import pytest

from tests.tiny_text import lattice, page
from tfvision import serving
from tfvision.images.read import read

SHIPPED = pathlib.Path(__file__).parents[2] / "saved_models"
THREADS = 32


def same_in_threads(predictor, images, times):
    """Asks for every image alone, then from all threads at once, each in an order of its own."""
    expected = [predictor.predict(image) for image in images]
    together = threading.Barrier(THREADS)

    def ask(thread):
        order = np.random.default_rng(thread).permutation(np.repeat(np.arange(len(images)), times))
        together.wait(60)
        return [(i, predictor.predict(images[i])) for i in order]

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        answers = [pair for pairs in pool.map(ask, range(THREADS)) for pair in pairs]
    assert len(answers) == THREADS * len(images) * times
    for i, found in answers:
        assert found.keys() == expected[i].keys()
        for name, values in expected[i].items():
            np.testing.assert_array_equal(found[name], values, err_msg=name)
    return expected


def noise(*sizes_hw):
    random = np.random.default_rng(0)
    return [random.integers(0, 256, [*size_hw, 3]).astype("uint8") for size_hw in sizes_hw]


@pytest.mark.parametrize("loaded", [True, False], ids=["exported", "in memory"])
def test_of_a_detector(detector, folder, loaded):
    predictor = serving.load(folder) if loaded else detector
    found = same_in_threads(predictor, noise((30, 50), (48, 64), (91, 20)), 1)
    assert all(len(each["box"]) for each in found)


def test_of_a_classifier(classifier_folder):
    same_in_threads(serving.load(classifier_folder), noise((30, 50), (91, 20)), 1)


def test_of_characters(characters_folder):
    size_hw = (90, 150)  # Which takes tiles
    pages = [page(lattice(size_hw), size_hw)]
    (found,) = same_in_threads(serving.load(characters_folder), pages, 1)
    assert len(found["box"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plates", "characters"])
def test_of_what_is_shipped(name):
    picture = read(SHIPPED / f"{name}.jpg")
    images = [picture[:200, :320], picture[:300, 100:500], picture[50:290, :260]]
    found = same_in_threads(serving.load(SHIPPED / name), images, 2)
    assert any(len(each["box"]) for each in found)
