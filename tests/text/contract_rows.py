"""The rows of text in the contract table, see `tests/contract_rows.py`."""

import numpy as np

from tests.contracts import Row
from tests.text.tiny_craft import Halved
from tfvision import text


def heat_maps():
    rng = np.random.default_rng(4)
    targets = rng.uniform(size=[2, 9, 12, 3]).astype("float32") ** 4  # Two maps, and weights
    return targets, rng.normal(size=[2, 9, 12, 2]).astype("float32")


def maps_with_sides():
    rng = np.random.default_rng(5)
    targets = rng.uniform(size=[2, 9, 12, 7]).astype("float32") ** 4
    return targets, rng.normal(size=[2, 9, 12, 5]).astype("float32")


TEXT_ROWS = [
    Row(
        text.Slices,
        kind="ghost",
        width=0.0625,
        dilation_rate=2,
        normalization="tf",
        frozen="conv2_1",
    ),
    Row(text.Slices, kind="doubled", width=0.0625, fused=True, deformable=("conv5_1",)),
    Row(
        text.CRAFT,
        backbone=lambda: Halved(name="tiny"),
        outputs=2,
        filters=(16,),
        kind="doubled",
        head="ghost",
    ),
    Row(
        text.CRAFT,
        backbone=lambda: Halved(fused=True, name="tiny"),
        filters=(24,),
        kind="ghost",
        sides=True,
        fused=True,
    ),
    Row(
        text.HardNegativeMSE,
        feed=heat_maps,
        positive_threshold=0.2,
        negative_ratio=1.5,
        min_negatives=7,
        name="regions_wrong",
    ),
    Row(
        text.SidesLoss,
        feed=maps_with_sides,
        positive_threshold=0.2,
        negative_ratio=1.5,
        min_negatives=7,
        sides_weight=0.5,
        name="sides_wrong",
    ),
]
