"""A trained detector as the start of another: what is taken, what begins anew, what is refused."""

import dataclasses

import keras
import numpy as np
import pytest

from tests.training import tiny_run
from tfvision import detection
from tfvision.backbones import MobileNetV1
from tfvision.detection import SSD, Level
from tfvision.detection.checkpoint import CheckpointError
from training.detection_model import make_model
from training.recipes.detection import recipe

LEVELS = (Level("block_11", (20, 40), (2,)), Level("block_13", (60,), (2,)))
CHOSEN = dataclasses.replace(
    recipe("plates"),
    model="narrow",
    image_size=(64, 96),
    levels=LEVELS,
    freeze=None,
    model_options={"alpha": 0.35},
)


def narrow(
    classes, image_size, levels, *, weights=None, freeze=None, alpha=1.0, deformable=(), **options
):
    """A factory as those of tfvision.detection, on half as many layers as MobileNetV2's."""
    backbone = MobileNetV1(alpha, frozen=freeze, deformable=deformable, dtype=options.get("dtype"))
    return SSD(backbone, classes, levels, image_size=image_size, **options)


@pytest.fixture(autouse=True)
def networks(monkeypatch):
    """The recipe finds its networks in tfvision.detection."""
    monkeypatch.setattr(detection, "narrow", narrow, raising=False)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The network of a run that began with weights of Keras, padded its way; all have moved."""
    backbone = MobileNetV1(0.35, "keras", activation="relu6", frozen="block_3")
    model = SSD(backbone, 2, LEVELS, image_size=(64, 96), top_down=8)
    random = np.random.default_rng(0)
    for variable in model.weights:
        # The last layers far from how they begin; the others carry a signal through.
        start = 0.6 if "predict" in variable.path else 0.01
        variable.assign(random.uniform(0.9, 1.1, variable.shape) * (variable + start))
    path = tmp_path_factory.mktemp("run") / "epoch_0001.keras"
    model.save(path)
    return model, path


def started(path, classes=2, **changes):
    return make_model(dataclasses.replace(CHOSEN, weights=str(path), **changes), classes)


def test_the_same_recipe_gives_the_same_network(trained, rng, capsys):
    source, path = trained
    model = started(path, model_options={"alpha": 0.35, "top_down": 8})
    images = rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32")
    for name, expected in source(images).items():
        np.testing.assert_array_equal(model(images)[name], expected)
    assert (model.backbone.padding, model.backbone.frozen) == ("keras", None)
    assert model.backbone.stages[0].trainable  # The file's frozen stages are not the recipe's.
    assert capsys.readouterr().out.endswith("logit heads (2 of 2); anew: nothing\n")


def test_other_classes_keep_the_offsets_and_begin_the_logits_anew(trained, rng, capsys):
    source, path = trained
    options = {"alpha": 0.35, "top_down": 8, "background_prior": 0.99}
    model = started(path, 5, model_options=options, freeze="block_6")
    images = rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32")
    np.testing.assert_array_equal(model(images)["offsets"], source(images)["offsets"])
    for head in model.logit_heads:
        assert abs(head.predict.convolution.kernel.numpy()).max() < 0.5
        assert head.predict.convolution.bias.numpy()[0] == np.log(0.99 / 0.01 * 5).astype("float32")
    assert model.backbone.frozen == "block_6" and not model.backbone.stages[0].trainable
    said = capsys.readouterr().out
    assert (
        "taken: top-down path (2 of 2); offset heads (2 of 2); anew: logit heads block_11" in said
    )


def test_levels_of_ones_own_are_taken_where_they_fit(trained, capsys):
    source, path = trained
    levels = (Level("block_5", (9,), ()), LEVELS[0], Level("block_13", (60,), (2, 3)))
    model = started(path, levels=levels, model_options={"alpha": 0.35, "top_down": 8})
    ours, theirs = (m.offset_heads for m in (model, source))
    for value, expected in zip(ours[1].get_weights(), theirs[0].get_weights(), strict=True):
        np.testing.assert_array_equal(value, expected)
    said = capsys.readouterr().out
    assert "offset heads (1 of 3)" in said and "top-down path (2 of 3)" in said
    assert "offset heads block_5_offsets, block_13_offsets" in said


# tests/backbones/test_deformable.py shows in less time that weights fit either kind.
@pytest.mark.slow
def test_layers_become_deformable(trained, rng):
    source, path = trained
    options = {"alpha": 0.35, "top_down": 8, "deformable": ("block_11", "block_13")}
    model = started(path, model_options=options)
    assert model.backbone.deformable == ("block_11", "block_13")
    images = rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32")
    for name, expected in source(images).items():
        np.testing.assert_allclose(model(images)[name], expected, rtol=1e-4, atol=1e-4)


def test_mixed_precision_is_the_recipes(trained):
    _, path = trained
    model = started(path, mixed_precision="mixed_bfloat16")
    assert model.backbone.compute_dtype == model.compute_dtype == "bfloat16"


def test_what_cannot_be_a_start_is_said(trained, tmp_path):
    source, path = trained
    inputs = keras.Input([2])
    keras.Model(inputs, keras.layers.Dense(1)(inputs)).save(tmp_path / "other.keras")
    source.fuse().save(tmp_path / "fused.keras")
    for weights, changes, sentence, error in (
        ("gone.keras", {}, "gone.keras: no such file", CheckpointError),
        ("other.keras", {}, "holds a Functional, expected a detection.SSD", CheckpointError),
        ("fused.keras", {}, "its batch normalization is folded", ValueError),
        (path, {"model_options": {"alpha": 0.5}}, "was made with alpha=0.35", ValueError),
        (path, {"model": "tiny", "image_size": tiny_run.SIZE_HW}, "no such feature", ValueError),
    ):
        changes = {"levels": None} | changes if "model" in changes else changes
        with pytest.raises(error, match=sentence):
            if "model" in changes:
                changes["model_options"] = {}
            started(tmp_path / weights, **changes)
