"""The network that a text recipe makes, and what it starts from."""

import dataclasses

import numpy as np
import pytest

from tests.training import tiny_text as tiny_run
from tfvision.text import Slices
from training.recipes.text import recipe
from training.text_model import make_model

CHOSEN = dataclasses.replace(recipe("screens"), model="tiny", model_options={})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    model = tiny_run.tiny()
    random = np.random.default_rng(0)
    for variable in model.weights:
        variable.assign(random.uniform(0.5, 1.0, variable.shape))
    path = tmp_path_factory.mktemp("run") / "epoch_0001.keras"
    model.save(path)
    return model, path


def started(path, **changes):
    return make_model(dataclasses.replace(CHOSEN, weights=str(path), **changes))


def test_a_trained_network_is_gone_on_with(trained, images, capsys):
    source, path = trained
    for given in (path, path.parent):  # A run's folder as well.
        np.testing.assert_allclose(started(given)(images), source(images), rtol=1e-5)
    said = capsys.readouterr().out
    assert said.endswith("taken: decoder (2 of 2); head (5 of 5); anew: nothing\n")


def test_another_map_begins_the_last_layer_anew(trained, capsys):
    source, path = trained
    model = started(path, model_options={"outputs": 2}, freeze="fine")
    ours, theirs = (m.head_layers[0].convolution.kernel for m in (model, source))
    np.testing.assert_array_equal(ours, theirs)
    assert "head (4 of 5); anew: head conv_cls5" in capsys.readouterr().out
    assert not model.backbone.fine.trainable


def test_sides_begin_anew_on_a_network_without_them(trained, images, capsys):
    source, path = trained
    model = started(path, model_options={"sides": True})
    np.testing.assert_allclose(model(images)[..., :1], source(images), rtol=1e-5)
    said = capsys.readouterr().out
    assert said.endswith("head (5 of 5); anew: sides sides1, sides2, sides3\n")


def test_fresh_maps_are_almost_zero(images):
    fresh = make_model(CHOSEN)(images)
    assert 0 < float(abs(fresh).numpy().max()) < 0.1


def test_a_network_of_another_make_is_refused(trained):
    with pytest.raises(ValueError, match=r"its filters are \(8,\), those of --model tiny .* \(16,"):
        started(trained[1], model_options={"filters": 16})


# What fits which part is shown faster by tests/text/test_pretrained.py.
@pytest.mark.slow
def test_a_network_of_another_kind_is_for_the_backbone(tmp_path):
    source = Slices("ghost", 0.125, dilation_rate=1)
    source.save(tmp_path / "slices.keras")
    options = {"faithful": False, "width": 0.125}
    model = started(tmp_path / "slices.keras", model="ghost_craft", model_options=options)
    ours, theirs = (
        next(layer for layer in stages if layer.name == "conv2_1").get_weights()
        for stages in (model.backbone.stages, source.stages)
    )
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_computes_as_the_recipe_says():
    model = make_model(dataclasses.replace(CHOSEN, mixed_precision="mixed_bfloat16"))
    layers = (model, model.backbone.fine, model.up_layers[0][0])
    assert {layer.dtype_policy.name for layer in layers} == {"mixed_bfloat16"}
