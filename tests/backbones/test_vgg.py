"""VGG: counts, sizes, names, fusing and freezing."""

import keras
import numpy as np
import pytest

from tfvision.backbones import VGG


@pytest.mark.parametrize(
    ("variant", "plain", "normalized"),
    [
        # The paper's totals less the fully-connected layers; a normalization adds 4 to a channel.
        ("11", 9_220_480, 9_231_488),
        ("13", 9_404_992, 9_416_768),
        ("16", 14_714_688, 14_731_584),
        ("19", 20_024_384, 20_046_400),
    ],
)
def test_parameter_counts(variant, plain, normalized):
    assert VGG(variant).count_params() == plain
    # The bias goes where normalization comes.
    channels = (normalized - plain) // 4
    assert VGG(variant, batch_norm=True).count_params() == normalized - channels


def test_reduced_parameter_count():
    # SSD300 has 26,285,486, its extra layers, heads and L2 normalization included.
    assert VGG("16", reduced=True).count_params() == 20_483_904


def test_sizes_at_300_pixels():
    features = VGG("16", reduced=True)(keras.Input([300, 300, 3]))
    assert {name: tuple(map.shape[1:]) for name, map in features.items()} == {
        "conv1_2": (300, 300, 64),
        "conv2_2": (150, 150, 128),
        "conv3_3": (75, 75, 256),
        "conv4_3": (38, 38, 512),
        "conv5_3": (19, 19, 512),
        "fc7": (19, 19, 1024),
    }
    assert VGG("16")(keras.Input([300, 300, 3]))["conv4_3"].shape == (None, 37, 37, 512)


@pytest.mark.parametrize(
    "options", [{}, {"reduced": True}, {"pooled": True}], ids=["plain", "reduced", "pooled"]
)
def test_strides(options):
    model = VGG("11", **options)
    features = model(np.zeros([1, 64, 96, 3], "uint8"))
    assert list(features) == model.feature_names
    for name, stride in model.strides.items():
        assert features[name].shape[1:3] == (64 // stride, 96 // stride), name


def test_maps_are_named_after_the_last_convolution_of_each_stage():
    assert VGG("19").feature_names == ["conv1_2", "conv2_2", "conv3_4", "conv4_4", "conv5_4"]
    assert VGG("11").feature_names == ["conv1_1", "conv2_1", "conv3_2", "conv4_2", "conv5_2"]


@pytest.mark.parametrize("reduced", [False, True])
def test_fused_it_gives_the_same(rng, images, reduced):
    model = VGG("11", batch_norm=True, reduced=reduced, normalization="torch")
    for variable in model.variables:
        if "kernel" not in variable.path:
            low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.2
            variable.assign(rng.uniform(low, low + 1, variable.shape))
    features, others = model(images), model.fuse()(images)
    for name in model.feature_names:
        np.testing.assert_allclose(others[name], features[name], rtol=1e-3, atol=1e-4)


def test_a_frozen_stage_is_out_of_training():
    model = VGG("11", batch_norm=True, reduced=True, frozen="conv3_1")
    trained = {variable.path.split("/")[1] for variable in model.trainable_variables}
    assert trained == {"conv3_2", "conv4_1", "conv4_2", "conv5_1", "conv5_2", "fc6", "fc7"}
    assert not model.stages[0].normalization.trainable


def test_says_which_variants_there_are():
    with pytest.raises(ValueError, match="variant must be one of 11, 13, 16, 19, got 16"):
        VGG(16)


def test_pooled_has_one_more_pooling(images):
    features = VGG("11", pooled=True)(images)
    expected = keras.ops.max_pool(features["conv5_2"], 2)
    np.testing.assert_array_equal(features["pool5"], expected)
    with pytest.raises(ValueError, match="reduced and pooled exclude each other"):
        VGG("11", pooled=True, reduced=True)
