"""EfficientNet's block: the order of its parts, widths, and when the branch may be dropped."""

import numpy as np
import pytest

from tfvision.layers import MBConv


@pytest.fixture
def x(rng):
    return rng.normal(size=[6, 5, 9, 8]).astype("float32")


def test_weighs_between_the_depthwise_convolution_and_the_projection(x):
    block = MBConv(8, kernel_size=5, expansion=3)
    outputs = block(x)
    wide = block.depthwise(block.expand(x))
    assert wide.shape == (6, 5, 9, 24)
    narrow = block.project(block.squeeze_excite(wide))
    np.testing.assert_allclose(outputs, narrow + x, rtol=1e-5, atol=1e-6)
    assert np.min(narrow) < -0.3, "the projection is linear"


def test_narrows_to_a_quarter_of_the_blocks_input(x):
    block = MBConv(5, expansion=6)
    block(x)
    assert block.squeeze_excite.reduced == 2
    block = MBConv(5)
    block(x[..., :3])
    assert block.squeeze_excite.reduced == 1
    block = MBConv(5, squeeze_ratio=None)
    block(x)
    assert block.squeeze_excite is None


def test_an_expansion_of_one_widens_nothing(x):
    block = MBConv(5, expansion=1)
    block(x)
    assert block.expand is None
    # Depthwise, excitation to 2 and back, projection; four numbers a normalized channel
    assert block.count_params() == 8 * 9 + (16 + 2 + 16 + 8) + 40 + 4 * 8 + 4 * 5


def test_drops_the_branch_of_some_images_in_training(x):
    block = MBConv(8, drop_rate=0.5)
    block.depthwise.normalization.trainable = block.project.normalization.trainable = False
    block(x)
    block.expand.normalization.trainable = False
    branch = block(x) - x
    dropped = []
    for _ in range(10):
        for image, given, whole in zip(block(x, training=True), x, branch, strict=True):
            dropped.append(np.array_equal(image, given))
            if not dropped[-1]:
                np.testing.assert_allclose(image - given, 2 * whole, rtol=1e-3, atol=1e-4)
    assert 15 <= sum(dropped) <= 45


def test_a_branch_that_stands_alone_is_never_dropped(x):
    block = MBConv(7, drop_rate=0.9)
    for _ in range(3):
        assert np.asarray(block(x, training=True)).any((1, 2, 3)).all()


def test_the_layers_carry_the_names_of_the_paper(x):
    block = MBConv(8, name="block2b")
    block(x)
    names = {variable.path.split("/")[1] for variable in block.variables}
    assert names == {"expand", "depthwise", "squeeze_excite", "project"}
    assert block.compute_output_shape((6, 5, 9, 8)) == (6, 5, 9, 8)
