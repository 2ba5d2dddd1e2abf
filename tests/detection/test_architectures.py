"""The SSDs of the papers: counts of the published networks, freezing, a stride-8 level."""

import keras
import numpy as np
import pytest

from tfvision.detection import Level, ssd300_vgg16, ssd512_vgg16, ssdlite_mobilenet_v2
from tfvision.detection.geometries import published


def count(variables):
    return sum(int(np.prod(v.shape)) for v in variables)


@pytest.mark.parametrize(
    ("factory", "parameters", "boxes"),
    [
        (ssd300_vgg16, 26_285_486, 8732),  # amdegroot, jjjkkkjjj
        (ssd512_vgg16, 27_188_676, 24564),  # its boxes: the paper's, table 8
        (ssdlite_mobilenet_v2, 3_388_228, 3000),  # qfgaohao's mb2-ssd-lite
    ],
)
def test_parameters_and_boxes_of_the_published_networks(factory, parameters, boxes):
    model = factory(classes=20)
    assert count(model.trainable_variables) == parameters
    assert model.default_boxes.shape == (boxes, 4)


def test_the_published_table_stands_on_the_published_maps():
    model = ssdlite_mobilenet_v2(classes=20)
    expected = published("qfgaohao_mb2_lite").default_boxes()
    np.testing.assert_array_equal(model.default_boxes, expected)


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
