"""The initializers that layers take by name: Keras's, and some that Keras has no name for."""

import keras


def initializer(name):
    """Returns a new Keras initializer.

    Args:
        name: One of Keras's names, or "fan_out": normal, with the variance 2 / (kernel pixels *
            output channels), as EfficientNet's and torchvision's convolutions begin. A depthwise
            kernel has one output channel. Or "small": normal with deviation 0.01, for a last layer
            whose outputs are to begin near zero. Or "torch": uniform, with the variance
            1 / (3 * fan-in), as PyTorch's convolutions and dense layers begin.

    Example:
        >>> initializer("fan_out").mode
        'fan_out'
    """
    if name == "fan_out":
        return keras.initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal")
    if name == "small":
        return keras.initializers.RandomNormal(stddev=0.01)
    if name == "torch":
        return keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform")
    return keras.initializers.get(name)
