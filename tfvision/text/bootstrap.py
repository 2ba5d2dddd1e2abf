"""How far a share would move with other images: percentile intervals by drawing images again."""

import numpy as np

_WEIGHTS_AT_ONCE = 4_000_000


def resampled(sums, resamples=1000, seed=0):
    """Totals of as many images as there are, drawn with replacement, again and again.

    Args:
        sums: What is counted in each image, `[I, K]`.
        resamples: How many times all images are drawn.
        seed: Whole number from 0; the same seed draws the same images.

    Returns: `[resamples, K]`.
    Raises: ValueError if there is no image or `resamples` is below 1.

    Example:
        >>> resampled(np.ones([4, 2]), 3).tolist()
        [[4.0, 4.0], [4.0, 4.0], [4.0, 4.0]]
    """
    sums = np.asarray(sums, np.float64)
    images = len(sums)
    if not images:
        raise ValueError("an interval needs at least one image, got none")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, got {resamples}")
    rng = np.random.default_rng(seed)
    shares, most = np.full(images, 1 / images), max(1, _WEIGHTS_AT_ONCE // images)
    counts = [min(most, resamples - at) for at in range(0, resamples, most)]
    return np.concatenate([rng.multinomial(images, shares, count) @ sums for count in counts])


def interval(values, confidence=0.95):
    """The middle part of what resampling gave.

    Args:
        values: `[resamples]`; NaN, where a draw had nothing to divide by, is left out.
        confidence: Share of the values that lies inside, in (0, 1).

    Returns: `(low, high)`; NaN twice if nothing is left.
    Raises: ValueError if `confidence` is out of its range.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie in (0, 1), got {confidence!r}")
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
