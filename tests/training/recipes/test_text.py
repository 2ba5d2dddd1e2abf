"""The recipes of text: what they choose, and two steps of each."""

import dataclasses

import pytest

from tests.training import tiny_text as tiny_run
from training.epoch_table import EpochTable
from training.recipes.text import RECIPES, recipe
from training.text_model import make_model

NAMES = sorted(RECIPES)


def test_the_small_one_is_compared_with_a_craft_as_wide():
    chosen = recipe("ghost_small")
    options = {"outputs": 1, "width": chosen.model_options["width"]}
    craft = dataclasses.replace(chosen, model="craft", model_options=options)
    ghost, plain = make_model(chosen), make_model(craft)
    assert ghost.filters == plain.filters
    assert ghost.outputs == plain.outputs == 1
    assert 0.4 < ghost.count_params() / plain.count_params() < 0.6


def two_steps(name, output, *more):
    words = ["--recipe", name, "--weights", "none", "--output", output, "--epochs", 1]
    words += ["--screens", 4, "--validation-screens", 2, "--batch-size", 2, "--export", "none"]
    tiny_run.run(*words, *more)
    assert len(EpochTable(output / "epochs.csv", epochs_done=1).rows) == 1


# The other two are made of these. Two maps, as of "craft", are trained in test_text.py as well.
@pytest.mark.parametrize("name", [pytest.param("craft", marks=pytest.mark.slow), "ghost_small"])
def test_two_steps_on_a_tiny_network(name, tmp_path):
    two_steps(name, tmp_path / "run", "--model", "tiny", *tiny_run.PAGES)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_steps_through_its_own_arguments(name, tmp_path):
    sizes = [f"--{size}-size 64 96".split() for size in ("image", "screen", "eval")]
    two_steps(name, tmp_path / "run", *(word for size in sizes for word in size))
