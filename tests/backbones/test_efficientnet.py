"""EfficientNet against keras.applications' numbers; counts, sizes, fusing and freezing."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.keras_efficientnet import last_of, theirs
from tfvision.backbones import EfficientNet
from tfvision.backbones.application_weights import copy_application
from tfvision.backbones.efficientnet import (
    VARIANTS,
    round_repeats,
)

# Where the published size does not matter
SMALL = {"width": 0.25, "depth": 0.4}
PUBLISHED = [name for name in VARIANTS if not VARIANTS[name].lite]


@pytest.fixture(scope="module")
def b0():
    keras.utils.set_random_seed(20)
    return EfficientNet("b0")


def assert_equals_keras(variant, size_hw, rng):
    network = theirs(variant, size_hw, rng)
    ours = copy_application(EfficientNet(variant), network)
    reader = keras.Model(network.input, [last_of(n, network).output for n in ours.feature_names])
    images = rng.uniform(0, 255, [2, *size_hw, 3]).astype("float32")
    dynamic = tf.function(ours, input_signature=[tf.TensorSpec([None, None, None, 3])])
    maps = {"eager": ours(images), "dynamic": dynamic(images), "fused": ours.fuse()(images)}
    for name, expected in zip(ours.feature_names, reader(images), strict=True):
        expected = np.asarray(expected)
        assert np.std(expected) > 0.1
        for kind, features in maps.items():
            assert features[name].shape == expected.shape
            error = np.linalg.norm(features[name] - expected) / np.linalg.norm(expected)
            assert error < 1e-5, f"{kind} {name}: {error}"


def test_equals_keras(rng):
    assert_equals_keras("b0", (65, 90), rng)


@pytest.mark.slow
@pytest.mark.parametrize("variant", PUBLISHED)
def test_every_variant_equals_keras(rng, variant):
    height, width = VARIANTS[variant].image_size
    assert_equals_keras(variant, (height // 2 + 1, width // 2 - 17), rng)


def test_round_repeats():
    assert [round_repeats(repeats, 1.8) for repeats in (1, 2, 3, 4)] == [2, 4, 6, 8]


def test_blocks_are_those_of_table_1(b0):
    rows = [(block.name, block.kernel_size, block.filters, block.strides) for block in b0.blocks]
    assert len(rows) == 16
    assert rows[:4] == [
        ("block1a", 3, 16, 1),
        ("block2a", 3, 24, 2),
        ("block2b", 3, 24, 1),
        ("block3a", 5, 40, 2),
    ]
    assert rows[-1] == ("block7a", 3, 320, 1)
    assert b0.blocks[0].expand is None and b0.blocks[1].expand.filters == 96
    # A quarter of the channels that come in, not of the widened ones
    assert [block.squeeze_excite.reduced for block in b0.blocks[:4]] == [8, 4, 6, 6]


def test_drop_rates_grow_with_the_depth(b0):
    rates = [block.drop.drop_rate for block in b0.blocks]
    np.testing.assert_allclose(rates, 0.2 * np.arange(16) / 16)
    assert not EfficientNet("lite0", drop_connect=0.0).blocks[-1].drop.drop_rate


def test_lite_has_no_excitation_and_the_ends_of_b0():
    model = EfficientNet("lite4")
    assert {block.squeeze_excite for block in model.blocks} == {None}
    assert {layer.activation for layer in model.stages} == {"relu6"}
    assert (model.stem.filters, model.top.filters) == (32, 1280)
    names = [block.name for block in model.blocks]
    assert "block1b" not in names and "block7b" not in names and "block2d" in names


@pytest.mark.parametrize(("variant", "padding"), [("b0", "same"), ("lite1", "torch")])
def test_sizes_are_rounded_up(variant, padding):
    model = EfficientNet(variant, padding)
    names = {
        "b0": ["block1a", "block2b", "block3b", "block5c", "block7a", "top"],
        "lite1": ["block1a", "block2c", "block3c", "block5d", "block7a", "top"],
    }
    assert model.strides == dict(zip(names[variant], (2, 4, 8, 16, 32, 32), strict=True))
    for size_hw in ((65, 97), (37, 54)):
        for name, feature in model(keras.Input([*size_hw, 3])).items():
            stride = model.strides[name]
            assert feature.shape[1:3] == tuple(-(-side // stride) for side in size_hw)


def test_torch_padding_is_the_same_on_both_sides(rng):
    # Where every size on the way down is odd, the two paddings are one.
    same, torch = (EfficientNet(padding=padding, **SMALL) for padding in ("same", "torch"))
    torch.set_weights(same.get_weights())
    for size_hw, is_equal in (((33, 65), True), ((34, 66), False)):
        images = rng.uniform(0, 255, [1, *size_hw, 3]).astype("float32")
        one, other = same(images)["block1a"], torch(images)["block1a"]
        assert np.allclose(one, other, rtol=1e-4, atol=1e-5) == is_equal


def test_kernels_begin_as_wide_as_their_outputs_ask(b0):
    kernel = b0.top.convolution.kernel
    assert np.std(kernel) == pytest.approx(math.sqrt(2 / 1280), rel=0.02)
    kernel = b0.blocks[-1].depthwise.convolution.kernel
    assert np.std(kernel) == pytest.approx(math.sqrt(2 / 9), rel=0.05)


def test_a_frozen_stage_keeps_its_statistics(images):
    model = EfficientNet("lite0", frozen="block6a", **SMALL)
    before = {v.path: v.numpy() for v in model.variables if "moving_mean" in v.path}
    model(images, training=True)
    moved = {v.path.split("/")[1] for v in model.variables if np.any(v != before.get(v.path, v))}
    assert moved == {"block6b", "block7a", "top"}


def test_half_precision_stays_near(images):
    whole = EfficientNet(**SMALL)
    half = EfficientNet(**SMALL, dtype="mixed_bfloat16", name=whole.name)
    half.set_weights(whole.get_weights())
    found = half(images)
    for name, expected in whole(images).items():
        got = found[name]
        assert got.dtype == tf.bfloat16
        error = np.abs(tf.cast(got, "float32") - expected).mean()
        assert error < 0.05 * np.abs(expected).max()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"variant": "b8"}, "variant must be one of b0, .*lite4, got 'b8'"),
        ({"padding": "valid"}, 'padding must be "same" or "torch", got \'valid\''),
        ({"frozen": "block7b"}, "stage must be None.*block7a, top, got 'block7b'"),
    ],
)
def test_says_which_argument_is_wrong(options, message):
    with pytest.raises(ValueError, match=message):
        EfficientNet(**options)
