"""Wrote devkit_meta.mat with SciPy: `python tests/goldens/devkit_meta.py`; eight invented synsets.

The variable has the fields and types of the devkit's own meta.mat, packed as that is; of two
synsets the number lies above the classes', as of those there that have others below them.
"""

import pathlib

import numpy as np
import scipy.io

FIELDS = ("ILSVRC2012_ID", "WNID", "words", "gloss", "num_children", "children")

rows = np.zeros([8, 1], [(name, object) for name in FIELDS])
for i in range(8):
    above = i > 5
    children = np.arange(1, 4, dtype="uint16")[None] if above else np.zeros([0, 0])
    rows[i, 0] = (
        np.array([[i + 1]], "uint8" if i < 4 else "double"),
        f"n{(i * 37 + 5) % 8:08d}",
        "a, b" if i else "",
        "größer" * (i + 1),
        np.array([[3 if above else 0]], "uint8"),
        children,
    )
target = pathlib.Path(__file__).with_suffix(".mat")
scipy.io.savemat(target, {"synsets": rows, "other": np.arange(3.0)}, do_compression=True)
