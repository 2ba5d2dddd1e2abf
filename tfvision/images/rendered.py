"""What every series of rendered pictures refuses: counts below 0, and sizes that show nothing."""

import numbers

LEAST = 32  # pixels; a smaller picture shows nothing


def check_counts(**values):
    """Refuses what is no whole number from 0; `keep_mb` may have a fraction.

    Raises: ValueError naming the argument.

    Example:
        >>> check_counts(seed=3, keep_mb=0.5)
    """
    for name, value in values.items():
        if not isinstance(value, numbers.Real) or isinstance(value, bool) or not value >= 0:
            raise ValueError(f"{name} must be a number from 0, got {value!r}")
        if name != "keep_mb" and value != int(value):
            raise ValueError(f"{name} must be a whole number, got {value!r}")


def checked_size(size_hw):
    """`(height, width)` as ints.

    Raises: ValueError for anything else, and for a side of less than `LEAST` pixels.

    Example:
        >>> checked_size([40.0, 64])
        (40, 64)
    """
    try:
        height, width = (int(side) for side in size_hw)
    except (TypeError, ValueError):
        raise ValueError(f"size_hw must be (height, width), got {size_hw!r}") from None
    if min(height, width) < LEAST:
        raise ValueError(f"size_hw must be at least {LEAST} a side, got {size_hw!r}")
    return height, width
