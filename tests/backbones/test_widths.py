"""Width and depth multipliers: the rule of rounding, and what becomes of the networks."""

import math

import numpy as np
import pytest

from tfvision.backbones import VGG, EfficientNet, GhostVGG
from tfvision.backbones.widths import scaled_width
from tfvision.text import Slices


@pytest.mark.parametrize(
    ("channels", "width", "divisible", "expected"),
    [
        (32, 0.35, True, 16),
        (24, 0.35, True, 8),
        (96, 0.35, True, 32),
        (16, 0.5, True, 8),
        (24, 0.75, True, 24),
        (16, 0.56, True, 16),  # 8 would be more than a tenth below 8.96
        (24, 0.75, False, 18),
        (96, 0.35, False, 33),
        (32, 1.4, True, 48),
        (16, 1.4, True, 24),
        (24, 1.4, True, 32),
        (192, 1.4, True, 272),
        (40, 1.1, True, 48),
        (1280, 1.1, True, 1408),
    ],
)
def test_scaled_width(channels, width, divisible, expected):
    assert scaled_width(channels, width, divisible) == expected


@pytest.mark.parametrize("value", [0.0, -0.5, math.nan, math.inf])
@pytest.mark.parametrize(
    ("network", "name"),
    [
        *((VGG, "width"), (GhostVGG, "width"), (Slices, "width")),
        *((EfficientNet, "width"), (EfficientNet, "depth")),
    ],
)
def test_what_is_no_multiplier(network, name, value):
    with pytest.raises(ValueError, match=f"{name} must be above 0 and finite, got {value}"):
        network(**{name: value})


@pytest.mark.parametrize("network", [VGG, GhostVGG])
def test_a_narrow_vgg_is_vgg_with_fewer_channels(network, images):
    narrow = network("11", width=0.125)
    names = network("11").feature_names
    channels = {name: map.shape[-1] for name, map in narrow(images).items()}
    assert channels == dict(zip(names, (8, 16, 32, 64, 64), strict=True))
    again = network.from_config(narrow.get_config())
    again(images)
    assert [v.shape for v in again.variables] == [v.shape for v in narrow.variables]


def test_the_reduced_layers_are_narrower_too():
    assert VGG("16", reduced=True, width=0.125).fc7.filters == 128


def test_efficientnet_is_scaled_beside_its_variant(images):
    small = EfficientNet("b2", width=0.5, depth=0.5)  # 0.55 times as wide as B0, 0.6 as deep
    again = EfficientNet.from_config(small.get_config())
    for model in (small, again):
        assert [block.name for block in model.blocks] == [
            *("block1a", "block2a", "block2b", "block3a", "block3b", "block4a", "block4b"),
            *("block5a", "block5b", "block6a", "block6b", "block6c", "block7a"),
        ]
        assert [block.filters for block in model.blocks[::2]] == [8, 16, 24, 48, 64, 104, 176]
        assert model.stem.filters == 16 and model(images)["top"].shape[-1] == 704
    again.set_weights(small.get_weights())
    np.testing.assert_array_equal(again(images)["top"], small(images)["top"])
