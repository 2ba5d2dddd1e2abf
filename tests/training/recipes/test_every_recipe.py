"""What holds for the recipes of every task: plain values, and headers that state what they must."""

import dataclasses
import importlib
import json

import pytest

from training.classification_task import Classification
from training.detection_task import Detection
from training.scaled_mnist_task import ScaledMnist
from training.text_task import Text

TASKS = (Classification, Detection, Text, ScaledMnist)
ROWS = [(task, name) for task in TASKS for name in task.recipes]
of_every_recipe = pytest.mark.parametrize(
    ("task", "name"), ROWS, ids=[f"{task.name}-{name}" for task, name in ROWS]
)


@of_every_recipe
def test_json_brings_it_back(task, name):
    recipe = task.recipes[name]
    stored = json.loads(json.dumps(recipe.to_json()))
    assert task.recipe_class.from_json(stored) == recipe
    assert recipe.name == name


@of_every_recipe
def test_it_cannot_be_changed(task, name):
    with pytest.raises(dataclasses.FrozenInstanceError):
        task.recipes[name].batch_size = 1


@of_every_recipe
def test_its_header_states_command_data_result_and_time(task, name):
    package = importlib.import_module(f"training.recipes.{task.name}")
    places = [getattr(package, place, None) for place in (name, "seed_table")]
    header = next(place for place in places if place).__doc__
    assert f"--recipe {name}" in header or name == task.default_recipe
    for word in ("Command:", "Data:", "Result:", "Time:"):
        assert word in header


@pytest.mark.parametrize("task", TASKS)
def test_an_unknown_name_lists_the_known(task):
    package = importlib.import_module(f"training.recipes.{task.name}")
    with pytest.raises(ValueError, match=f"one of {', '.join(task.recipes)}; got 'x'"):
        package.recipe("x")
