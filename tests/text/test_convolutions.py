"""The three kinds of layers, and when they end in a ReLU."""

import numpy as np
import pytest

from tests.goldens.ghost_torch import features
from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule
from tfvision.text.convolutions import check_kind, convolution


@pytest.mark.parametrize(
    ("kind", "cls", "negative"),
    [("plain", ConvNormAct, True), ("ghost", GhostModule, False), ("doubled", DoubledGhost, True)],
)
def test_kinds(kind, cls, negative):
    for rectified in (True, False):
        layer = convolution(kind, 6, 3, rectified=rectified, name="conv")
        assert type(layer) is cls and layer.name == "conv"
        outputs = layer(features(), training=True)
        assert (np.min(outputs) < 0) == (negative and not rectified)


def test_a_plain_one_keeps_its_bias_beside_the_normalization():
    for norm in (True, False):
        layer = convolution("plain", 6, 3, norm=norm, initializer="fan_out")
        assert layer.use_bias and layer.norm == norm
        assert layer.kernel_initializer == "fan_out"


def test_unknown_kinds():
    with pytest.raises(ValueError, match="kind must be one of plain, ghost, doubled, got None"):
        check_kind(None)
