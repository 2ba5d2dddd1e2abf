"""The recipes of classification: what they choose, and two steps of each."""

import dataclasses

import pytest

from tests.training import tiny_classification as tiny_run
from tfvision.backbones.efficientnet import VARIANTS
from training.epoch_table import EpochTable
from training.model_pair import compile_phase
from training.optimizers import epochs_of
from training.phases import phases_of
from training.recipes.classification import RECIPES, recipe

NAMES = sorted(RECIPES)


def test_the_papers_rate_is_for_256_images():
    chosen = recipe("efficientnet")
    assert (chosen.learning_rate, chosen.rate_images) == (0.016, 256)
    model = tiny_run.TASK.make_model(chosen, 10)
    assert (model.image_size, model.dropout) == ((224, 224), VARIANTS["b0"].dropout)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return tiny_run.write_images(tmp_path_factory.mktemp("images") / "data", 4)


def two_steps(name, images, output, *more):
    words = ["--data", images, "--recipe", name, "--weights", "none", "--output", output]
    words += ["--batch-size", 2, "--epochs", 1, "--steps-per-epoch", 2, "--export", "none"]
    if recipe(name).second_phase:
        words += ["--second-phase", 1, "--epochs", 2]
    tiny_run.run(*words, *more)
    table = EpochTable(output / "epochs.csv", epochs_done=2)
    assert len(table.values("val_top1")[1]) == 1 + bool(recipe(name).second_phase)


@pytest.mark.parametrize("name", NAMES)
def test_it_names_an_optimizer_and_phases_that_can_be(name):
    chosen = dataclasses.replace(
        recipe(name), model="tiny", model_options={}, image_size=(48, 64), weights=None, freeze=None
    )
    model = tiny_run.TASK.make_model(chosen, 3)
    first, *_ = phases = phases_of(chosen, epochs_of(chosen, 10))
    assert len(phases) == 1 + bool(chosen.second_phase)
    compile_phase(tiny_run.TASK, model, chosen, first, 10)
    assert model.optimizer.variables


# Those of two phases and of averages with a ramp; the others differ from them in numbers.
FAST = ("efficientnet", "transfer")


@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)
def test_two_steps_on_a_tiny_network(name, images, tmp_path):
    stage = ["--second-freeze", "fine"] if recipe(name).second_phase else []
    two_steps(name, images, tmp_path / "run", "--model", "tiny", "--image-size", 48, 64, *stage)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_steps_through_its_own_arguments(name, images, tmp_path):
    two_steps(name, images, tmp_path / "run", "--image-size", 64, 96)
