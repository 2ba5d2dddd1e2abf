"""DoubledGhost: the second normalization stays when the module's own are folded."""

import numpy as np

from tests.contracts import move_weights
from tests.goldens.ghost_torch import features
from tfvision.layers import DoubledGhost, fold


def test_folded_it_gives_the_same_and_keeps_the_outer_normalization():
    layer, folded = DoubledGhost(7), DoubledGhost(7, norm=False)
    for made in (layer, folded):
        made.build((None, None, None, 6))
    move_weights(layer)
    fold(layer, folded)
    np.testing.assert_allclose(folded(features()), layer(features()), atol=1e-5)
    assert folded.ghost.cheap.normalization is None
    assert layer.normalization.moving_mean.shape == (7,)
    np.testing.assert_array_equal(folded.normalization.beta, layer.normalization.beta)


def test_counts_what_torch_counts():
    # As many for 7 filters as for 8 inside, 2 a filter for the outer normalization
    layer = DoubledGhost(7)
    layer.build((None, None, None, 6))
    assert sum(np.prod(v.shape) for v in layer.trainable_variables) == 4 * 54 + 4 * 9 + 16 + 14
