"""Answers of different lengths in one batch."""

import numpy as np

from tests.tiny_text import lattice
from tfvision.text.padded import padded


def answer(count):
    boxes = lattice((200, 300))[:count]
    return {"boxes": boxes, "order": np.arange(count, dtype="int32"), "ruby": np.ones(count, bool)}


def test_what_is_missing_is_filled_up():
    batch = padded([answer(2), answer(0), answer(5)])
    assert batch["num_detections"].tolist() == [2, 0, 5]
    assert batch["boxes"].shape == (3, 5, 4) and batch["boxes"].dtype == np.float32
    assert batch["order"].tolist() == [[0, 1, -1, -1, -1], [-1] * 5, [0, 1, 2, 3, 4]]
    assert batch["ruby"].sum() == 7 and batch["ruby"].dtype == bool
    np.testing.assert_array_equal(batch["boxes"][2], answer(5)["boxes"])
    assert padded([answer(0)])["boxes"].shape == (1, 0, 4)
