"""SidesLoss against a plain loop: images with and without characters, one or two heat maps."""

import numpy as np
import pytest

from tfvision.text.loss import HardNegativeMSE
from tfvision.text.sides_loss import SidesLoss


def loss_loop(targets, outputs, weight):
    """The heat maps' loss, and the mean over characters' cores of the errors that sides have."""
    maps = outputs.shape[-1] - 4
    total = 0.0
    for target, output in zip(targets, outputs, strict=True):
        heat = np.concatenate([target[..., :maps], target[..., -2:-1]], -1)
        total += float(HardNegativeMSE()(heat[None], output[None, ..., :maps]))
        error = counted = 0.0
        for y, x in np.ndindex(output.shape[:2]):
            count = target[y, x, -1]
            error += count * abs(target[y, x, maps:-2] - output[y, x, maps:]).sum()
            counted += count
        total += weight * error / max(counted, 1)
    return total / len(targets)


@pytest.mark.parametrize("maps", [1, 2])
@pytest.mark.parametrize("cores", [0.0, 0.1, 1.0])
def test_equals_the_loop(rng, maps, cores):
    targets = rng.uniform(size=[3, 7, 11, maps + 6]).astype("float32")
    targets[..., -1] *= rng.uniform(size=[3, 7, 11]) < cores
    outputs = rng.normal(size=[3, 7, 11, maps + 4]).astype("float32")
    for weight in (0.0, 0.3):
        loss = float(SidesLoss(sides_weight=weight)(targets, outputs))
        assert loss == pytest.approx(loss_loop(targets, outputs, weight), rel=1e-5)


def test_targets_that_do_not_fit():
    with pytest.raises(ValueError, match=r"targets must be \[B, h, w, 7\] for outputs .* got"):
        SidesLoss()(np.zeros([1, 2, 3, 6], "float32"), np.zeros([1, 2, 3, 5], "float32"))
    with pytest.raises(ValueError, match="sides_weight must be at least 0, got -1"):
        SidesLoss(sides_weight=-1)
