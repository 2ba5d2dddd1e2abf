"""Networks as their authors publish them: through the name maps our models answer the same."""

import numpy as np
import pytest

from tests.goldens.published_weights import FOLDER, WIDER, image, sampled, shapes, state
from tfvision.detection import SSD
from tfvision.weights import load_torch, model_from_torch, save_torch

# Source, network, size of its image
NETWORKS = (
    ("torchvision", "vgg13_bn", (69, 101)),
    ("torchvision", "mobilenet_v2", (69, 101)),
    ("torchvision", "efficientnet_b0", (69, 101)),
    ("timm_tf", "tf_efficientnet_b0", (69, 101)),
    ("timm_tf", "tf_efficientnet_lite0", (69, 101)),
    ("torchvision", "mobilenet_v3_large", (69, 101)),
    ("torchvision", "SSDLite320", (320, 320)),
    ("qfgaohao", "mb2-ssd-lite 0.25", (300, 300)),
    ("qfgaohao", "mb3-large-ssd-lite", (300, 300)),
    ("clovaai", "CRAFT", (69, 101)),
    ("seed", "GhostVGG", (69, 101)),
    ("seed", "GhostCRAFT", (69, 101)),
)
LONG = (
    ("torchvision", "vgg11", (69, 101)),
    ("timm", "efficientnet_b0", (69, 101)),
    ("timm", "efficientnet_lite0", (69, 101)),
    ("seed", "GhostVGG plain", (69, 101)),
    ("torchvision", "SSD300", (300, 300)),
    ("qfgaohao", "mb1-ssd", (300, 300)),
    ("qfgaohao", "mb1-ssd-lite", (300, 300)),
    ("lufficc", "mb2@320", (320, 320)),
    ("qfgaohao", "vgg16-ssd", (300, 300)),
    ("lufficc", "SSD300", (300, 300)),
    ("lufficc", "SSD512", (512, 512)),
    ("amdegroot", "SSD300", (300, 300)),
    ("jjjkkkjjj", "SSD300", (300, 300)),
    ("jjjkkkjjj", "SSD512", (512, 512)),
)
# What float32 leaves of large numbers: measured, 4e-6 of them at most, and up to 1.3e-5 behind the
# many normalizations of these, in PyTorch too
DEEP = ("SSDLite320", "mb2@320", "mb2-ssd-lite 0.25", "mb3-large-ssd-lite")


@pytest.fixture(
    scope="module",
    params=[*NETWORKS, *(pytest.param(row, marks=pytest.mark.slow) for row in LONG)],
    ids=lambda row: "-".join(row[:2]),
)
def published(request):
    """`(source, network, size_hw, model)`, the weights in it."""
    source, network, size_hw = request.param
    model, report = model_from_torch(state(source.removesuffix("_tf"), network), source)
    assert not report.problems and not report.heads and not report.kept and not report.left
    assert report.network.startswith(source)
    return source, network, size_hw, model


def widened(model):
    """The same SSD for wider images."""
    config = model.get_config()
    height, width = model.image_size
    config["image_size"] = (height, width + WIDER)
    config["levels"] = [{**level, "step": None} for level in config["levels"]]
    wide = SSD.from_config(config)
    wide.set_weights(model.get_weights())
    return wide


def answers(model, size_hw):
    """Dict of arrays, whatever a model answers."""
    found = model(image(size_hw))
    if not isinstance(found, dict):
        found = {"maps" if len(found.shape) == 4 else "logits": found}
    return {name: np.asarray(value) for name, value in found.items()}


def assert_equal(source, network, found, start=""):
    goldens = np.load(FOLDER / f"published_{source.removesuffix('_tf')}.npz")
    for name, value in found.items():
        expected = goldens[f"{network}/{start}{name}"]
        assert np.std(expected) > 0.02
        atol = (3e-5 if network in DEEP else 8e-6) * max(5, np.abs(expected).max())
        np.testing.assert_allclose(sampled(value), expected, atol=atol, rtol=0)


def test_answers_are_equal(published):
    source, network, size_hw, model = published
    assert_equal(source, network, answers(model, size_hw))


@pytest.mark.slow
def test_answers_to_wide_images_are_equal(published):
    source, network, (height, width), model = published
    if not isinstance(model, SSD):
        pytest.skip("its first image is not square")
    found = answers(widened(model), (height, width + WIDER))
    assert_equal(source, network, found, "wide/")


def test_weights_come_back(published, tmp_path):
    source, network, _, model = published
    written = save_torch(model, tmp_path / "a.pth", source)
    names = shapes(source.removesuffix("_tf"), network)
    assert {name: value.shape for name, value in written.items()} == names
    before = model.get_weights()
    model.set_weights([np.zeros_like(value) for value in before])
    assert not load_torch(model, tmp_path / "a.pth", source).problems
    for variable, value in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(variable, value, err_msg=variable.path)
