"""What a Keras network's own layers do to its pixels, in the words of `ImageNormalization`."""

import keras
import numpy as np

from tfvision.layers.image_normalization import MODES

# Of ImageNet's pixels in [0, 1], RGB
DEVIATIONS = (0.229, 0.224, 0.225)

_KINDS = (keras.layers.Rescaling, keras.layers.Normalization)


def holds_deviations(normalization):
    """Whether a `Normalization` holds ImageNet's deviations where it should hold variances.

    The published files of EfficientNet do.
    """
    return np.allclose(normalization.get_weights()[1], DEVIATIONS, atol=1e-4)


def pixel_mode(network):
    """Returns the mode of `ImageNormalization` that does what a network's first layers do.

    Normalizations that hold deviations are taken as they are meant: Keras mends them with one more
    rescaling where it downloads the weights, and not where it reads them from a file.

    Returns: The mode's name, or None for a network without such layers.
    Raises: ValueError if no mode does the same.
    """
    layers = [x for x in network.layers if isinstance(x, _KINDS)]
    if not layers:
        return None
    scale, offset = np.ones(3), np.zeros(3)
    for layer in layers:
        if isinstance(layer, keras.layers.Rescaling):
            step, shift = np.array(layer.scale), np.array(layer.offset)
        else:
            mean, variance = (np.reshape(value, -1) for value in layer.get_weights()[:2])
            if layer is layers[-1] and holds_deviations(layer):
                variance = np.square(variance)
            step = 1 / np.maximum(np.sqrt(variance), keras.config.epsilon())
            shift = -mean * step
        scale, offset = scale * step, offset * step + shift
    for name, mode in MODES.items():
        same_deviation = np.allclose(1 / scale, mode.deviation, rtol=1e-4)
        if same_deviation and np.allclose(-offset / scale, mode.mean, atol=1e-2) and not mode.bgr:
            return name
    raise ValueError(
        f"{network.name} subtracts {(-offset / scale).round(3)} from its pixels and divides by "
        f"{(1 / scale).round(3)}, which no mode of ImageNormalization does"
    )
