"""The SSDs of the paper: counts of the published networks."""

import numpy as np
import pytest

from tfvision.detection import ssd300_vgg16, ssd512_vgg16


def count(variables):
    return sum(int(np.prod(v.shape)) for v in variables)


@pytest.mark.parametrize(
    ("factory", "parameters", "boxes"),
    [
        (ssd300_vgg16, 26_285_486, 8732),  # amdegroot, jjjkkkjjj
        (ssd512_vgg16, 27_188_676, 24564),  # its boxes: the paper's, table 8
    ],
)
def test_parameters_and_boxes_of_the_published_networks(factory, parameters, boxes):
    model = factory(classes=20)
    assert count(model.trainable_variables) == parameters
    assert model.default_boxes.shape == (boxes, 4)


def test_qfgaohao_normalises_by_batches():
    model = ssd300_vgg16(2, l2_normalized=(), batch_normalized=("conv4_3",))
    assert not model.l2_layers and list(model.norm_layers) == ["conv4_3"]
    assert count(model.norm_layers["conv4_3"].trainable_variables) == 2 * 512


def test_a_narrow_one_has_the_same_boxes():
    model = ssd300_vgg16(1, width=0.125, batch_norm=True)
    assert model.default_boxes.shape == (8732, 4)
    assert [extra.filters for extra in model.extras] == [64, 32, 32, 32]
    assert model.backbone.stages[0].norm and model.count_params() == 461_628
