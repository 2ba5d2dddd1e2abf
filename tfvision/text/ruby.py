"""Readings in small print beside a word: lines that belong to the line below, or left of, them."""

import numpy as np

SMALLER = 0.62  # Largest size of ruby, as a part of the size of what it explains.
FAR = 0.25  # in sizes of the base: the farthest that ruby stands from it
DEEP = 0.3  # and the farthest that it reaches into it


def bases(lines, em, bands, near):
    """Finds for each line the line that it is a reading of.

    Args:
        lines: Number of each character's line, `[N]`.
        em: Size of each line, `[L]`.
        bands: Box around each line, `[L, 4]`, along and across as in `lines.group`.
        near: `Neighbours` of the characters.

    Returns: `[L]`: the line that each explains, or -1.
    """
    over = near.reach[:, 0] > 0
    one, other = lines[near.a[over]], lines[near.b[over]]
    swap = em[one] > em[other]
    small, large = np.where(swap, other, one), np.where(swap, one, other)
    gap = bands[large, 1] - bands[small, 3]
    fits = (
        (em[small] <= SMALLER * em[large])
        & (gap <= FAR * em[large])
        & (gap >= -DEEP * em[large])
        & (bands[small, 1] < bands[large, 1])
        & (bands[small, 0] >= bands[large, 0] - em[large])
        & (bands[small, 2] <= bands[large, 2] + em[large])
    )
    base = np.full(len(em), -1)
    order = np.argsort(np.abs(gap[fits]), kind="stable")[::-1]  # The nearest one is written last.
    base[small[fits][order]] = large[fits][order]
    base[base[base] >= 0] = -1  # What is explained by something is no explanation of it.
    return base
