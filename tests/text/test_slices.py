"""Slices: which features are rectified, sizes, freezing by layer."""

import numpy as np
import pytest

from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule
from tfvision.text.slices import Slices

NARROW = 0.0625


@pytest.fixture(scope="module")
def slices():
    return {kind: Slices(kind, NARROW) for kind in ("plain", "ghost", "doubled")}


def test_features_are_rectified_save_for_the_one_before_a_pooling(images, slices):
    # A normalization that no one trained yet leaves what is above 0 there.
    features = {kind: backbone(images, training=True) for kind, backbone in slices.items()}
    negative = {
        kind: {name for name, values in maps.items() if np.min(values) < 0}
        for kind, maps in features.items()
    }
    # fc7 is a bare convolution, or a Ghost module with its own ReLU; so is conv5_2 of a clean one.
    assert negative == {"plain": {"conv5_2", "fc7"}, "ghost": set(), "doubled": {"conv5_2"}}


def test_sizes_and_widths(images, slices):
    for backbone in slices.values():
        shapes = [tuple(map.shape[1:]) for map in backbone(images[:, :45, :61]).values()]
        # 45, 22, 11, 5, 2 and 61, 30, 15, 7, 3
        assert shapes == [(22, 30, 8), (11, 15, 16), (5, 7, 32), (2, 3, 32), (2, 3, 64)]
        assert backbone.feature_names == ["conv2_2", "conv3_2", "conv4_2", "conv5_2", "fc7"]


def test_widths_are_multiples_of_8():
    assert [layer.filters for layer in Slices("ghost", 0.3).stages] == [
        *(24, 24, 40, 40, 80, 80, 80),
        *([152] * 5),
        *(304, 304),
    ]


def test_the_last_pooling_sees_its_neighbours_and_keeps_the_size(images, slices):
    backbone = slices["plain"]
    features = backbone(images)
    maps = np.asarray(features["conv5_2"])  # [2, 3, 4, 32], of either sign
    padded = np.pad(maps, [(0, 0), (1, 1), (1, 1), (0, 0)], constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    fc6, fc7 = backbone.stages[-2:]
    np.testing.assert_allclose(fc7(fc6(windows.max(axis=(-2, -1)))), features["fc7"], atol=1e-5)


@pytest.mark.parametrize("kind", ["plain", "ghost"])
def test_layers_and_dilation(slices, kind):
    backbone = slices[kind]
    first, *others = backbone.stages
    assert type(first) is ConvNormAct
    expected = ConvNormAct if kind == "plain" else GhostModule
    assert {type(layer) for layer in others} == {expected}
    dilated = [layer.name for layer in others if layer.dilation_rate == 6]
    assert dilated == ["fc6"]
    assert not backbone.stages[-1].norm or kind == "ghost"


def test_a_doubled_one_has_a_ghost_first(slices):
    kinds = [type(layer) for layer in slices["doubled"].stages]
    assert kinds == [DoubledGhost] * 12 + [GhostModule] * 2


def test_frozen_up_to_a_layer():
    backbone = Slices("ghost", NARROW, frozen="conv2_2")
    assert [layer.trainable for layer in backbone.stages] == [False] * 4 + [True] * 10
    with pytest.raises(ValueError, match='stage must be None, "all" or one of conv1_1, '):
        backbone.freeze("conv5_3")


def test_fewer_than_sixteen_pixels_are_filled_up_after_normalization(slices):
    backbone = slices["plain"]
    mean = np.full([1, 1, 1, 3], np.float32([123.675, 116.28, 103.53]))
    small, large = (backbone(np.tile(mean, [1, *size, 1])) for size in ((3, 20), (16, 20)))
    for name, values in large.items():
        np.testing.assert_allclose(small[name], values, atol=1e-6)


def test_arguments_out_of_range():
    with pytest.raises(ValueError, match="kind must be one of plain, ghost, doubled, got 'vgg'"):
        Slices("vgg")
    with pytest.raises(ValueError, match=r"width must be above 0 and finite, got -0\.5"):
        Slices(width=-0.5)
