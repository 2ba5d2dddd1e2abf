"""How many channels a layer has in a narrower or wider network, by the rule of its authors."""

import math
import numbers


def scaled_width(channels, width, divisible=True):
    """The channels of a layer at a width multiplier.

    Args:
        channels: At width 1.
        width: Multiplier, see `check_multiplier`.
        divisible: To the nearest multiple of 8, at most a tenth below; otherwise rounded down.

    Example:
        >>> scaled_width(96, 0.35), scaled_width(96, 0.35, divisible=False)
        (32, 33)
    """
    scaled = channels * width
    if not divisible:
        return int(scaled)
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


def check_multiplier(**values):
    """Refuses what no number of channels, or of layers, can be multiplied by.

    Raises: ValueError naming the argument.

    Example:
        >>> check_multiplier(width=0.5, depth=2)
    """
    for name, value in values.items():
        if not isinstance(value, numbers.Real) or not 0 < value < math.inf:
            raise ValueError(f"{name} must be above 0 and finite, got {value!r}")
