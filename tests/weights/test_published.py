"""Networks as their authors publish them: through the name maps our models answer the same."""

import numpy as np
import pytest

from tests.goldens.published_weights import FOLDER, image, sampled, state
from tfvision.weights import model_from_torch

# Source, network, size of its image
NETWORKS = (
    pytest.param("torchvision", "vgg11", (69, 101), marks=pytest.mark.slow),
    ("torchvision", "vgg13_bn", (69, 101)),
    ("torchvision", "mobilenet_v2", (69, 101)),
    ("torchvision", "efficientnet_b0", (69, 101)),
    pytest.param("timm", "efficientnet_b0", (69, 101), marks=pytest.mark.slow),
    ("timm_tf", "tf_efficientnet_b0", (69, 101)),
    pytest.param("timm", "efficientnet_lite0", (69, 101), marks=pytest.mark.slow),
    ("timm_tf", "tf_efficientnet_lite0", (69, 101)),
    ("torchvision", "mobilenet_v3_large", (69, 101)),
    ("torchvision", "SSDLite320", (320, 320)),
    ("qfgaohao", "mb2-ssd-lite 0.25", (300, 300)),
    ("qfgaohao", "mb3-large-ssd-lite", (300, 300)),
    ("clovaai", "CRAFT", (69, 101)),
    ("seed", "GhostVGG", (69, 101)),
    pytest.param("seed", "GhostVGG plain", (69, 101), marks=pytest.mark.slow),
    ("seed", "GhostCRAFT", (69, 101)),
    pytest.param("torchvision", "SSD300", (300, 300), marks=pytest.mark.slow),
    pytest.param("qfgaohao", "mb1-ssd", (300, 300), marks=pytest.mark.slow),
    pytest.param("qfgaohao", "mb1-ssd-lite", (300, 300), marks=pytest.mark.slow),
    pytest.param("lufficc", "mb2@320", (320, 320), marks=pytest.mark.slow),
    pytest.param("qfgaohao", "vgg16-ssd", (300, 300), marks=pytest.mark.slow),
    pytest.param("lufficc", "SSD300", (300, 300), marks=pytest.mark.slow),
    pytest.param("lufficc", "SSD512", (512, 512), marks=pytest.mark.slow),
    pytest.param("amdegroot", "SSD300", (300, 300), marks=pytest.mark.slow),
    pytest.param("jjjkkkjjj", "SSD300", (300, 300), marks=pytest.mark.slow),
    pytest.param("jjjkkkjjj", "SSD512", (512, 512), marks=pytest.mark.slow),
)


def answers(model, size_hw):
    found = model(image(size_hw))
    if not isinstance(found, dict):
        found = {"maps" if len(found.shape) == 4 else "logits": found}
    return {name: sampled(np.asarray(value)) for name, value in found.items()}


@pytest.mark.parametrize(("source", "network", "size_hw"), NETWORKS)
def test_answers_are_equal(source, network, size_hw):
    folder = source.removesuffix("_tf")
    model, report = model_from_torch(state(folder, network), source)
    assert not report.problems and not report.heads and not report.kept and not report.left
    assert report.network.startswith(source)
    goldens = np.load(FOLDER / f"published_{folder}.npz")
    for name, found in answers(model, size_hw).items():
        expected = goldens[f"{network}/{name}"]
        assert np.std(expected) > 0.02
        # What float32 leaves of large numbers
        atol = 2e-5 * max(5, np.abs(expected).max())
        np.testing.assert_allclose(found, expected, atol=atol, rtol=0)
