"""A worker among several reads only its own places of an epoch, whatever the data."""

import dataclasses

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tests.training import tiny_classification, tiny_run, tiny_text
from tfvision.classification import dataset as classes
from tfvision.classification.codec import Codec
from tfvision.classification.scaled_digits import ScaledDigits
from tfvision.classification.shapes import CLASSES, Shapes
from tfvision.detection import dataset as objects
from tfvision.detection.roads import Roads
from tfvision.text import dataset as pages
from tfvision.text.screens import Screens
from training.recipes.classification import recipe as classification_recipe
from training.recipes.text import recipe as text_recipe
from training.text_screens import NewScreens

SEED = np.array([9, 1], np.int64)
PLACES = np.array([1, 2, 4], np.int64)
SIZE_HW = (40, 56)


def folder_of_classes(path):
    for i in range(6):
        folder = path / "ab"[i % 2]
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{i}.png"), np.full([8, 9, 3], i, "uint8"))
    return path


DATA = {
    "Roads": lambda path: Roads(6, size_hw=(48, 64)),
    "Shapes": lambda path: Shapes(6),
    "Screens": lambda path: Screens(6, size_hw=SIZE_HW),
    "NewScreens": lambda path: NewScreens(6, size_hw=SIZE_HW),
    "ScaledDigits": lambda path: ScaledDigits(
        np.zeros([6, 28, 28], "uint8"), np.arange(6), np.ones(6), redrawn=(0.5, 1.5)
    ),
    "Images": lambda path: classes.read(folder_of_classes(path / "images"), keep_mb=0),
    "Images kept": lambda path: classes.read(folder_of_classes(path / "images")),
    "Annotations": lambda path: objects.read(tiny_run.write_scenes(path / "voc", 6)),
    "Pages": lambda path: pages.read(tiny_text.write_pages(path / "pages", 6)),
}


@pytest.mark.parametrize("name", DATA)
def test_those_places_and_no_others(name, tmp_path):
    data = DATA[name](tmp_path)
    whole, own = list(data.examples(SEED)), list(data.examples(SEED, PLACES))
    assert len(own) == 3
    for place, example in zip(PLACES, own, strict=True):
        tf.nest.map_structure(np.testing.assert_array_equal, example, whole[place])


def made(task, data, codec, chosen):
    """A batch of one worker, and that of two, one part after the other."""
    contexts = [None, *(tf.distribute.InputContext(2, i, 2) for i in range(2))]
    one, *two = (
        next(iter(task.training_batches(data, codec, chosen, 3, 1, context).skip(1)))
        for context in contexts
    )
    return one, [tf.concat(parts, 0) for parts in zip(*two, strict=True)]


def test_batches_of_classification_are_those_of_one():
    chosen = dataclasses.replace(
        classification_recipe("shapes"), image_size=(48, 64), batch_size=2, augment=None
    )
    codec = Codec(len(CLASSES))
    for one, two in zip(*made(tiny_classification.TASK, Shapes(6), codec, chosen), strict=True):
        np.testing.assert_array_equal(one, two)


def test_batches_of_text_are_those_of_one():
    chosen = dataclasses.replace(text_recipe("screens"), image_size=(24, 32), batch_size=2)
    task, data = tiny_text.TASK, Screens(4, size_hw=SIZE_HW)
    codec = task.codec(tiny_text.tiny(), chosen)
    for one, two in zip(*made(task, data, codec, chosen), strict=True):
        np.testing.assert_array_equal(one, two)
