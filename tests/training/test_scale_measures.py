"""Accuracy by scale and the spread of taps, each on what is known."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision import classification
from tfvision.classification import ScaledMNISTNet
from tfvision.classification.scaled_digits import ScaledDigits
from training import scale_measures

SMALL = (3, 4, 5, 6)


def digits(count=7):
    random = np.random.default_rng(8)
    images = random.integers(1, 255, [count, 6, 8], "uint8")
    return ScaledDigits(images, np.arange(count), random.uniform(0.5, 1.5, count))


def test_score_is_that_of_each_image():
    model, data = classification.scaled_mnist(10, filters=SMALL), digits()
    right, losses = scale_measures.score(model, data, batch_size=3)
    for i, example in enumerate(data.examples()):
        chances = tf.nn.softmax(model(example["image"][None]))[0].numpy()
        assert right[i] == (chances.argmax() == i)
        assert losses[i] == pytest.approx(-np.log(chances[i]), rel=1e-4)


def test_every_image_is_in_one_part():
    right, scale = np.array([True, False, True, True]), np.array([0.5, 0.74, 0.76, 1.0])
    found = scale_measures.by_scale(right, scale, (0.5, 1.0), bins=2)
    assert found == {"0.50 to 0.75": [0.5, 2], "0.75 to 1.00": [1.0, 2]}
    assert scale_measures.by_scale(right[:2], scale[:2], (0.5, 1.5)) == {
        **{"0.50 to 0.70": [1.0, 1], "0.70 to 0.90": [0.0, 1]}
    }


def test_a_fresh_network_reads_a_plain_grid():
    net = ScaledMNISTNet(("conv2", "conv4"), filters=SMALL)
    found = scale_measures.offsets(net, digits(), batch_size=3)
    assert list(found) == ["conv2", "conv4"]
    for values in found.values():
        assert (values["mean"], values["max"], values["mask"]) == (0, 0, 1)
        assert values["spread"] == pytest.approx(np.sqrt(4 / 3))
        assert values["spread_with_size"] is None


def test_taps_that_double_their_distance_have_twice_the_spread():
    net = ScaledMNISTNet(("conv3",), modulated=False, filters=SMALL)
    layer = net.stages[2].convolution
    kernel, _ = layer.get_offset_weights()
    grid = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)], "float32")
    layer.set_offset_weights([kernel, grid.reshape(-1)])
    values = scale_measures.offsets(net, digits(), batch_size=4)["conv3"]
    assert values["spread"] == pytest.approx(2 * np.sqrt(4 / 3))
    assert values["mean"] == pytest.approx(np.hypot(*grid.T).mean())
    assert values["max"] == pytest.approx(np.sqrt(2))
    assert values["mask"] is None


def test_a_spread_that_grows_with_the_digit_correlates():
    sizes = 1 / digits().scales
    rows = np.stack([np.zeros(7), np.full(7, np.nan), 3 * sizes + 1, np.ones(7)], -1)
    assert scale_measures._summary(rows, sizes)["spread_with_size"] == pytest.approx(1)
    rows[:, 2] *= -1
    assert scale_measures._summary(rows, sizes)["spread_with_size"] == pytest.approx(-1)


def test_an_empty_image_counts_as_a_whole():
    data = ScaledDigits(np.zeros([2, 6, 8], "uint8"), [1, 2], [0.9, 1.1])
    net = ScaledMNISTNet(("conv4",), filters=SMALL)
    assert scale_measures.offsets(net, data, batch_size=2)["conv4"]["mask"] == 1
