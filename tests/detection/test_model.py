"""SSD: everything follows from the level table, and a mistake in it names the level."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.contract_rows import EXTRAS, TinyBackbone
from tfvision.backbones import EfficientNet, GhostVGG
from tfvision.detection import SSD, Level
from tfvision.detection.default_boxes import default_boxes

FINE = Level("fine", (10, 20), (2,))
COARSE = Level("coarse", (30,), (2, 3))
EXTRA = Level("extra_1", (40, 60), ())


def ssd(*levels, image_size=(64, 96), **options):
    return SSD(TinyBackbone(name="tiny"), 2, levels, image_size, EXTRAS, lite=True, **options)


@pytest.mark.parametrize(
    ("levels", "boxes"),
    [
        ((FINE,), 8 * 12 * 4),
        ((FINE, COARSE), 8 * 12 * 4 + 4 * 6 * 5),
        ((FINE, COARSE, EXTRA), 8 * 12 * 4 + 4 * 6 * 5 + 2 * 3 * 2),
        ((EXTRA,), 2 * 3 * 2),
    ],
)
def test_a_row_is_all_that_a_level_needs(levels, boxes, rng):
    model = ssd(*levels)
    outputs = model(rng.uniform(0, 255, [3, 64, 96, 3]).astype("float32"))
    assert model.default_boxes.shape == (boxes, 4)
    assert outputs["offsets"].shape == (3, boxes, 4)
    assert outputs["logits"].shape == (3, boxes, 3)


@pytest.mark.parametrize(
    ("backbone", "names"),
    [
        (lambda: EfficientNet(width=0.25, depth=0.4), ("block5b", "top")),
        (lambda: GhostVGG("11", faithful=False, width=0.25), ("conv4_2", "conv5_2")),
    ],
    ids=["EfficientNet", "GhostVGG"],
)
def test_stands_on_any_backbone(backbone, names, rng):
    levels = [Level(names[0], (10, 20), (2,)), Level(names[1], (30,), (2, 3))]
    model = SSD(backbone(), 2, levels, (96, 128), lite=True)
    strides = [model.backbone.strides[name] for name in names]
    boxes = [96 // s * 128 // s * n for s, n in zip(strides, (4, 5), strict=True)]
    images = rng.uniform(0, 255, [2, 96, 128, 3]).astype("float32")
    outputs, others = model(images), model.fuse()(images)
    assert outputs["offsets"].shape == (2, sum(boxes), 4) == (2, *model.default_boxes.shape)
    for name, expected in outputs.items():
        np.testing.assert_allclose(others[name], expected, rtol=1e-3, atol=1e-4)


def test_default_boxes_stand_on_the_maps_as_built():
    model = ssd(FINE, COARSE, image_size=(72, 100))  # Not a multiple of any stride
    assert model.feature_sizes_hw == [(9, 13), (5, 7)]
    expected = default_boxes(model.levels, [(9, 13), (5, 7)], (72, 100))
    np.testing.assert_array_equal(model.default_boxes, expected)


def test_outputs_and_default_boxes_are_in_the_same_order():
    """Lights up one cell of one level and finds it at that cell's boxes."""
    model = ssd(FINE, COARSE)
    head = model.offset_heads[1]
    features = np.zeros([1, 4, 6, 6], "float32")
    features[0, 2, 5] = 1.0
    lit = np.abs(head(features)[0] - head(np.zeros_like(features))[0]).sum(-1) > 1e-6  # [4*6*5]
    boxes = model.default_boxes[8 * 12 * 4 :]
    centre = np.average(boxes[lit, :2], axis=0, weights=None)
    # The depthwise 3x3 spreads the light over the neighbouring cells inside the map.
    assert lit.sum() == 3 * 2 * 5
    np.testing.assert_allclose(centre, [5 / 6, 2.5 / 4], atol=1e-6)


def test_top_down_carries_what_the_coarse_map_knows_to_the_fine_one(rng):
    model = ssd(FINE, COARSE, EXTRA, top_down=7)
    features = model.features(rng.uniform(0, 255, [1, 64, 96, 3]).astype("float32"))
    before = model.maps(features)
    after = model.maps({**features, "extra_1": features["extra_1"] + 1})
    assert [map_.shape[-1] for map_ in before] == [7, 7, 7]
    for plain, changed in zip(before, after, strict=True):
        assert np.abs(changed - plain).max() > 1e-4
    finer = model.maps({**features, "fine": features["fine"] + 1})
    np.testing.assert_array_equal(finer[1], before[1])  # Nothing goes up


def test_extras_under_the_last_level_are_not_made():
    assert ssd(FINE).extra_layers == []
    assert [layer.name for layer in ssd(FINE, EXTRA).extra_layers] == ["extra_1"]


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ((Level("conv4_3", (9,), ()),), "Level 'conv4_3': no such feature map; .* fine, coarse"),
        ((FINE, Level("coarse", (9,), (), 8)), "Level 'coarse': 4 rows at step 8 span 32 px"),
        ((FINE, FINE), r"each feature map once, got \['fine', 'fine'\]"),
        ((), "levels must have at least one row"),
    ],
)
def test_a_wrong_table_names_the_level(levels, sentence):
    with pytest.raises(ValueError, match=sentence):
        ssd(*levels)


def test_images_of_another_size_are_refused(rng):
    with pytest.raises(ValueError, match=r"images must be \(64, 96\)"):
        ssd(FINE)(rng.uniform(0, 255, [1, 96, 64, 3]))


@pytest.mark.parametrize("prior", [0, 1, 2])
def test_a_background_prior_out_of_range(prior):
    with pytest.raises(ValueError, match="background_prior must be in"):
        ssd(FINE, background_prior=prior)


def test_a_fresh_network_gives_background_its_prior():
    model = ssd(FINE, COARSE, background_prior=0.99)
    for head in model.logit_heads:
        head.predict.convolution.kernel.assign(0 * head.predict.convolution.kernel)
    logits = model(np.zeros([1, 64, 96, 3], "float32"))["logits"]
    np.testing.assert_allclose(keras.ops.softmax(logits)[0, :, 0], 0.99, rtol=1e-5)


def test_a_frozen_model_stays_frozen_when_it_is_saved(tmp_path, rng):
    model = ssd(FINE, EXTRA)
    model.trainable = False
    model.save(tmp_path / "frozen.keras")
    again = keras.saving.load_model(tmp_path / "frozen.keras")
    assert not again.trainable and again.trainable_variables == []
    before = again.get_weights()
    again(rng.uniform(0, 255, [2, 64, 96, 3]).astype("float32"), training=True)
    for value, now in zip(before, again.get_weights(), strict=True):  # Statistics stay as well
        np.testing.assert_array_equal(value, now)
    model.trainable = True
    assert SSD.from_config(model.get_config()).trainable_variables


def test_it_is_exported_before_its_first_answer(tmp_path, rng):
    ssd(FINE, EXTRA).save(tmp_path / "fresh.keras")
    model = keras.saving.load_model(tmp_path / "fresh.keras")
    model.export(str(tmp_path / "exported"), verbose=False)
    images = rng.uniform(0, 255, [1, 64, 96, 3]).astype("float32")
    loaded = tf.saved_model.load(str(tmp_path / "exported"))
    found = loaded.serve(images)
    np.testing.assert_allclose(found["logits"], model(images)["logits"], rtol=1e-4, atol=1e-4)


def test_fused_gives_the_same_numbers_without_normalization(rng):
    model = ssd(FINE, COARSE, EXTRA, l2_normalized=("fine",), top_down=6)
    for variable in model.non_trainable_variables:  # Statistics as after training
        variable.assign(rng.uniform(0.5, 2.0, variable.shape))
    fused = model.fuse()
    images = rng.integers(0, 255, [2, 64, 96, 3]).astype("uint8")
    for name, numbers in model(images).items():
        np.testing.assert_allclose(fused(images)[name], numbers, atol=1e-4)
    assert not fused.non_trainable_variables
    assert len(fused.weights) < len(model.weights)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_outputs_are_float32_under_mixed_precision(policy, rng):
    backbone = TinyBackbone(name="tiny", dtype=policy)
    model = SSD(backbone, 2, (FINE,), (64, 96), dtype=policy)
    outputs = model(rng.integers(0, 255, [1, 64, 96, 3]).astype("uint8"))
    assert {v.dtype.name for v in outputs.values()} == {"float32"}
    assert model.offset_heads[0].predict.compute_dtype == policy.removeprefix("mixed_")
