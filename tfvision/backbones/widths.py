"""How many channels a layer has in a narrower or wider network, by the rule of its authors."""


def scaled_width(channels, width, divisible=True):
    """The channels of a layer at a width multiplier.

    Args:
        channels: At width 1.
        width: Multiplier, above 0.
        divisible: To the nearest multiple of 8, at most a tenth below; otherwise rounded down.

    Raises: ValueError for a multiplier that is not above 0.

    Example:
        >>> scaled_width(96, 0.35), scaled_width(96, 0.35, divisible=False)
        (32, 33)
    """
    if not width > 0:
        raise ValueError(f"width must be above 0, got {width}")
    scaled = channels * width
    if not divisible:
        return int(scaled)
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded
