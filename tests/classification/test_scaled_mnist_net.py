"""The network for scaled digits: its published counts, and what a fresh deformable one gives."""

import keras
import numpy as np
import pytest

from tfvision import classification
from tfvision.classification import ScaledMNISTNet

SMALL = (4, 5, 6, 7)


def count(**options):
    model = classification.scaled_mnist(**options)
    return sum(v.shape.num_elements() for v in model.trainable_variables)


@pytest.mark.parametrize(
    ("deformable", "modulated", "more"),
    [
        ((), True, 0),
        (("conv4",), False, 20_754),
        (("conv3", "conv4"), False, 31_140),
        (("conv4",), True, 31_131),
        (("conv3", "conv4"), True, 46_710),
    ],
)
def test_parameters_of_the_published_networks(deformable, modulated, more):
    assert count(deformable=deformable, modulated=modulated) == 390_890 + more


def test_a_fresh_deformable_network_is_the_plain_one():
    images = np.random.default_rng(2).uniform(0, 255, [2, 20, 26, 3]).astype("float32")
    plain = ScaledMNISTNet(filters=SMALL)
    net = ScaledMNISTNet(deformable=("conv2", "conv4"), filters=SMALL)
    for stage, other in zip(net.stages, plain.stages, strict=True):
        stage.set_plain_weights(other.plain_weights())
    expected = plain(images)
    for name, feature in net(images).items():
        np.testing.assert_allclose(feature, expected[name], atol=1e-5)


def test_fused_is_the_same():
    keras.utils.set_random_seed(3)
    images = np.random.default_rng(2).uniform(0, 255, [2, 20, 26, 3]).astype("float32")
    net = ScaledMNISTNet(deformable=("conv4",), modulated=False, filters=SMALL)
    random = np.random.default_rng(4)
    for variable in net.weights:
        variable.assign(variable + random.uniform(0.1, 0.3, variable.shape))
    expected = net(images)["conv4"].numpy()
    np.testing.assert_allclose(net.fuse()(images)["conv4"], expected, rtol=1e-4, atol=1e-5)


def test_grey_is_the_mean_of_the_colours():
    net = ScaledMNISTNet(filters=SMALL)
    image = np.random.default_rng(2).integers(0, 255, [1, 12, 16, 1]).repeat(3, -1)
    coloured = image + np.array([-9, 2, 7])
    np.testing.assert_allclose(net(coloured)["conv4"], net(image)["conv4"], atol=1e-4)


def test_options_reach_the_layers():
    net = ScaledMNISTNet({"conv3": {"max_offset": 2.0}}, False, 0.5, SMALL, frozen="conv1")
    layer = net.stages[2].convolution
    assert (layer.max_offset, layer.modulated, layer.offset_lr_multiplier) == (2.0, False, 0.5)
    assert not layer.use_bias
    assert not net.stages[0].trainable and net.stages[1].trainable


def test_names_what_there_is():
    with pytest.raises(ValueError, match=r"^deformable must be among conv1, .*, conv4, got \['c"):
        ScaledMNISTNet(deformable=("conv5",))
    with pytest.raises(ValueError, match=r"^filters must be 4 numbers, got \(1, 2\)$"):
        ScaledMNISTNet(filters=(1, 2))
    with pytest.raises(
        ValueError, match=r"^weights must be None, for nobody publishes any; got 'i"
    ):
        classification.scaled_mnist(weights="imagenet")
