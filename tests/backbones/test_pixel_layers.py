"""What a Keras network does to its pixels, read off its layers."""

import keras
import numpy as np
import pytest

from tfvision.backbones.pixel_layers import DEVIATIONS, pixel_mode
from tfvision.layers import ImageNormalization

MEANS = (0.485, 0.456, 0.406)


def network(*layers):
    inputs = outputs = keras.Input((None, None, 3))
    for layer in layers:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs, name="given")


def weighed(variance):
    """As a network has it that reads its mean and variance from a file."""
    layer = keras.layers.Normalization()
    layer.build((None, None, None, 3))
    layer.set_weights([np.array(MEANS), np.array(variance), np.array(0)])
    layer.finalize_state()
    return layer


UNIT = keras.layers.Rescaling(1 / 255)


@pytest.mark.parametrize(
    ("layers", "mode"),
    [
        ([], None),
        ([UNIT], "unit"),
        ([keras.layers.Rescaling(1 / 127.5, offset=-1)], "tf"),
        ([UNIT, weighed(np.square(DEVIATIONS))], "torch"),
        # As published, with and without the layer that mends it
        ([UNIT, weighed(DEVIATIONS)], "torch"),
        ([UNIT, weighed(DEVIATIONS), keras.layers.Rescaling(1 / np.sqrt(DEVIATIONS))], "torch"),
    ],
)
def test_modes(layers, mode):
    assert pixel_mode(network(*layers)) == mode


def test_the_mode_does_what_the_layers_do(images):
    given = network(UNIT, weighed(np.square(DEVIATIONS)))
    ours = ImageNormalization(pixel_mode(given))
    np.testing.assert_allclose(ours(images), given(images), atol=1e-5)


def test_says_what_no_mode_does():
    given = network(keras.layers.Rescaling(0.5, offset=-10))
    with pytest.raises(ValueError, match=r"given subtracts \[20. 20. 20.\].*by \[2. 2. 2.\]"):
        pixel_mode(given)
