"""The network that a classification recipe makes, and what it starts from."""

import dataclasses

import numpy as np
import pytest

from tests.training import tiny_classification as tiny_run
from tfvision.classification import vgg
from training.recipes.classification import recipe

CHOSEN = dataclasses.replace(
    recipe("vgg_small"),
    image_size=(48, 64),
    model_options={"variant": 11, "head": "pool", "hidden": 8},
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    model = vgg("11", 3, head="pool", hidden=8, image_size=(48, 64))
    random = np.random.default_rng(0)
    for variable in model.weights:
        variable.assign(random.uniform(0.9, 1.1, variable.shape) * (variable + 0.01))
    path = tmp_path_factory.mktemp("run") / "epoch_0001.keras"
    model.save(path)
    return model, path


def started(path, classes, **changes):
    return tiny_run.TASK.make_model(
        dataclasses.replace(CHOSEN, weights=str(path), **changes), classes
    )


def test_the_same_recipe_starts_from_the_same_network(trained, images, capsys):
    source, path = trained
    np.testing.assert_allclose(started(path, 3)(images), source(images), rtol=1e-5, atol=1e-5)
    said = capsys.readouterr().out
    assert said.endswith("taken: hidden layers (1 of 1); logits (1 of 1); anew: nothing\n")


def test_other_classes_begin_the_logits_anew(trained, images, capsys):
    source, path = trained
    model = started(path, 5, freeze="all")
    ours, theirs = (m.backbone(images)["pool5"] for m in (model, source))
    np.testing.assert_array_equal(ours, theirs)
    assert "taken: hidden layers (1 of 1); anew: logits logits" in capsys.readouterr().out
    assert len(model.trainable_variables) == 4


def test_options_that_contradict_the_file_are_refused(trained):
    with pytest.raises(ValueError, match="was made with variant=11, --model-options says variant="):
        started(trained[1], 3, model_options={"variant": "13"})


def test_transfer_keeps_the_normalization_of_a_trained_network(trained):
    options = {"application": "VGG16"}
    model = tiny_run.TASK.make_model(
        dataclasses.replace(recipe("transfer"), weights=None, model_options=options), 3
    )
    assert not model.frozen_norm
    assert model.backbone.frozen == "all"
