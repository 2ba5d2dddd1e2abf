"""EfficientNets of timm: which of its two kinds a file is for, it does not say."""

import numpy as np
import pytest

from tests.goldens.published_weights import state
from tfvision.backbones import EfficientNet
from tfvision.weights import WeightsError, load_torch, model_from_torch, save_torch


@pytest.fixture(scope="module")
def arrays():
    """Of the smallest Lite one."""
    return state("timm", "tf_efficientnet_lite0")


@pytest.fixture(scope="module")
def backbone():
    return EfficientNet("lite0", normalization="mb2-lite")


def test_a_model_made_for_one_kind_is_not_filled_in_silence(arrays, backbone):
    for source in ("auto", "timm"):
        with pytest.raises(
            WeightsError, match=r"needs normalization='torch', .*source=\"timm_tf\""
        ):
            load_torch(backbone, arrays, source)
    report = load_torch(backbone, arrays, "timm_tf")
    assert report.network == "timm_tf EfficientNet Lite" and not report.kept
    assert report.left == ["classifier.weight", "classifier.bias"]
    assert 'without "tf_" look the same: for these, source="timm"' in str(report)


def test_there_and_back(arrays, backbone, tmp_path):
    load_torch(backbone, arrays, "timm_tf")
    written = save_torch(backbone, tmp_path / "lite.safetensors", "timm_tf")
    assert set(written) == {key for key in arrays if not key.startswith("classifier")}
    for key, value in written.items():
        np.testing.assert_array_equal(value, arrays[key], err_msg=key)


@pytest.mark.parametrize("part", ["bn2.weight", "blocks.6.0.conv_pwl.weight"])
def test_mobilenets_of_timm_are_not_taken_for_these(arrays, part):
    others = {key: value for key, value in arrays.items() if key != part}
    with pytest.raises(WeightsError, match="of no network that is known here"):
        model_from_torch(others)
