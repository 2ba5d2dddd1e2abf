"""The Gaussian that fits each component best, all of them in one batch of least squares."""

import cv2
import numpy as np

from tfvision.text.quads import axes

FAINTEST = 1e-3  # Values below it count as this; their logarithms weigh next to nothing.
SHARED = 0.003  # Weight of a pixel that touches two components
RIDGE = 1e-9  # Of the weights' sum; keeps the equations of a single row of pixels solvable.
FARTHEST = 3.0  # A size that is this many times what was expected, or of which it is, is no fit.


def fit(found, centres, halves, dratio, turned=False):
    """Fits `log(value)` by a quadratic of the place, weighted by the squared value.

    The logarithm of a Gaussian is a quadratic whatever part of it is seen, so that the threshold
    takes nothing off; and the error of a logarithm is that of its value divided by the value.

    Args:
        found: `Components`.
        centres: `[N, 2]`, where each is expected, in pixels of the map.
        halves: `[N, 2]`, the upright half sizes expected.
        dratio: Standard deviations from the centre of a box to its edge.
        turned: Whether the axes of a Gaussian may be turned.

    Returns: centres, half sizes and angles `[N]` of the Gaussians as `unclip` gives them; `[N]`
        bool, false where nothing fits.
    """
    rows, x, y, values, factors = _pixels(found)
    u = (x + 0.5 - centres[rows, 0]) / halves[rows, 0]
    v = (y + 0.5 - centres[rows, 1]) / halves[rows, 1]
    solved = _solve(rows, len(found), u, v, values, factors, turned)  # [N, 5 or 6]
    curved = np.zeros([len(found), 2, 2])  # Inverse covariances, in units of the half sizes
    curved[:, 0, 0], curved[:, 1, 1] = -2 * solved[:, 3], -2 * solved[:, 4]
    if turned:
        curved[:, 0, 1] = curved[:, 1, 0] = -solved[:, 5]
    fits = (curved[:, 0, 0] > 0) & (curved[:, 1, 1] > 0) & (np.linalg.det(curved) > 1e-9)
    covariances = np.linalg.inv(np.where(fits[:, None, None], curved, np.eye(2)))
    moved = (covariances @ solved[:, 1:3, None])[..., 0] * halves
    share = dratio * np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    fits &= ((share < FARTHEST) & (share > 1 / FARTHEST)).all(1)
    fits &= (np.abs(moved) < np.maximum(halves, 1.5)).all(1)
    spreads, angles = axes(covariances * halves[:, :, None] * halves[:, None, :])
    return centres + moved, dratio * spreads, angles, fits


def _pixels(found):
    """The pixels of each component and those around it, so that one of a single pixel has nine.

    A pixel that touches two components counts for both, but little: one of them drew it.

    Returns: `[P]` each: rows of the components, columns, rows and values of the pixels, and the
        factors of their weights.
    """
    labels = found.labels.astype("float32")  # OpenCV dilates these, but no int32.
    most = np.float32(len(found) + 1)
    around = np.ones([3, 3], "uint8")
    highest = cv2.dilate(labels, around)
    lowest = most - cv2.dilate(np.where(labels > 0, most - labels, 0), around)
    highest, lowest = (np.where(labels > 0, labels, owners) for owners in (highest, lowest))
    places = np.flatnonzero(highest)
    rows, others = (owners.ravel()[places].astype("int64") - 1 for owners in (highest, lowest))
    shared = np.flatnonzero(rows != others)
    factors = np.where(rows != others, SHARED, 1.0)
    rows = np.concatenate([rows, others[shared]])
    places, factors = (np.concatenate([v, v[shared]]) for v in (places, factors))
    y, x = np.divmod(places, labels.shape[1])
    return rows, x, y, found.region.ravel()[places].astype("float64"), factors


def _solve(rows, count, u, v, values, factors, turned):
    """`[count, 5]` factors of 1, u, v, u², v², and with `turned` of uv, of all components."""
    values = np.maximum(values, FAINTEST)
    weights, logarithms = factors * values**2, np.log(values)
    terms = [np.ones_like(u), u, v, u * u, v * v] + [u * v] * turned
    size = len(terms)
    left, right = np.empty([count, size, size]), np.empty([count, size, 1])
    for i, term in enumerate(terms):
        weighted = weights * term
        right[:, i, 0] = np.bincount(rows, weighted * logarithms, count)
        for j in range(i, size):
            left[:, i, j] = left[:, j, i] = np.bincount(rows, weighted * terms[j], count)
    left += RIDGE * left[:, :1, :1] * np.eye(size)
    return np.linalg.solve(left, right)[..., 0]
