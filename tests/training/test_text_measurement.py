"""Characters are counted in the pixels of the pages, after the epochs whose turn it is."""

import dataclasses
import math

import numpy as np
import pytest

from tests.text.character_files import write_image
from tfvision.text import pipeline
from tfvision.text.codec import Codec
from tfvision.text.dataset import read
from tfvision.text.json_file import save
from tfvision.text.screens import Screens
from training.recipes.text import recipe
from training.text_measurement import MeasureCharacters

CHOSEN = dataclasses.replace(recipe("screens"), eval_size=(60, 80), batch_size=3)


class Knowing:
    """A model that answers with the targets of the pages, which it knows by their pixels."""

    def __init__(self, data, codec, size_hw):
        pairs = pipeline.evaluation_batches(data, size_hw, 1, codec=codec).unbatch()
        self.known = {image.numpy().tobytes(): target.numpy() for image, target in pairs}

    def predict_on_batch(self, images):
        return np.stack([self.known[image.tobytes()][..., :1] for image in images.numpy()])


def measured(data, size_hw=(60, 80), **changes):
    codec = Codec()
    chosen = dataclasses.replace(CHOSEN, eval_size=size_hw, **changes)
    return MeasureCharacters(Knowing(data, codec, size_hw), codec, data, chosen)


def test_a_model_that_knows_finds_all():
    results = measured(Screens(7, seed=1, size_hw=(60, 80))).measure()
    assert results["total"] > 20
    assert results["recall"] > 0.9
    assert results["precision"] > 0.9


def test_pages_that_are_shrunk_count_in_their_own_pixels(tmp_path):
    write_image(tmp_path / "a.png", (120, 170))
    boxes_px = [[20, 30, 50, 60], [60, 30, 84, 60], [100, 35, 160, 95]]
    save(tmp_path / "characters.json", {"a.png": {"boxes": boxes_px}})
    results = measured(read(tmp_path)).measure()
    assert (results["total"], results["recall"], results["precision"]) == (3, 1, 1)
    assert results["mean_iou"] > 0.95


@pytest.mark.parametrize(
    ("every", "turns"), [(1, [1, 1, 1, 1, 1]), (2, [1, 1, 0, 1, 1]), (9, [1, 0, 0, 0, 1])]
)
def test_the_first_the_last_and_those_whose_turn_it_is(every, turns):
    callback = measured(Screens(2, size_hw=(60, 80)), eval_every=every)
    callback.set_params({"epochs": 5})
    rows = [{} for _ in turns]
    for epoch, row in enumerate(rows):
        callback.on_epoch_end(epoch, row)
    assert [not math.isnan(row["val_hmean"]) for row in rows] == [bool(turn) for turn in turns]
    assert set(rows[2]) == {"val_hmean", "val_precision", "val_recall"}
