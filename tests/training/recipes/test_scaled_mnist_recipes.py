"""The recipes of scaled MNIST: what they choose, and two steps of each."""

import pytest

from tests.training import tiny_scaled_mnist as tiny_run
from training.epoch_table import EpochTable
from training.recipes.scaled_mnist import RECIPES, recipe
from training.recipes.scaled_mnist.seed_table import PUBLISHED, SEED_TABLE

NAMES = sorted(RECIPES)


def test_the_experiments_rows():
    assert [row.name for row in SEED_TABLE] == list(PUBLISHED)
    for row in SEED_TABLE:
        layers = {"4": ("conv4",), "34": ("conv3", "conv4")}.get(row.name.partition("conv")[2])
        assert row.deformable == layers
        assert layers is None or row.modulated == row.name.startswith("dcn2")
        assert (row.optimizer, row.learning_rate, row.momentum) == ("sgd", 0.01, 0.5)
        assert (row.weight_decay, row.batch_size, row.epochs) == (1e-4, 32, 10)
        assert row.faithful and not row.redrawn


@pytest.mark.parametrize(
    ("name", "count"),
    [("plain", 0), ("dcn_conv4", 20_754), ("dcn2_conv34", 46_710)],
)
def test_a_recipes_network_is_the_published_one(name, count):
    model = tiny_run.TASK.make_model(recipe(name), 10)
    counted = sum(v.shape.num_elements() for v in model.trainable_variables)
    assert counted == 390_890 + count


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_steps_through_its_own_arguments(name, tmp_path):
    data = tiny_run.write_digits(tmp_path / "digits.npz")
    words = tiny_run.words(data, tmp_path / "run", "--epochs", 1, "--steps-per-epoch", 2)
    tiny_run.run(*words, "--recipe", name)
    assert len(EpochTable(tmp_path / "run" / "epochs.csv", epochs_done=1).rows) == 1
