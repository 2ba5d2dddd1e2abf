"""Ellipses of components, grown by what a threshold takes off a Gaussian."""

import numpy as np

from tfvision.text.quads import axes

# Squared pixels by which the centres of an ellipse's pixels are spread less than the ellipse: of
# 0, 1/24 and 1/12 what gave the best boxes of touching characters of 8 to 16 pixels.
PIXEL = 1 / 24
LEAST_HEIGHT = 1.05  # Of a peak over the threshold: nearer to it, a Gaussian would be endless.


def unclip(found, threshold, dratio, turned=False):
    """Grows each component by a share of its size.

    Args:
        found: `Components`.
        threshold: What they were found with.
        dratio: Standard deviations from the centre of a box to its edge.
        turned: Whether the axes may be turned.

    Returns: centres `[N, 2]`, half sizes `[N, 2]` and angles `[N]` in radians of the Gaussians, out
        to `dratio` standard deviations, in pixels of the map.
    """
    places = np.flatnonzero(found.labels)
    rows = found.labels.ravel()[places] - 1
    y, x = np.divmod(places, found.labels.shape[1])
    centres = _means(rows, (x + 0.5, y + 0.5), found)
    u, v = x + 0.5 - centres[rows, 0], y + 0.5 - centres[rows, 1]
    xx, xy, yy = _means(rows, (u * u, u * v, v * v), found).T
    covariances = np.stack([xx + PIXEL, xy, xy, yy + PIXEL], 1).reshape(-1, 2, 2)
    if not turned:
        covariances *= np.eye(2)
    spreads, angles = axes(covariances)
    # The radius of a filled ellipse is twice its standard deviation.
    return centres, 2 * spreads * _factor(threshold, found.peaks, dratio)[:, None], angles


def _factor(threshold, peaks, dratio):
    """`[N]`: from the half sizes of what is above the threshold to those of the Gaussians.

    A Gaussian is above it up to `sqrt(2 ln(peak / threshold))` standard deviations.
    """
    heights = np.maximum(peaks.astype("float64") / threshold, LEAST_HEIGHT)
    return dratio / np.sqrt(2 * np.log(heights))


def _means(rows, values, found):
    """`[N, k]` means over the pixels of each component of their `k` values `[P]`."""
    sums = [np.bincount(rows, column, len(found)) for column in values]
    return np.stack(sums, axis=1) / found.sizes[:, None]
