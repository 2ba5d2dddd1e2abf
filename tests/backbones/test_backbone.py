"""What every backbone does alike, on one of two convolutions."""

import numpy as np
import pytest

from tests.tiny_detector import TwoConvolutions


@pytest.mark.parametrize(("stage", "trained"), [("all", 0), ("fine", 3), (None, 6)])
def test_a_copy_is_frozen_as_the_first(stage, trained, images):
    copy = TwoConvolutions.from_config(TwoConvolutions(frozen=stage).get_config())
    assert sum(variable.trainable for variable in copy.variables) == trained
    before = copy.get_weights()
    copy(images, training=True)
    pairs = zip(copy.get_weights(), before, strict=True)
    moved = [not np.array_equal(now, was) for now, was in pairs]
    assert sum(moved) == 2 * (trained // 3)  # The statistics of each normalization.


def test_it_thaws():
    backbone = TwoConvolutions(frozen="all")
    for stage, trained in (("fine", 3), (None, 6), ("coarse", 0), ("all", 0), (None, 6)):
        backbone.freeze(stage)
        assert len(backbone.trainable_variables) == trained
