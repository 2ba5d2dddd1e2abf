"""The order of the lines of a page: cut apart where nothing stands, sections first."""

import numpy as np

SECTION = 2.0  # in sizes: room above and below that sets parts of a page apart
GUTTER = 1.5  # in sizes: room between columns of text
SLACK = 0.15  # of a line's thickness that may overlap the next one
SHORT = 6, 12  # characters; entries of a table are rarely longer than these, or never
FACED = 0.34  # of the lines of the shorter part: those that have a line beside them
LEVEL = 0.5  # in heights of the lowest line: how far apart the middles of one row may lie
FILLED = 0.75  # of its width; lines of a column of text are as a rule longer


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
        rows = np.sort(ahead.pop())
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
    slack = SLACK * thick.min(axis=1, keepdims=True)

    low, high = boxes_xyxy[:, :2] + slack, boxes_xyxy[:, 2:] - slack

    def stripes(axis, least):
        parts = _stripes(low[:, axis], high[:, axis], least * size)
        return parts[::-1] if axis == 0 and columns else parts

    sections = stripes(1, SECTION)
    if len(sections) > 1:
        return sections
    gutters = stripes(0, GUTTER)
    if not columns:
        gutters = _apart(gutters, boxes_xyxy, low[:, 1], high[:, 1], counts)
    if len(gutters) > 1:
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


def _apart(parts, boxes_xyxy, low, high, counts):
    """Joins neighbouring parts that are no columns of text.

    They are a table, whose entries stand level with each other; or hardly a line of one has a line
    of the other beside it, as in a talk whose speakers write at either side.
    """
    whole, last = parts[:1], parts[0]
    for part in parts[1:]:
        beside = (low[last][:, None] < high[part]) & (low[part] < high[last][:, None])
        faced = min(beside.any(axis).sum() for axis in (0, 1))
        pair = np.concatenate([last, part])
        rows = [pair[row] for row in _stripes(low[pair], high[pair], 0)]
        fewest = min(len(last), len(part))
        if faced < FACED * fewest or _is_table((last, part), rows, boxes_xyxy, counts):
            whole[-1] = np.concatenate([whole[-1], part])
        else:
            whole.append(part)
        last = part
    return whole


def _is_table(parts, rows, boxes_xyxy, counts):
    """Whether short entries of two parts stand level, hardly two of one row in the same part.

    Lines of text fill their column; entries of a table have the length that they have.
    """
    lengths = boxes_xyxy[:, 2] - boxes_xyxy[:, 0]
    filled = [np.median(lengths[part]) >= FILLED * lengths[part].max() for part in parts]
    means = [counts[part].mean() for part in parts]
    if max(means) > SHORT[1] or (all(filled) and min(means) > SHORT[0]):
        return False
    single = sum(np.isin(row, part).sum() <= 1 for row in rows for part in parts)
    shared = [row for row in rows if 0 < np.isin(row, parts[0]).sum() < len(row)]
    middle = (boxes_xyxy[:, 1] + boxes_xyxy[:, 3]) / 2
    height = (boxes_xyxy[:, 3] - boxes_xyxy[:, 1]).min()
    level = sum(np.ptp(middle[row]) <= LEVEL * height for row in shared)
    fewest = min(len(part) for part in parts)
    return level >= 0.5 * fewest and level >= 0.8 * len(shared) and single >= 1.6 * len(rows)
