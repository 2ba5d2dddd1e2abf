"""Writes cleval.npz: how CLEval's own code counts characters of lines that were found or not.

Needs clovaai's CLEval with shapely, numba and Polygon3, which the tests do not:
`PYTHONPATH=.:CLEVAL python -m tests.goldens.cleval`.
"""

import pathlib
import types

import numpy as np

LINES = 40
TRUE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 120, 10)])  # Twelve characters
_STRAY = [200.0, 0, 209, 10]
_SETTINGS = types.SimpleNamespace(
    CASE_SENSITIVE=True,
    VERTICAL_ASPECT_RATIO_THRESH=0.5,
    AREA_PRECISION_CONSTRAINT=0.3,
    E2E=False,
    ORIENTATION=False,
    DUMP_SAMPLE_RESULT=False,
    RECALL_GRANULARITY_PENALTY_WEIGHT=1.0,
    PRECISION_GRANULARITY_PENALTY_WEIGHT=1.0,
)


def found(line):
    """`[N, 4]`: characters found, missed, found twice, two in one box, and one that is none."""
    kinds = np.random.default_rng(line).integers(0, 4, len(TRUE))
    boxes = []
    for column in range(0, len(TRUE), 2):
        pair, (kind, other) = TRUE[column : column + 2], kinds[column : column + 2]
        if kind == 3:
            boxes.append([*pair[0, :2], *pair[1, 2:]])
        else:
            boxes += [*np.repeat(pair[:1], kind, 0), *np.repeat(pair[1:], other, 0)]
    return np.array([*boxes, _STRAY])


def single(boxes):
    """Those of them that hold one character."""
    return boxes[boxes[:, 2] - boxes[:, 0] < 10]


def main():
    from cleval.box_types import QUAD
    from cleval.eval_functions import evaluation

    def counted(boxes):
        pages = [
            [QUAD([*b[[0, 1, 2, 1, 2, 3, 0, 3]]], transcription="a") for b in page]
            for page in (TRUE, boxes)
        ]
        return evaluation(_SETTINGS, *pages).stats

    rows = []
    for line in range(LINES):
        stats = counted(found(line))
        alone = counted(single(found(line))).det.num_char_tp_recall
        rows.append([stats.num_splitted, stats.num_merged, alone])
    np.savez_compressed(pathlib.Path(__file__).with_suffix(".npz"), counts=np.array(rows, "int16"))


if __name__ == "__main__":
    main()
