"""Whether each character of a page stands in a row or in a column."""

import numpy as np

from tfvision.text.neighbours import connected

ALIKE = 1.6  # Largest quotient of the sizes of two characters of one text; ruby is beyond it.
APART = 1.5  # in sizes; a neighbour that is further away is none
TOGETHER = 0.8  # in sizes; up to here characters may belong to one text, in rows or in columns
DOUBT = 0.1  # Characters on a grid, equally far apart both ways, are read in rows.
CLEAR = 0.5  # The mean vote of a text that needs no advice from around it.


def is_vertical(boxes_xyxy, sizes, near):
    """Tells columns from rows by which neighbours are closer, each text as a whole.

    In a text the next character is closer than the next line. What hangs together closely votes
    first; a single character, and what votes without a clear majority, goes with all that is
    near it; and what has no neighbour of its size, with the nearest that has.

    Args:
        boxes_xyxy: `[N, 4]`.
        sizes: Of the characters, `[N]`.
        near: `Neighbours` of the boxes.

    Returns: bool `[N]`. A character alone on its page stands in a row.
    """
    count = len(boxes_xyxy)
    small, large = np.sort(np.stack([sizes[near.a], sizes[near.b]]), axis=0)
    centres = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    offset = np.abs(centres[near.a] - centres[near.b])
    costs, nearest = [], []
    for axis in (0, 1):
        beside = (near.reach[:, 1 - axis] >= 0.5) & (near.reach[:, axis] < 0.5)
        beside &= large <= ALIKE * small
        cost = np.where(beside, (near.gap(axis) + offset[:, 1 - axis]) / large, np.inf)
        least = np.full(count, APART)
        for members in (near.a, near.b):
            np.minimum.at(least, members, cost)
        costs.append(cost)
        nearest.append(least)
    votes = np.log((nearest[0] + 0.1) / (nearest[1] + 0.1)) - DOUBT  # Above 0: in a column.

    cost, best = np.minimum(*costs), np.minimum(*nearest)
    wide = cost <= TOGETHER
    # Hardly farther than the nearest neighbour of either: no next line, and no other text's end.
    close = wide & (cost <= 3 * np.minimum(best[near.a], best[near.b]) + 0.2)
    own, mean, members = _tally(votes, near.a[close], near.b[close])
    around, _, everyone = _tally(votes, near.a[wide], near.b[wide])
    total = np.where((np.abs(mean) >= CLEAR) & (members > 1), own, around)
    known = (np.abs(total) > 1e-9) & (everyone > 1)
    return _spread(known & (total > 0), known, near, offset.sum(axis=1))


def _tally(votes, a, b):
    """Of the group of each character: the sum of the votes, their mean, the number of members."""
    groups = connected(len(votes), a, b)
    total, members = np.bincount(groups, votes)[groups], np.bincount(groups)[groups]
    return total, total / members, members


def _spread(vertical, known, near, distance):
    """The answers that are known, and elsewhere that of the nearest character that has one."""
    asking, asked = np.concatenate([near.a, near.b]), np.concatenate([near.b, near.a])
    distance = np.tile(distance, 2)
    while True:
        rows = np.flatnonzero(known[asked] & ~known[asking])
        if not len(rows):
            return vertical
        rows = rows[np.argsort(distance[rows], kind="stable")]
        learning, first = np.unique(asking[rows], return_index=True)
        vertical[learning] = vertical[asked[rows][first]]
        known[learning] = True
