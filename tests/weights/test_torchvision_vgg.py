"""VGG of torchvision as the backbone of SSD: fc6 and fc7 are thinned out from its dense layers."""

import numpy as np
import pytest

from tfvision.backbones import VGG
from tfvision.backbones.five_stages import VARIANTS, WIDTHS
from tfvision.weights import WeightsError, load_torch, save_torch
from tfvision.weights.names.torchvision_vgg import places


@pytest.fixture(scope="module")
def arrays():
    """The file of VGG11, its dense layers at their real sizes; zeros but for what is read."""
    found, channels = {}, 3
    for name, place in places(VARIANTS["11"], False).items():
        filters = WIDTHS[int(name[4]) - 1]
        found[f"features.{place}.weight"] = np.zeros((filters, channels, 3, 3), "float32")
        found[f"features.{place}.bias"] = np.zeros(filters, "float32")
        channels = filters
    for index, shape in ((0, (4096, 512 * 49)), (3, (4096, 4096)), (6, (1000, 4096))):
        found[f"classifier.{index}.weight"] = np.zeros(shape, "float32")
        found[f"classifier.{index}.bias"] = np.arange(shape[0], dtype="float32")
    grid = found["classifier.0.weight"].reshape(4096, 512, 7, 7)
    grid[4 * 9, 11, 3, 6] = 5  # Filter 9 of fc6, the middle row and the last column of its taps
    grid[4 * 9, 11, 4, 6] = 7  # Between the taps
    found["classifier.3.weight"][4 * 2, 4 * 8] = 3
    return found


@pytest.fixture(scope="module")
def backbone():
    return VGG("11", reduced=True, normalization="torch")


def test_fc6_and_fc7(arrays, backbone):
    report = load_torch(backbone, arrays)
    assert not report.kept and report.left == ["classifier.6.weight", "classifier.6.bias"]
    kernel, bias = (np.array(v) for v in backbone.fc6.weights)
    assert np.argwhere(kernel).tolist() == [[1, 2, 11, 9]] and kernel[1, 2, 11, 9] == 5
    np.testing.assert_array_equal(bias, np.arange(0, 4096, 4))
    kernel, bias = (np.array(v) for v in backbone.fc7.weights)
    assert np.argwhere(kernel).tolist() == [[0, 0, 8, 2]] and kernel[0, 0, 8, 2] == 3
    np.testing.assert_array_equal(bias, np.arange(0, 4096, 4))


def test_a_file_without_dense_layers_leaves_them(arrays, backbone):
    before = np.array(backbone.fc7.weights[0])
    features = {key: value for key, value in arrays.items() if key.startswith("features")}
    report = load_torch(backbone, features)
    assert [path.split("/")[-3] for path in report.kept] == ["fc6", "fc6", "fc7", "fc7"]
    np.testing.assert_array_equal(backbone.fc7.weights[0], before)


def test_they_are_not_written_back(backbone, tmp_path):
    with pytest.raises(WeightsError, match=r"torchvision \S+ (needs|has no place for \S*fc6)"):
        save_torch(backbone, tmp_path / "vgg.pth", "torchvision")
