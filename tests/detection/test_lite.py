"""How the layers of an SSDLite are made, for each of those who publish one."""

import numpy as np
import pytest

from tfvision.detection import Lite
from tfvision.detection.extras import Extra
from tfvision.detection.lite import QFGAOHAO_MB1, TORCHVISION


def test_a_single_cell_has_nothing_around_it():
    assert Lite().head_options((1, 1), False)["kind"] == "pointwise"
    assert Lite().head_options((1, 2), False)["kind"] == "separable"
    assert TORCHVISION.head_options((1, 1), False)["kind"] == "separable"


def test_normalization_goes_with_fusing_and_by_choice():
    assert Lite().head_options((3, 5), False)["norm"]
    assert not Lite().head_options((3, 5), True)["norm"]
    assert not QFGAOHAO_MB1.head_options((3, 5), False)["norm"]


def test_torchvisions_extras_end_with_an_activation(rng):
    x = rng.normal(size=[1, 6, 10, 8]).astype("float32")
    row = Extra("extra_1", 12, 6)
    ends = [row.layer(lite, False, None)(x) for lite in (TORCHVISION, Lite())]
    assert np.min(ends[0]) == 0 and np.min(ends[1]) < 0


def test_there_and_back_through_plain_values():
    assert Lite.from_config(TORCHVISION.get_config()) == TORCHVISION


def test_says_what_is_allowed():
    with pytest.raises(ValueError, match='"pointwise" or "separable", got \'conv\''):
        Lite(single_cell="conv")
