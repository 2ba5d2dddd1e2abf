"""The maps of MobileNets: there and back, and what is said of a network made otherwise."""

import numpy as np
import pytest

from tests.goldens.published_weights import shapes, state
from tfvision.backbones import MobileNetV2, MobileNetV3
from tfvision.detection import ssdlite_mobilenet_v3
from tfvision.weights import WeightsError, load_torch, model_from_torch, save_torch


@pytest.fixture(scope="module")
def late():
    return MobileNetV3(normalization="mb2-lite", late=True, epsilon=1e-5)


def emptied(model):
    """Sets every variable to zero, returns what they were."""
    before = [np.array(variable) for variable in model.variables]
    for variable in model.variables:
        variable.assign(np.zeros(variable.shape))
    return before


def assert_comes_back(model, path, source, names):
    written = save_torch(model, path, source)
    assert set(written) == set(names)
    before = emptied(model)
    assert not load_torch(model, path).problems
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value, err_msg=variable.path)


def test_ours_to_torchvision_and_back_is_exact(tmp_path):
    model = ssdlite_mobilenet_v3(5, alpha=0.25)
    names = shapes("torchvision", "SSDLite320")
    assert_comes_back(model, tmp_path / "ssdlite.safetensors", "torchvision", names)


def test_excitations_get_a_normalization_that_only_adds_their_bias(tmp_path, late, rng):
    for variable in late.variables:
        if "squeeze_excite" in variable.path:
            variable.assign(rng.normal(size=variable.shape))
    whole = shapes("qfgaohao", "mb3-large-ssd-lite")
    names = [key.removeprefix("base_net.") for key in whole if key.startswith("base_net.")]
    assert_comes_back(late, tmp_path / "mb3.pth", "qfgaohao", names)


def test_a_backbone_takes_its_part_of_a_detector(late):
    report = load_torch(late, state("qfgaohao", "mb3-large-ssd-lite"))
    assert report.network == "qfgaohao mb3-large-ssd-lite" and not report.kept
    assert {key.split(".")[0] for key in report.left} == {
        "classification_headers",
        "extras",
        "regression_headers",
    }


def test_the_port_and_torchvision_are_not_taken_for_each_other(late):
    with pytest.raises(WeightsError, match="look like torchvision MobileNetV3-Large with alpha=0"):
        load_torch(late, state("torchvision", "mobilenet_v3_large"))


def test_pixels_of_another_network_are_refused():
    model = MobileNetV2(padding="torch", normalization="mb2-lite")
    with pytest.raises(WeightsError, match="lufficc mb2@320 needs normalization='vgg', the model"):
        load_torch(model, state("lufficc", "mb2@320"))


def test_a_width_that_nobody_publishes():
    arrays = {key: np.zeros(shape) for key, shape in shapes("qfgaohao", "mb1-ssd").items()}
    arrays["base_net.0.0.weight"] = np.zeros([31, 3, 3, 3])
    with pytest.raises(WeightsError, match=r"its width multiplier is none of 1\.0, 1\.4"):
        model_from_torch(arrays)
