"""Writes gaussian_seed.npz: maps and boxes of the seed's arithmetic, by the plain loops.

`python -m tests.goldens.gaussian_seed`; the version of OpenCV, which warps, stands in the file.
"""

import pathlib

import cv2
import numpy as np

from tests.text import seed_loops

SIZE_HW = (48, 80)
# Even, odd, of one and three pixels, overlapping, at every edge
BOXES = [[0, 0, 12, 14], [12, 1, 25, 14], [20, 3, 33, 20], [40, 10, 43, 13], [50, 2, 51, 3]]
BOXES += [[36, 20, 80, 48], [1, 20, 8, 48], [10, 25, 31, 46], [60, 0, 80, 9]]


def main():
    goldens = {"boxes": np.array(BOXES), "size_hw": SIZE_HW, "version": cv2.__version__}
    for name, ksize, dratio in (("usual", (64, 64), 5.0), ("other", (47, 31), 2.5)):
        drawn = seed_loops.picture(*ksize, dratio)
        heat = seed_loops.encode(SIZE_HW, BOXES, drawn)
        found = seed_loops.decode((heat / 255).astype("float32"), 0.3, 3, 0.4)
        goldens |= {f"{name}/picture": drawn, f"{name}/map": heat, f"{name}/found": found}
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), **goldens)


if __name__ == "__main__":
    main()
