"""The order of the lines of a page: cut apart where nothing stands, sections first."""

import numpy as np

_SECTION = 2.0  # in sizes: room above and below that sets parts of a page apart
_GUTTER = 1.5  # in sizes: room between columns of text
_SLACK = 0.15  # of a line's thickness that may overlap the next one
_SHORT = 6, 12  # characters; entries of a table are rarely longer than these, or never
_FILLED = 0.75  # of its width; lines of a column of text are as a rule longer


def page_order(boxes_xyxy, em, counts, vertical):
    """Sorts lines as they are read: parts of the page one below the other, then side by side.

    A page is cut at white stripes that cross all of it, then each part again. Wide stripes between
    parts one above the other come first, then wide ones between parts side by side, then narrow
    ones between lines. Parts side by side are read from left to right, in columns from right to
    left; a table, where short entries face each other, is read row by row.

    Args:
        boxes_xyxy: Of the lines, `[L, 4]`.
        em: Their sizes, `[L]`.
        counts: Their characters, `[L]`.
        vertical: Whether they are columns, bool `[L]`.

    Returns: `[L]`: the lines in that order.
    """
    order, ahead = [], [np.arange(len(em))] if len(em) else []
    while ahead:
        rows = ahead.pop()
        parts = _cut(boxes_xyxy[rows], em[rows], counts[rows], vertical[rows])
        if len(parts) == 1:
            order.append(rows[parts[0]])
        else:
            ahead += [rows[part] for part in reversed(parts)]
    return np.concatenate(order) if order else np.zeros(0, int)


def _cut(boxes_xyxy, em, counts, vertical):
    """Parts of a group of lines in their order; a single part is sorted itself."""
    if len(em) == 1:
        return [np.zeros(1, int)]
    columns = counts[vertical].sum() * 2 > counts.sum()
    size = np.median(np.repeat(em, counts))
    thick = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    slack = _SLACK * thick.min(axis=1)

    def stripes(axis, least):
        parts = _stripes(boxes_xyxy[:, axis] + slack, boxes_xyxy[:, axis + 2] - slack, least * size)
        return parts[::-1] if axis == 0 and columns else parts

    sections = stripes(1, _SECTION)
    if len(sections) > 1:
        return sections
    gutters = stripes(0, _GUTTER)
    if len(gutters) > 1 and not (
        not columns and _is_table(gutters, stripes(1, 0), thick[:, 0], counts)
    ):
        return gutters
    for axis in (0, 1) if columns else (1, 0):
        parts = stripes(axis, 0)
        if len(parts) > 1:
            return parts
    middle = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    return [np.argsort(-middle[:, 0] if columns else middle[:, 1], kind="stable")]


def _stripes(low, high, least):
    """Parts between which at least `least` is empty, by rising coordinate."""
    order = np.argsort(low, kind="stable")
    ends = np.maximum.accumulate(high[order])
    cuts = np.flatnonzero(low[order][1:] - ends[:-1] > max(least, 1e-6)) + 1
    return np.split(order, cuts)


def _is_table(gutters, rows, lengths, counts):
    """Whether short entries stand side by side, hardly two of one row in the same column.

    Lines of text fill their column; entries of a table have the length that they have.
    """
    filled = [np.median(lengths[part]) >= _FILLED * lengths[part].max() for part in gutters]
    long = [counts[part].mean() > _SHORT[0] for part in gutters]
    if counts.mean() > _SHORT[1] or (all(filled) and all(long)):
        return False
    column = np.zeros(len(counts), int)
    for number, part in enumerate(gutters):
        column[part] = number
    shared = sum(len(set(column[row])) > 1 for row in rows)
    single = sum(len(set(column[row])) == len(row) for row in rows)
    fewest = min(len(part) for part in gutters)
    return shared >= 0.5 * fewest and single >= 0.8 * len(rows)
