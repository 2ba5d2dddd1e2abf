"""SSDs on MobileNets: counts of the published networks, freezing, a stride-8 level."""

import keras
import numpy as np
import pytest

from tfvision.detection import (
    Level,
    ssd_mobilenet_v1,
    ssdlite_mobilenet_v2,
    ssdlite_mobilenet_v3,
)
from tfvision.detection.geometries import published


def count(variables):
    return sum(int(np.prod(v.shape)) for v in variables)


@pytest.mark.parametrize(
    ("factory", "options", "geometry", "parameters"),
    [
        # qfgaohao's; test_architectures counts the first one too
        pytest.param(
            ssdlite_mobilenet_v2, {}, "qfgaohao_mb2_lite", 3_388_228, marks=pytest.mark.slow
        ),
        pytest.param(ssd_mobilenet_v1, {}, "qfgaohao_mb1", 9_468_996, marks=pytest.mark.slow),
        pytest.param(
            ssd_mobilenet_v1, {"lite": True}, "qfgaohao_mb1", 4_312_388, marks=pytest.mark.slow
        ),
        # Of its 2,388,296, the excitations' normalizations less the biases they become
        pytest.param(
            ssdlite_mobilenet_v3,
            {"geometry": "qfgaohao_mb3_lite"},
            "qfgaohao_mb3_lite",
            2_387_266,
            marks=pytest.mark.slow,
        ),
        # torchvision's
        (ssdlite_mobilenet_v3, {"classes": 90}, "torchvision_mb3_320", 3_440_060),
    ],
)
def test_parameters_and_boxes_of_the_published_networks(factory, options, geometry, parameters):
    model = factory(**options)
    assert count(model.trainable_variables) == parameters
    np.testing.assert_array_equal(model.default_boxes, published(geometry).default_boxes())


def test_lufficcs_reads_the_narrow_map():
    model = ssdlite_mobilenet_v2(1, (64, 96), geometry="lufficc_mb2_320", alpha=0.1)
    assert [level.feature for level in model.levels[:2]] == ["block_12", "Conv_1"]
    assert model.feature_sizes_hw[0] == (4, 6)


def test_an_image_of_another_shape_scales_the_table_of_v1():
    model = ssd_mobilenet_v1(1, (64, 96), alpha=0.1, freeze="all")
    assert model.feature_sizes_hw[0] == (4, 6) and not model.backbone.trainable_variables
    widths, heights = model.default_boxes[0, 2] * 96, model.default_boxes[0, 3] * 64
    np.testing.assert_allclose(widths, heights, rtol=1e-5)  # Square on the image


def test_a_geometry_is_known_by_name():
    with pytest.raises(ValueError, match="geometry must be one of torchvision_mb3_320, qfgaohao"):
        ssdlite_mobilenet_v3(1, geometry="caffe_voc300")


def test_a_stride_8_level_is_one_row():
    """The finest map becomes 38 x 38 instead of 19 x 19; the other boxes stay where they were."""
    coarse = published("qfgaohao_mb2_lite").levels
    model = ssdlite_mobilenet_v2(2, levels=(Level("block_6_expand", (21, 60), (2, 3)), *coarse))
    assert model.feature_sizes_hw[:2] == [(38, 38), (19, 19)]
    assert len(model.default_boxes) == 38 * 38 * 6 + 3000
    expected = published("qfgaohao_mb2_lite").default_boxes()
    np.testing.assert_array_equal(model.default_boxes[-3000:], expected)


def test_an_image_that_is_not_square_scales_the_table():
    model = ssdlite_mobilenet_v2(1, (160, 256), alpha=0.35)
    assert model.feature_sizes_hw[0] == (10, 16)
    assert model.levels[0].sizes == (32.0, 56.0)
    widths_px = model.default_boxes[:, 2] * 256
    heights_px = model.default_boxes[:, 3] * 160
    np.testing.assert_allclose(widths_px[0], heights_px[0], rtol=1e-5)  # Square on the image


def test_freezing_reaches_the_named_stage_and_its_statistics(rng):
    model = ssdlite_mobilenet_v2(1, (96, 128), alpha=0.35, freeze="block_13")
    frozen, free = model.backbone.blocks[13], model.backbone.blocks[14]
    assert not frozen.trainable_variables and free.trainable_variables
    before = [np.array(v) for v in frozen.non_trainable_variables]
    moving = [np.array(v) for v in free.non_trainable_variables]
    model(rng.uniform(0, 255, [2, 96, 128, 3]).astype("float32"), training=True)
    for value, variable in zip(before, frozen.non_trainable_variables, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert any((np.array(v) != m).any() for v, m in zip(free.variables, moving, strict=False))


def test_weights_of_keras_applications_by_path(tmp_path, rng):
    theirs = keras.applications.MobileNetV2(weights=None, include_top=False, alpha=0.35)
    theirs.save_weights(tmp_path / "their.weights.h5")
    model = ssdlite_mobilenet_v2(1, (96, 160), alpha=0.35, weights=tmp_path / "their.weights.h5")
    images = rng.integers(0, 255, [1, 96, 160, 3]).astype("uint8")
    expected = theirs(images / np.float32(127.5) - 1)
    np.testing.assert_allclose(model.backbone(images)["Conv_1"], expected, atol=1e-4)


def test_missing_weights_name_the_file():
    with pytest.raises((ValueError, OSError), match=r"nowhere\.weights\.h5"):
        ssdlite_mobilenet_v2(1, (96, 160), alpha=0.35, weights="nowhere.weights.h5")
