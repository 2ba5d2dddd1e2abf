"""MobileNetV3-Large: the widths of the paper and of torchvision, the port's, fusing, freezing."""

import keras
import numpy as np
import pytest

from tfvision.backbones import MobileNetV3


@pytest.fixture(scope="module", params=[False, True], ids=["paper", "late"])
def model(request):
    return MobileNetV3(alpha=0.1, late=request.param)


def trained(model):
    return sum(np.prod(v.shape) for v in model.trainable_variables)


@pytest.mark.parametrize(
    ("options", "parameters", "channels"),
    [
        # Torchvision's without the classifier
        ({"reduced_tail": True}, 1_620_512, (64, 72, 240, 112, 672, 480)),
        pytest.param({}, 2_971_952, (64, 72, 240, 112, 672, 960), marks=pytest.mark.slow),
        # Of qfgaohao's 1,442,276, the excitations' normalizations less the biases they become
        pytest.param(
            {"late": True}, 1_441_246, (64, 72, 240, 112, 672, 960), marks=pytest.mark.slow
        ),
    ],
)
def test_parameters_and_channels_of_the_maps(options, parameters, channels):
    model = MobileNetV3(**options)
    assert trained(model) == parameters
    features = model(keras.Input([None, None, 3]))
    assert tuple(map.shape[-1] for map in features.values()) == channels


def test_a_map_of_each_stride(model, images):
    tap = "bneck_14_expand" if model.late else "bneck_13_expand"
    names = ["bneck_2_expand", "bneck_4_expand", "bneck_7_expand", "bneck_12", tap, "conv_1"]
    assert model.feature_names == names
    assert list(model.strides.values()) == [2, 4, 8, 16, 16, 32]
    features = model(images[:1, :37, :53])
    for name, stride in model.strides.items():
        assert features[name].shape[1:3] == (-(-37 // stride), -(-53 // stride))


def test_hard_swish_in_the_deeper_half(model):
    activations = [block.activation for block in model.blocks]
    assert activations == ["relu"] * 6 + ["hard_swish"] * 9
    excited = [i for i, block in enumerate(model.blocks, 1) if block.squeeze_excite is not None]
    assert excited == [4, 5, 6, 11, 12, 13, 14, 15]


@pytest.mark.parametrize("model", [True], ids=["late"], indirect=True)
def test_fused_it_gives_the_same(model, images, rng):
    for variable in model.variables:
        if "kernel" not in variable.path:
            low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.2
            variable.assign(rng.uniform(low, low + 0.6, variable.shape))
    fused = model.fuse()
    assert not [v for v in fused.variables if "norm" in v.path.split("/")]
    for name, expected in model(images).items():
        np.testing.assert_allclose(fused(images)[name], expected, rtol=1e-3, atol=1e-3)


def test_freezing_by_name(model):
    model.freeze("bneck_5")
    assert not model.blocks[4].trainable_variables and model.blocks[5].trainable_variables
    model.freeze(None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": "same"}, 'padding must be "keras" or "torch", got \'same\''),
        ({"late": True, "reduced_tail": True}, "late and reduced_tail exclude each other"),
    ],
)
def test_says_which_argument_is_wrong(options, message):
    with pytest.raises(ValueError, match=message):
        MobileNetV3(0.1, **options)
