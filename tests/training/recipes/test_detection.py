"""The recipes of detection: what they choose, and two steps of each."""

import dataclasses

import pytest

from tests.training import tiny_run
from tfvision.detection import ssdlite_mobilenet_v2
from training.detection_model import make_model
from training.optimizers import optimizer_of
from training.recipes.detection import RECIPES, recipe

NAMES = sorted(RECIPES)


def test_the_seeds_table_is_qfgaohaos_but_for_two_rows():
    published = ssdlite_mobilenet_v2(classes=1, alpha=0.1).levels
    changed = [a for a, b in zip(recipe("seed").levels, published, strict=True) if a != b]
    assert [level.sizes for level in changed] == [(21, 60), (60, 150)]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return tiny_run.write_scenes(tmp_path_factory.mktemp("scenes") / "voc", count=10)


@pytest.mark.parametrize("name", NAMES)
def test_it_names_a_network_that_can_be_built(name):
    chosen = dataclasses.replace(recipe(name), weights=None)
    model = make_model(chosen, 2)
    assert model.image_size == tuple(chosen.image_size)
    if chosen.levels:
        assert model.levels == chosen.levels
    optimizer_of(chosen, model, 1000, 10)


SMALL = {
    "seed": ["--model-options", "alpha=0.1"],
    "mb2_lite": ["--model-options", "alpha=0.1"],
    "plates": ["--image-size", "64", "96", "--model-options", "alpha=0.1"],
    "roads": ["--image-size", "64", "96"],
    "ssd300": [],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_steps_through_its_own_arguments(name, scenes, tmp_path):
    words = ["--data", scenes, "--recipe", name, "--weights", "none", "--output", tmp_path / "run"]
    words += ["--batch-size", 2, "--epochs", 1, "--steps-per-epoch", 2, "--export", "none"]
    tiny_run.run(*words, *SMALL[name])
    assert (tmp_path / "run" / "metrics.json").exists()
