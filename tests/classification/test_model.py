"""Classifier: heads, features, any size, freezing, fusing, precision."""

import keras
import numpy as np
import pytest

from tests.contract_rows import TinyBackbone
from tfvision.backbones import VGG
from tfvision.classification import Classifier


def classifier(classes=3, **options):
    return Classifier(TinyBackbone(name="tiny"), classes, image_size=(64, 96), **options)


@pytest.mark.parametrize(
    ("options", "widths", "pool"),
    [
        ({}, [3], (6,)),
        ({"hidden": 5}, [5, 3], (6,)),
        ({"hidden": (5, 4)}, [5, 4, 3], (6,)),
        ({"feature": "fine"}, [3], (4,)),
        ({"head": "dense", "hidden": 5}, [5, 3], (7, 7, 6)),
        ({"head": "dense", "hidden": ()}, [3], (7, 7, 6)),
    ],
    ids=str,
)
def test_heads(images, options, widths, pool):
    model = classifier(**options)
    layers = [*model.hidden_layers, model.logits]
    assert [layer.units for layer in layers] == widths
    assert layers[0].kernel.shape[0] == np.prod(pool)
    logits = model(images)
    assert logits.shape == (2, 3) and logits.dtype == "float32"


def test_a_dense_head_is_vggs_own():
    model = Classifier(TinyBackbone(name="tiny"), 1000, head="dense")
    assert [layer.units for layer in model.hidden_layers] == [4096, 4096]
    assert [layer.name for layer in model.hidden_layers] == ["fc6", "fc7"]


@pytest.mark.parametrize("head", ["pool", "dense"])
@pytest.mark.parametrize("size_hw", [(64, 96), (37, 54), (1, 1), (150, 97)])
def test_takes_images_of_any_size(rng, head, size_hw):
    model = classifier(head=head, hidden=5)
    images = rng.integers(0, 256, [2, *size_hw, 3]).astype("uint8")
    logits = model(images)
    assert logits.shape == (2, 3) and np.isfinite(logits).all()
    assert np.std(logits[0] - logits[1]) > 0
    np.testing.assert_array_equal(logits, model(images.astype("float32")))


def test_head_of_a_real_map(rng, images):
    """What a global mean and one matrix make of the last map, and the first pooling by hand."""
    model = Classifier(VGG("11", pooled=True), 4)
    maps = model.backbone(images)["pool5"].numpy()  # [2, 1, 2, 512]
    kernel, bias = (np.asarray(value) for value in model.logits.get_weights())
    np.testing.assert_allclose(
        model(images), maps.mean(axis=(1, 2)) @ kernel + bias, rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("options", [{"dropout": 0.5}, {"hidden": (50,), "dropout": 0.5}])
def test_dropout_only_in_training(images, options):
    model = classifier(**options)
    assert len(model.dropouts) == 1
    np.testing.assert_array_equal(model(images), model(images, training=False))
    assert np.abs(model(images, training=True) - model(images)).max() > 1e-3
    np.testing.assert_allclose(classifier(dropout=0.0)(images).shape, (2, 3))


def test_freezing_the_backbone(images):
    model = classifier(hidden=5)
    model.freeze("fine")
    assert not model.backbone.fine.trainable and model.backbone.coarse.trainable
    model.freeze("all")
    # Kernels and biases of the two dense layers
    assert len(model.trainable_variables) == 4
    before = [np.array(v) for v in model.backbone.weights]
    model(images, training=True)
    for value, variable in zip(before, model.backbone.weights, strict=True):
        np.testing.assert_array_equal(variable, value)
    model.freeze(None)
    model(images, training=True)
    assert any(
        (np.array(v) != b).any() for v, b in zip(model.backbone.weights, before, strict=True)
    )


def test_frozen_norm_keeps_all_normalization_while_convolutions_train(images, tmp_path):
    model = classifier(frozen_norm=True)
    model.freeze("fine")
    model.save(tmp_path / "model.keras")
    for made in (model, keras.saving.load_model(tmp_path / "model.keras")):
        names = [variable.path for variable in made.backbone.trainable_variables]
        assert names == ["tiny/coarse/conv/kernel"]
        before = [np.array(v) for v in made.backbone.non_trainable_variables]
        made(images, training=True)
        for value, variable in zip(before, made.backbone.non_trainable_variables, strict=True):
            np.testing.assert_array_equal(variable, value)
    model.freeze(None)
    assert len(model.backbone.trainable_variables) == 2


def test_a_frozen_model_stays_frozen_when_it_is_saved(images, tmp_path):
    model = classifier()
    model.trainable = False
    model.save(tmp_path / "frozen.keras")
    again = keras.saving.load_model(tmp_path / "frozen.keras")
    assert not again.trainable and again.trainable_variables == []
    before = again.get_weights()
    again(images, training=True)
    for value, now in zip(before, again.get_weights(), strict=True):
        np.testing.assert_array_equal(value, now)


@pytest.mark.parametrize("options", [{}, {"hidden": 5, "frozen_norm": True}, {"head": "dense"}])
def test_fused_gives_the_same_numbers_without_normalization(rng, images, options):
    model = classifier(**{"hidden": (7, 5), **options})
    for variable in model.backbone.non_trainable_variables:
        variable.assign(rng.uniform(0.5, 2.0, variable.shape))
    fused = model.fuse()
    np.testing.assert_allclose(fused(images), model(images), atol=1e-5)
    layers = fused._flatten_layers()
    assert not any(isinstance(layer, keras.layers.BatchNormalization) for layer in layers)
    assert fused.image_size == (64, 96) and fused.name == model.name


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_logits_are_float32_under_mixed_precision(policy, images):
    for head in ("pool", "dense"):
        model = Classifier(TinyBackbone(name="tiny", dtype=policy), 2, head, hidden=5, dtype=policy)
        assert model(images).dtype == "float32"
        assert model.logits.compute_dtype == policy.removeprefix("mixed_")


def test_trains_with_plain_fit(images):
    model = classifier(classes=2, frozen_norm=False, dropout=0.0)
    model.compile(keras.optimizers.Adam(0.01), keras.losses.CategoricalCrossentropy(True))
    losses = model.fit(images, np.eye(2), epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": 0}, "classes must be at least 1, got 0"),
        ({"head": "conv"}, "head must be one of pool, dense, got 'conv'"),
        ({"feature": "conv4_3"}, "feature must be one of fine, coarse or None, got 'conv4_3'"),
    ],
)
def test_arguments_out_of_range(options, message):
    with pytest.raises(ValueError, match=message):
        classifier(**options)
