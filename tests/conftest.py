"""Quiet TensorFlow, seeded randomness, and images that are never square."""

import gc
import os

# Before the first import of TensorFlow, which reads it once.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest


def pytest_collection_finish():
    """Takes what was imported out of the collector's way: each of its full rounds walks it all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.fixture
def images(rng):
    """Two images `[B, H, W, 3]` in [0, 255]; float, not square, not alike."""
    return rng.uniform(0, 255, [2, 48, 64, 3]).astype("float32")


@pytest.fixture(autouse=True)
def seeded():
    """Makes every weight that a test draws the same in each run, alone or among the others."""
    import keras

    keras.utils.set_random_seed(20)
