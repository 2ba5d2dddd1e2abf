"""EfficientNet's parameters: added up from the table for every variant, and counted."""

import math

import keras
import pytest

from tfvision.backbones import EfficientNet
from tfvision.backbones.efficientnet import VARIANTS, block_rows
from tfvision.backbones.widths import scaled_width

# Trained parameters with a classifier of 1000 classes: torchvision, and for Lite timm.
COUNTS = {
    "b0": 5_288_548,
    "b1": 7_794_184,
    "b2": 9_109_994,
    "b3": 12_233_232,
    "b4": 19_341_616,
    "b5": 30_389_784,
    "b6": 43_040_704,
    "b7": 66_347_960,
    "lite0": 4_652_008,
    "lite1": 5_416_680,
    "lite2": 6_092_072,
    "lite3": 8_197_096,
    "lite4": 13_006_568,
}


def count(variant):
    """Adds up the parameters of the table, and a classifier's of 1000 classes."""
    ends = 1.0 if VARIANTS[variant].lite else VARIANTS[variant].width
    channels, top = scaled_width(32, ends), scaled_width(1280, ends)
    total = 27 * channels + 2 * channels
    for _, _, options in block_rows(variant):
        hidden = channels * options["expansion"]
        if hidden != channels:
            total += channels * hidden + 2 * hidden
        total += options["kernel_size"] ** 2 * hidden + 2 * hidden
        if options["squeeze_ratio"] is not None:
            reduced = int(channels * options["squeeze_ratio"])
            total += 2 * hidden * reduced + reduced + hidden
        total += hidden * options["filters"] + 2 * options["filters"]
        channels = options["filters"]
    return total + channels * top + 2 * top + 1000 * (top + 1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_tables_add_up_to_the_published_counts(variant):
    assert count(variant) == COUNTS[variant]


def trained(model):
    return sum(math.prod(v.shape) for v in model.trainable_variables)


@pytest.mark.parametrize("variant", ["b0", "lite0"])
def test_networks_have_as_many_parameters_as_their_tables(variant):
    model = EfficientNet(variant)
    assert trained(model) == COUNTS[variant] - 1000 * 1281
    # One bias for each mean of a normalization, whose other three are folded away
    removed = sum(v.shape[0] for v in model.variables if "moving_mean" in v.path)
    assert EfficientNet(variant, fused=True).count_params() == trained(model) - removed


@pytest.mark.slow
@pytest.mark.parametrize("variant", [name for name in VARIANTS if not VARIANTS[name].lite])
def test_every_network_has_as_many_parameters_as_in_keras(variant):
    function = getattr(keras.applications, f"EfficientNet{variant.upper()}")
    network = function(include_top=False, weights=None, input_shape=(64, 96, 3))
    model = EfficientNet(variant)
    assert trained(model) == trained(network)
    assert model.count_params() == network.count_params() - 7  # Mean, variance, count
    assert trained(model) + 1000 * (model.top.filters + 1) == COUNTS[variant]
