"""Layers whose convolution is deformable: new ones equal plain ones, whose weights they take."""

import keras
import numpy as np
import pytest

from tfvision.layers import (
    ConvNormAct,
    DeformConv2D,
    DoubledGhost,
    GhostModule,
    InvertedResidual,
    MBConv,
    fold,
)


def move(layer, rng):
    """Gives each variable a value that a trained network could have; offsets included."""
    for variable in layer.variables:
        low = 0.5 if "variance" in variable.path else -0.5
        variable.assign(rng.uniform(low, low + 1, variable.shape))


def pair(kind, x, rng, **options):
    """A plain layer of random weights and a deformable one, both built."""
    plain, layer = kind(**options), kind(**options, deformable=True)
    plain(x), layer(x)
    move(plain, rng)
    return plain, layer


@pytest.mark.parametrize("depthwise", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"kernel_size": 1, "norm": False},
        {"kernel_size": 2, "dilation_rate": 2},
        {"strides": 2},
        {"strides": 3, "kernel_size": 5, "use_bias": True},
        {"strides": 2, "padding": "torch"},
        {"padding": "torch", "dilation_rate": 2},
        {"padding": 0, "strides": 2},
        {"padding": 3},
    ],
    ids=str,
)
def test_a_new_one_equals_the_plain_one(rng, depthwise, options):
    for size_hw in ((8, 11), (7, 10)):
        x = rng.normal(size=[2, *size_hw, 4]).astype("float32")
        kind = {"filters": None, "depthwise": True} if depthwise else {"filters": 6}
        plain, layer = pair(ConvNormAct, x, rng, **kind, **options)
        fold(plain, layer)
        np.testing.assert_allclose(layer(x), plain(x), rtol=1e-4, atol=1e-5)
        assert layer.compute_output_shape(x.shape) == plain(x).shape


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (ConvNormAct, {"filters": 6, "groups": 2}),
        (GhostModule, {"filters": 7, "kernel_size": 3, "strides": 2}),
        (DoubledGhost, {"filters": 6}),
        (InvertedResidual, {"filters": 4, "strides": 2}),
        (MBConv, {"filters": 4, "kernel_size": 5}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_reads_the_file_of_a_plain_one(rng, tmp_path, kind, options):
    x = rng.normal(size=[2, 8, 11, 4]).astype("float32")
    layers = pair(kind, x, rng, **options)
    inputs = keras.Input([None, None, 4])
    plain, model = (keras.Model(inputs, layer(inputs)) for layer in layers)
    plain.save_weights(tmp_path / "plain.weights.h5")
    model.load_weights(tmp_path / "plain.weights.h5")
    np.testing.assert_allclose(model(x), plain(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("options", [{"filters": 6}, {"filters": None, "depthwise": True}])
def test_folded_it_gives_the_same(rng, options):
    x = rng.normal(size=[2, 6, 7, 4]).astype("float32")
    shared = {**options, "strides": 2, "deformable": {"max_offset": 2.0}}
    layer, folded = ConvNormAct(**shared), ConvNormAct(**shared, norm=False)
    layer(x), folded(x)
    move(layer, rng)
    fold(layer, folded)
    np.testing.assert_allclose(folded(x), layer(x), rtol=1e-4, atol=1e-4)
    assert np.abs(folded.convolution.sampling(x)["offsets"]).max() > 0.5


def test_the_options_are_the_layers():
    options = {"modulated": False, "offset_groups": 2, "max_offset": 3.0}
    layer = ConvNormAct(6, deformable=options)
    layer.build((None, None, None, 4))
    assert layer.convolution.offset_kernel.shape == (3, 3, 4, 2 * 2 * 9)
    assert layer.convolution.max_offset == 3.0
    assert isinstance(ConvNormAct(6, deformable={}).convolution, DeformConv2D)
    with pytest.raises(ValueError, match=r"options of deformable must be .*got \['wobble'\]"):
        ConvNormAct(6, deformable={"wobble": 1})


def test_the_first_values_are_the_plain_ones(rng):
    x = rng.normal(size=[1, 9, 12, 32]).astype("float32")
    for name in (None, "fan_out", "glorot_uniform"):
        layer, plain = (
            ConvNormAct(
                None, depthwise=True, norm=False, kernel_initializer=name, deformable=deformable
            )
            for deformable in (True, False)
        )
        layer(x), plain(x)
        spread, expected = (np.std(each.plain_weights()[0]) for each in (layer, plain))
        assert spread == pytest.approx(expected, rel=0.2), name


def test_offsets_are_not_given_away_unsaid():
    plain, layer = ConvNormAct(3), ConvNormAct(3, deformable=True)
    plain.build((None, None, None, 2)), layer.build((None, None, None, 2))
    with pytest.raises(ValueError, match="a plain convolution has no offsets"):
        fold(layer, plain)
