"""How much of a page is read as it is meant: pairs of characters, lines, readings, directions."""

import numpy as np


def counts(found, page):
    """What is right, and of how many, in a page whose characters stand in their order.

    Args:
        found: `ReadingOrder` of the page's boxes.
        page: Dict of `lines`, `ruby` and `vertical`, as `Screens` gives it.

    Returns: dict name -> (right, of). "next in line": characters that are followed by the next of
        their line; "next": by the next of the page; "whole lines" and "whole pages": where all are;
        "ruby found" and "ruby right": readings among the true ones, and among those found; and
        "direction": characters of lines of two or more that are known to stand in a row or column.
    """
    count = len(page["lines"])
    follows = np.full(count, -1)
    follows[found.order[:-1]] = found.order[1:]
    right = follows[:-1] == np.arange(1, count)
    inside = page["lines"][1:] == page["lines"][:-1]
    wrong_lines = np.unique(page["lines"][:-1][inside & ~right])
    several = np.bincount(page["lines"], minlength=1)[page["lines"]] > 1
    both = int((found.ruby & page["ruby"]).sum())
    same = found.vertical == page["vertical"]
    lines = len(np.unique(page["lines"]))
    return {
        "next in line": (int((right & inside).sum()), int(inside.sum())),
        "next": (int(right.sum()), len(right)),
        "whole lines": (lines - len(wrong_lines), lines),
        "pages whose lines are whole": (int(not len(wrong_lines)), 1),
        "whole pages": (int(right.all()), 1),
        "ruby found": (both, int(page["ruby"].sum())),
        "ruby right": (both, int(found.ruby.sum())),
        "direction": (int((same & several).sum()), int(several.sum())),
    }


def add(totals, more):
    """Adds the counts of one page to those of others."""
    return {
        name: tuple(a + b for a, b in zip(totals.get(name, (0, 0)), values, strict=True))
        for name, values in more.items()
    }
