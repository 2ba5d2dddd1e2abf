"""What the text task makes of a recipe: its codec and its batches."""

import dataclasses

import numpy as np
import pytest

from tests.training import tiny_text as tiny_run
from tfvision.text.screens import Screens
from training.recipes.text import recipe

TASK = tiny_run.TASK
CHOSEN = dataclasses.replace(
    recipe("screens"), image_size=(40, 56), screen_size=None, eval_size=(48, 64), batch_size=2
)


@pytest.mark.parametrize("sides", [False, True])
@pytest.mark.parametrize("outputs", [1, 2])
def test_the_codec_has_as_many_maps_as_the_model(outputs, sides):
    codec = TASK.codec(tiny_run.tiny(outputs, sides=sides), CHOSEN)
    assert (codec.outputs, codec.affinity) == (outputs + 4 * sides, outputs == 2)
    assert codec.has_sides == sides


def test_a_codec_for_other_maps_is_refused():
    chosen = dataclasses.replace(CHOSEN, codec={"decoder": "sides"})
    with pytest.raises(ValueError, match="must give 5 maps for that codec: regions, four sides; g"):
        TASK.codec(tiny_run.tiny(), chosen)


def test_the_codec_takes_what_the_recipe_says():
    chosen = dataclasses.replace(CHOSEN, codec={"dratio": 3.0, "decoder": "unclip"})
    codec = TASK.codec(tiny_run.tiny(), chosen)
    assert (codec.dratio, codec.decoder) == (3.0, "unclip")


def test_batches_are_of_the_sizes_of_the_recipe():
    codec, data = TASK.codec(tiny_run.tiny(), CHOSEN), Screens(3, size_hw=(60, 70))
    images, targets = next(iter(TASK.training_batches(data, codec, CHOSEN, 0, 0)))
    assert (images.shape, targets.shape) == ((2, 40, 56, 3), (2, 20, 28, 2))
    shapes = [tuple(images.shape) for images, _ in TASK.judging_batches(data, codec, CHOSEN)]
    assert shapes == [(2, 48, 64, 3), (1, 48, 64, 3)]


def test_whole_pages_train_without_augmentation():
    chosen = dataclasses.replace(CHOSEN, augment=None, image_size=(60, 70))
    codec, data = TASK.codec(tiny_run.tiny(), chosen), Screens(2, size_hw=(60, 70))
    images, _ = next(iter(TASK.training_batches(data, codec, chosen, 0, 0)))
    shown = [data[i]["image"] for i in range(2)]
    for image in images.numpy():
        assert any(np.array_equal(image, one) for one in shown)
