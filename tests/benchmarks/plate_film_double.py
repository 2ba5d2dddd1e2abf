"""A detector that fails as a real one does, for what is known of a film: what is the tracker's?"""

import numpy as np

MISSED = 0.12  # Share of plates that it does not see, larger than what the real one misses
RUN = 3.0  # frames in a row in the mean
ERRORS = (0.05, 0.08)  # Standard deviations of its edges, in widths and heights of the plate
FALSE = 0.1  # boxes a frame where no plate is
_SURE, _SPREAD = 0.75, 0.15


def detections(truth, size_hw, seed=0):
    """What it sees in each frame, in the form that `find_tracks` takes.

    Misses come in runs, as a plate that is not seen in one frame is likely missed in the next too.
    The figures are those of the shipped detector on both films: on real frames it misses 6 % in
    runs of 3.2 frames, on rendered ones 26 % in runs of 3.0; its edges stray by 4 to 8 %.

    Args:
        truth: For each frame a list of `Plate`.
        size_hw: Of the frames.
        seed: Of the failures.

    Returns: list of `(frame, boxes_px [N, 4], scores [N], labels [N])`.
    """
    rng = np.random.default_rng(seed)
    blind, rows = {}, []
    into = MISSED / (1 - MISSED) / RUN
    for frame, plates in enumerate(truth):
        boxes = []
        for plate in plates:
            draw = rng.random()
            was = blind.get(plate.name, rng.random() < MISSED)
            blind[plate.name] = draw >= 1 / RUN if was else draw < into
            if plate.counts and not blind[plate.name]:
                size_wh = plate.box_px[2:] - plate.box_px[:2]
                error = rng.normal(0, 1, 4) * np.tile(size_wh * ERRORS, 2)
                boxes.append(plate.box_px + error)
        boxes += [_anywhere(rng, size_hw) for _ in range(rng.poisson(FALSE))]
        scores = np.clip(rng.normal(_SURE, _SPREAD, len(boxes)), 0.05, 1)
        boxes = np.array(boxes, "float64").reshape(-1, 4)
        rows.append((frame, boxes, scores, np.zeros(len(boxes), int)))
    return rows


def _anywhere(rng, size_hw):
    width = rng.uniform(0.04, 0.12) * size_hw[1]
    left, top = rng.uniform(0, 0.9, 2) * size_hw[::-1]
    return np.array([left, top, left + width, top + 0.28 * width])
