"""What is known of a film's plates, and how well boxes cover them."""

import dataclasses

import cv2
import numpy as np

LEAST_PX = 8  # Height of a plate's visible part from which on it may be read,
LARGE_PX = 12  # and from which on it is a large one;
SLIMMEST = 1.5  # and its width over its height: less is a sliver beside what hides the rest.
_GRID = (np.arange(24) + 0.5) / 24
_COARSE = 2  # pixels of a side of what false area is counted in


@dataclasses.dataclass(frozen=True, eq=False)
class Plate:
    """A plate in one frame.

    Args:
        name: The same in every frame in which it is this plate.
        box_px: `[4]` xyxy, around what is to be seen of it.
    """

    name: tuple
    box_px: np.ndarray

    @property
    def counts(self):
        """Whether it may be read."""
        width, height = self.box_px[2:] - self.box_px[:2]
        return height >= LEAST_PX and width >= SLIMMEST * height


def share_covered(box_px, covers_px):
    """Share of a box `[4]` that lies in at least one of the boxes `[N, 4]`; exact to 1/24."""
    x = box_px[0] + _GRID * (box_px[2] - box_px[0])
    y = box_px[1] + _GRID * (box_px[3] - box_px[1])
    across = (x >= covers_px[:, :1]) & (x <= covers_px[:, 2:3])  # [N, 24]
    down = (y >= covers_px[:, 1:2]) & (y <= covers_px[:, 3:])
    return float((down[:, :, None] & across[:, None, :]).any(0).mean())


def false_area(plates, covers_px, size_hw):
    """Share of a frame that is covered without a plate."""
    mask = np.zeros([side // _COARSE for side in size_hw], np.uint8)
    for boxes, value in ((covers_px, 1), ([plate.box_px for plate in plates], 0)):
        for left, top, right, bottom in np.rint(np.asarray(boxes) / _COARSE).astype(int):
            mask[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = value
    return cv2.countNonZero(mask) / mask.size


def measure(truth, covers, size_hw):
    """How well a film's plates are covered.

    Args:
        truth: For each frame a list of `Plate`.
        covers: For each frame the boxes `[N, 4]` that are covered.
        size_hw: Of the frames.

    Returns: dict of `plates` and `plate_frames`, those that count; `area`, the share of their area
        that is covered; `whole`, the share of plate-frames that are covered to the last corner;
        `large`, that of plates 12 pixels high or more; `false`, the share of a frame that is
        covered without a plate; `gaps`, how often a plate lies open for one frame or more;
        `longest`, the most frames that one lies open at a time; `worst`, the first of those.
    """
    areas, shares, large, false = [], [], [], []
    runs = {}  # Of each plate: [(frame, share), …]
    for frame, (plates, boxes) in enumerate(zip(truth, covers, strict=True)):
        boxes = np.asarray(boxes, "float64").reshape(-1, 4)
        false.append(false_area(plates, boxes, size_hw))
        for plate in plates:
            if plate.counts:
                share = share_covered(plate.box_px, boxes)
                areas.append(np.prod(plate.box_px[2:] - plate.box_px[:2]))
                shares.append(share)
                large.append(plate.box_px[3] - plate.box_px[1] >= LARGE_PX)
                runs.setdefault(plate.name, []).append((frame, share))
    open_runs = [run for each in runs.values() for run in _open(each)]
    longest = max(open_runs, key=len, default=[])
    weights, shares, large = (np.array(each or [1]) for each in (areas, shares, large))
    return {
        "plates": len(runs),
        "plate_frames": len(areas),
        "area": float(weights @ shares / weights.sum()),
        "whole": float((shares == 1).mean()),
        "large": float((shares[large.astype(bool)] == 1).mean()) if large.any() else 1.0,
        "false": float(np.mean(false)),
        "gaps": len(open_runs),
        "longest": len(longest),
        "worst": longest[0] if longest else None,
    }


def _open(rows):
    """Runs of frames, one after the other, in which a plate is not covered whole."""
    runs, last = [], None
    for frame, share in rows:
        if share < 1:
            if last is None or last != frame - 1:
                runs.append([])
            runs[-1].append(frame)
            last = frame
    return runs
