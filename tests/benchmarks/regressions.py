"""Two tables: what became slower by more than the noise of both."""

import json
import pathlib

TOLERANCE = 0.10  # Of two runs of the same code, few rows differ by more.


def read(path):
    """The report that `--json` wrote.

    Raises: ValueError naming the file if it is no such report; OSError.
    """
    try:
        report = json.loads(pathlib.Path(path).read_text("utf-8"))
        numbered = all(row["low"] <= row["high"] and row["ratio"] for row in report["rows"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: must be a file that --json wrote, got {error!r}") from error
    if not numbered:
        raise ValueError(f"{path}: must have a ratio above 0 in each row")
    return report


def key(row):
    """What tells a row from the others."""
    return row["group"], row["what"], row["against"]


def compare(old, new, tolerance=TOLERANCE):
    """Compares rows of the same name.

    A row regressed if its ratio fell by more than the tolerance, and the middle half of its rounds
    lies below that of the old ones: either alone happens by chance.

    Args:
        old: Rows before.
        new: Rows now.
        tolerance: Share by which a ratio may fall.

    Returns: `(regressions, improvements, missing)`: pairs of an old and a new row, the same where
        it rose as far, and old rows that there are no longer.
    """
    now = {key(row): row for row in new}
    pairs = [(row, now[key(row)]) for row in old if key(row) in now]
    worse = [pair for pair in pairs if _below(*pair, tolerance)]
    better = [pair for pair in pairs if _below(*pair[::-1], tolerance)]
    return worse, better, [row for row in old if key(row) not in now]


def _below(high, low, tolerance):
    return low["ratio"] < high["ratio"] * (1 - tolerance) and low["high"] < high["low"]
