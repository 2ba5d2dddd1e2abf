"""Wrote synthtext_gt.mat with SciPy: `python tests/goldens/synthtext_gt.py`; four invented pages.

The variables have the names, shapes and types of SynthText's gt.mat. Of the last two pages one has
a text that is not of as many characters as there are boxes, and one a box without width.
"""

import pathlib

import numpy as np
import scipy.io

PAGES = [
    ("8/ballet_106_0.jpg", ["Lines:\nI lost", "Kevin "], 16, None),
    ("8/ballet_106_1.jpg", ["a"], 1, None),
    ("9/odd_1_0.jpg", ["abc"], 2, None),
    ("9/odd_2_0.jpg", ["é日"], 2, 1),
]


def cells(values):
    """A MATLAB cell array of one row."""
    array = np.empty([1, len(values)], object)
    array[0, :] = values
    return array


def quads(count, flat):
    """Corners `[2, 4, count]`, clockwise from the upper left, each character a little turned."""
    x, y = np.arange(count) * 3.0 + 2.25, np.full(count, 5.5)
    corners = [(x, y), (x + 2.5, y + 0.25), (x + 2.25, y + 4.25), (x - 0.25, y + 4.0)]
    found = np.array(corners).transpose(1, 0, 2)  # [2, 4, N]
    if flat is not None:
        found[0, :, flat] = 4.0
    return (found[..., 0] if count == 1 else found).astype("float32")


target = pathlib.Path(__file__).with_suffix(".mat")
variables = {
    "charBB": cells([quads(count, flat) for _, _, count, flat in PAGES]),
    "imnames": cells([np.array([name]) for name, *_ in PAGES]),
    "txt": cells([np.array(texts) for _, texts, *_ in PAGES]),
    "wordBB": cells([quads(len(texts), None) for _, texts, *_ in PAGES]),
}
scipy.io.savemat(target, variables, do_compression=True)
