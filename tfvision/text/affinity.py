"""The places between neighbouring characters, which CRAFT's affinity map marks."""

import numpy as np

_THIRD = 2 / 3  # Of a character's height, between the centres of its upper and lower triangle


def followers(lines):
    """Pairs of characters that follow each other in a line.

    Args:
        lines: `[N]` int, the line of each character, below 0 for none; the characters of a line
            stand in reading order.

    Returns: `[P, 2]` int64 rows of the characters.
    """
    lines = np.asarray(lines)
    rows = np.flatnonzero(lines >= 0)
    rows = rows[lines[rows].argsort(kind="stable")]
    pairs = np.stack([rows[:-1], rows[1:]], axis=1) if len(rows) else np.zeros([0, 2], "int64")
    return pairs[lines[pairs[:, 0]] == lines[pairs[:, 1]]]


def links(boxes_xyxy, pairs):
    """Quads between the centres of characters, as high as the triangles of both reach.

    The diagonals of a box part it into triangles; a link has the centres of the upper and the
    lower one of both characters as corners, or of the left and the right one in a column.

    Args:
        boxes_xyxy: `[N, 4]`, any unit in which x and y are alike.
        pairs: `[P, 2]` rows, as `followers` gives them.

    Returns: `[P, 4, 2]` corners.
    Reference: Baek et al., CRAFT, CVPR 2019, figure 3.
    """
    boxes_xyxy = np.asarray(boxes_xyxy, "float64").reshape(-1, 4)
    centres = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    reaches = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) / 2 * _THIRD
    apart = np.abs(centres[pairs[:, 1]] - centres[pairs[:, 0]])
    is_column = apart[:, 1] > apart[:, 0]
    across = np.stack([is_column, ~is_column], axis=1)  # [P, 2]: the axis across the line
    ends = [(centres[rows], reaches[rows] * across) for rows in pairs.T]
    (first, reach_first), (last, reach_last) = ends
    corners = [first - reach_first, last - reach_last, last + reach_last, first + reach_first]
    return np.stack(corners, axis=1)
