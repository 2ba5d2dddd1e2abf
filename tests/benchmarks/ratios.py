"""From milliseconds to ratios: one row for each side of ours and each other side."""

import numpy as np

LINEAR = "linear growth"


def row(group, what, against, kind, theirs, ours):
    """A row of the table.

    Args:
        group: Name of the benchmark.
        what: What is done.
        against: What it is measured against.
        kind: "peer", "limit" or "growth".
        theirs: (wall, cpu) milliseconds of each round.
        ours: Ours in the same rounds.

    Returns: dict of the first four, with `ratio`, the other side's least time on the wall by our
        least: above 1 where we are faster; `low` and `high`, the quartiles of the rounds' own
        ratios; `cpu`, the ratio of the least times of the processor.
    """
    theirs, ours = np.asarray(theirs, float), np.asarray(ours, float)  # [rounds, 2]
    low, high = np.quantile(theirs[:, 0] / ours[:, 0], [0.25, 0.75])
    ratio, cpu = theirs.min(0) / ours.min(0)
    return {
        "group": group,
        "what": what,
        "against": against,
        "kind": kind,
        "ratio": float(ratio),
        "low": float(low),
        "high": float(high),
        "cpu": float(cpu),
    }


def of_contest(group, contest, times):
    """Rows of a `Contest`, given the milliseconds of its rounds by side."""
    rows = []
    for side, ours in times.items():
        if contest.kind(side) != "ours":
            continue
        what = contest.what + side.removeprefix("ours")
        for other, theirs in times.items():
            if (kind := contest.kind(other)) != "ours":
                rows.append(row(group, what, other, kind, theirs, ours))
    return rows


def of_growth(group, growth, times):
    """The row of a `Growth`: what its largest size would take if cost grew as size does.

    Above 1 where cost grows more slowly than the work.
    """
    first, last = min(times), max(times)
    linear = np.asarray(times[first]) * last / first
    what = f"{growth.what}, {first:,g} to {last:,g} {growth.unit}"
    return [row(group, what, LINEAR, "growth", linear, times[last])]


def curve(group, growth, times):
    """A `Growth` for a plot: dict of its sizes, and of its cost where that of the first is 1."""
    least = {size: min(wall for wall, _ in found) for size, found in times.items()}
    sizes = sorted(least)
    cost = [least[size] / least[sizes[0]] for size in sizes]
    return {
        "group": group,
        "what": growth.what,
        "unit": growth.unit,
        "sizes": sizes,
        "cost": cost,
    }
