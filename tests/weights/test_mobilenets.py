"""The maps of MobileNets: there and back, and what is said of a network made otherwise."""

import types

import numpy as np
import pytest

from tests.goldens.published_weights import shapes, state
from tfvision.backbones import MobileNetV2, MobileNetV3
from tfvision.classification import Classifier
from tfvision.detection import Lite, ssd_mobilenet_v1
from tfvision.weights import WeightsError, load_torch, model_from_torch, save_torch
from tfvision.weights.names import lufficc_mb2, qfgaohao_mb2


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


def test_a_hidden_layer_of_another_activation_is_another():
    arrays = state("torchvision", "mobilenet_v3_large")
    hidden = len(arrays["classifier.0.bias"])
    report = load_torch(Classifier(MobileNetV3(0.25), 5, hidden=hidden), arrays)
    assert set(report.left) == {key for key in arrays if key.startswith("classifier.")}
    assert any("fc6" in path for path in report.kept)


def test_an_extra_that_widens_nothing_is_not_the_source_s(tmp_path):
    model = ssd_mobilenet_v1(1, lite=True, alpha=0.25)
    with pytest.raises(WeightsError, match="qfgaohao MobileNetV1 has no place for"):
        save_torch(model, tmp_path / "lite.pth", "qfgaohao")


@pytest.mark.parametrize("name_map", [qfgaohao_mb2.MAP, lufficc_mb2.MAP])
def test_the_usual_layers_may_be_written_out(name_map):
    backbone = MobileNetV2(0.1)
    found = [
        name_map.fits(types.SimpleNamespace(backbone=backbone, lite=lite))
        for lite in (True, Lite(), False, Lite(norm=False))
    ]
    assert found == [True, True, False, False]


def test_pixels_of_another_network_are_refused():
    model = MobileNetV2(padding="torch", normalization="mb2-lite")
    with pytest.raises(WeightsError, match="lufficc mb2@320 needs normalization='vgg', the model"):
        load_torch(model, state("lufficc", "mb2@320"))


def test_a_width_that_nobody_publishes():
    arrays = {key: np.zeros(shape) for key, shape in shapes("qfgaohao", "mb1-ssd").items()}
    arrays["base_net.0.0.weight"] = np.zeros([31, 3, 3, 3])
    with pytest.raises(WeightsError, match=r"its width multiplier is none of 1\.0, 1\.4"):
        model_from_torch(arrays)
