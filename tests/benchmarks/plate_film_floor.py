"""What per-frame tools and the project's seed do: what our tracks are measured against."""

import numpy as np

from tfvision.video.linking import overlap

_LINKED = 0.2  # IoU from which on a detection is what was there before
_MOST = 10.0  # Confidence that is saved up at the most: frames for which it is remembered
_ERROR = 0.05  # Of a detection's middle, in sizes of the box
_GROWN = 3.0  # Standard deviations of the middle
_LARGEST = 2.0


def per_frame(rows, score):
    """The boxes of each frame that the detector is sure of."""
    return [np.asarray(boxes, "float64")[scores >= score] for _, boxes, scores, _ in rows]


def remembered(rows, score):
    """As published: confidence is saved up while a plate is seen, and spent while it is not.

    A plate is remembered for up to ten frames, where a steady motion of its middle would have it,
    larger by three standard deviations, its size that of the last sighting. It belongs to no car
    here, as the shipped detector knows none.
    """
    plates, covers = [], []
    for _, boxes, scores, _ in rows:
        boxes, scores = np.asarray(boxes, "float64")[scores >= score], scores[scores >= score]
        for plate in plates:
            plate.move()
        free = list(range(len(boxes)))
        for plate in plates:
            found = max(free, key=lambda row, p=plate: p.fits(boxes[row]), default=None)
            if found is not None and plate.fits(boxes[found]) > _LINKED:
                plate.see(boxes[found], scores[found])
                free.remove(found)
            else:
                plate.confidence -= 1
        plates = [plate for plate in plates if plate.confidence >= 0]
        plates += [_Remembered(boxes[row], scores[row]) for row in free]
        covers.append(np.array([plate.cover() for plate in plates]).reshape(-1, 4))
    return covers


class _Remembered:
    """A plate whose middle is followed by a Kalman filter with a constant velocity."""

    def __init__(self, box_px, score):
        self.box, self.confidence, self.seen = box_px, score, True
        size = np.mean(box_px[2:] - box_px[:2])
        self.state = np.array([(box_px[:2] + box_px[2:]) / 2, np.zeros(2)])  # [place, speed]
        self.spread = np.diag([_ERROR * size, 0.3 * size]) ** 2

    def move(self):
        step = np.array([[1.0, 1.0], [0.0, 1.0]])
        self.state, self.spread = step @ self.state, step @ self.spread @ step.T
        self.seen = False

    def at(self):
        half = (self.box[2:] - self.box[:2]) / 2
        return np.concatenate([self.state[0] - half, self.state[0] + half])

    def fits(self, box_px):
        return overlap(self.at()[None], box_px[None])[0, 0]

    def see(self, box_px, score):
        error = (_ERROR * np.mean(box_px[2:] - box_px[:2])) ** 2
        gain = self.spread[:, 0] / (self.spread[0, 0] + error)
        self.state = self.state + gain[:, None] * ((box_px[:2] + box_px[2:]) / 2 - self.state[0])
        self.spread = self.spread - np.outer(gain, self.spread[0])
        self.box, self.seen = box_px, True
        self.confidence = min(self.confidence + score, _MOST)

    def cover(self):
        if self.seen:
            return self.box
        half = (self.box[2:] - self.box[:2]) / 2
        half = half + np.minimum(_GROWN * np.sqrt(self.spread[0, 0]), (_LARGEST - 1) * half)
        return np.concatenate([self.state[0] - half, self.state[0] + half])
