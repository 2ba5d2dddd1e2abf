"""The initializers that layers take by name: Keras's, and one that Keras has no name for."""

import keras


def initializer(name):
    """Returns a new Keras initializer.

    Args:
        name: One of Keras's names, or "fan_out": normal, with the variance 2 / (kernel pixels *
            output channels), as EfficientNet's and torchvision's convolutions begin. A depthwise
            kernel has one output channel.

    Example:
        >>> initializer("fan_out").mode
        'fan_out'
    """
    if name == "fan_out":
        return keras.initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal")
    return keras.initializers.get(name)
