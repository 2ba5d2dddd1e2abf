"""Which boxes of a page are near each other, and which hang together through their neighbours."""

import itertools
from typing import NamedTuple

import numpy as np

_PAIRS_AT_ONCE = 2_000_000


class Neighbours(NamedTuple):
    """Pairs of boxes, the first index below the second, and how they lie.

    Args:
        a, b: The boxes, `[P]`.
        shared: How far they overlap along x and along y, `[P, 2]`; below 0 it is the gap.
        reach: Shared length in each direction as a part of the shorter side, `[P, 2]`, at most 1.
    """

    a: np.ndarray
    b: np.ndarray
    shared: np.ndarray
    reach: np.ndarray

    def gap(self, axis):
        """What lies between them along one axis, at least 0, `[P]`."""
        return np.maximum(-self.shared[:, axis], 0.0)

    def only(self, kept):
        """Those where `kept`, bool `[P]`, is true."""
        return Neighbours(*(values[kept] for values in self))


def neighbours(boxes_xyxy, distances):
    """Finds the pairs of boxes with no more than some distance between them, along x and y alike.

    Args:
        boxes_xyxy: `[N, 4]`.
        distances: What counts as near for each box, `[N]`; the larger of two decides.

    Returns: `Neighbours`.
    """
    boxes, reach = boxes_xyxy.astype(np.float32), distances.astype(np.float32)
    orders, ends = [], []
    for axis in (0, 1):
        low, high = boxes[:, axis] - reach, boxes[:, axis + 2] + reach
        orders.append(np.argsort(low, kind="stable"))
        ends.append(np.searchsorted(low[orders[axis]], high[orders[axis]], side="right"))
    # Sweeping along the axis on which fewer boxes lie side by side.
    axis = int(ends[1].sum() < ends[0].sum())
    order, counts = orders[axis], ends[axis] - np.arange(len(boxes)) - 1
    chunks = np.cumsum(counts) // _PAIRS_AT_ONCE
    edges = [0, *(np.flatnonzero(np.diff(chunks)) + 1).tolist(), len(boxes)]
    parts = [
        _near(boxes[order], reach[order], counts, span, 1 - axis)
        for span in itertools.pairwise(edges)
    ]
    a, b, shared, least = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    a, b = order[a], order[b]
    return Neighbours(np.minimum(a, b), np.maximum(a, b), shared, shared / np.maximum(least, 1e-9))


def _near(boxes, reach, counts, span, axis):
    """Of the sorted boxes in `span`, each with the `counts` boxes that come next."""
    counts = counts[slice(*span)]
    one = np.repeat(np.arange(*span), counts)
    other = np.arange(1, len(one) + 1) - np.repeat(np.cumsum(counts) - counts, counts) + one
    sharing = []
    for side in (axis, 1 - axis):  # The axis that was not swept leaves few.
        low, high = np.ascontiguousarray(boxes[:, side]), np.ascontiguousarray(boxes[:, side + 2])
        shared = np.minimum(high[one], high[other]) - np.maximum(low[one], low[other])
        kept = shared >= -np.maximum(reach[one], reach[other])
        one, other = one[kept], other[kept]
        sharing = [values[kept] for values in (*sharing, shared)]
    shared = np.stack(sharing if axis == 0 else sharing[::-1], axis=1)  # [P, 2]
    sides = boxes[:, 2:] - boxes[:, :2]
    return one, other, shared, np.minimum(sides[one], sides[other])


def connected(count, a, b):
    """Numbers the groups that hang together through pairs.

    Args:
        count: Number of members.
        a: Members, `[P]`.
        b: Those that they belong to, `[P]`.

    Returns: `[count]`: 0, 1, … in the order of each group's first member.

    Example:
        >>> connected(5, np.array([0, 3]), np.array([2, 4])).tolist()
        [0, 1, 0, 2, 2]
    """
    root = np.arange(count)
    while True:
        least = np.minimum(root[a], root[b])
        new = root.copy()
        for members in (a, b):
            np.minimum.at(new, root[members], least)
        new = new[new]
        if (new == root).all():
            return np.unique(root, return_inverse=True)[1]
        root = new
