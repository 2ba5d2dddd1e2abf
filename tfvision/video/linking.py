"""Which box of one frame is which of the next: a tracker that knows only the past."""

import dataclasses

import numpy as np

from tfvision.video import motion

# Boxes are matched first by a little more than themselves, then by more: small ones that move fast
# or are seen in few frames overlap themselves no more.
_MARGINS = (0.3, 0.7)  # of a box's sides, on each side
# A box may lie so many standard deviations from where it is expected, or that much of its sides.
_STRAY, _CLOSE = 10.0, 1.0


@dataclasses.dataclass(eq=False)
class Chain:
    """Sightings of one object.

    Args:
        label: Its class.
        frames: In which it was seen, rising.
        boxes_px: `[4]` xyxy each.
        scores: Of each.
        state: `Motion` at the last of them.
    """

    label: int
    frames: list
    boxes_px: list
    scores: list
    state: motion.Motion

    def at(self, frame, rate):
        """The `Motion` expected at a frame after the last sighting."""
        return self.state.after((frame - self.frames[-1]) * motion.TICKS / rate)

    def add(self, frame, box_px, score, rate):
        """Takes a sighting."""
        self.state = self.at(frame, rate).seen(box_px)
        self.frames.append(frame)
        self.boxes_px.append(np.asarray(box_px, "float64"))
        self.scores.append(float(score))


class Linker:
    """Links the detections of frame after frame into chains.

    A detection with a high score may begin a chain; one with a lower score goes on with one that
    there is, as an object does that is half hidden for a while.

    Args:
        rate: Frames a second.
        high: Score from which on a detection begins a chain; one number, or one for each class.
        low: Score below which it is passed over; in the same form.
        patience: Seconds for which a chain that is not seen is waited for.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> linker = Linker(rate=30)
        >>> for frame in range(3):
        ...     chains = linker.update(frame, [[10 + frame, 10, 40 + frame, 20]], [0.9], [0])
        >>> len(chains), chains[0].frames
        (1, [0, 1, 2])

    Reference: Zhang et al., ByteTrack, ECCV 2022, for the two scores; Yang et al., C-BIoU tracker,
        WACV 2023, for boxes that are matched by more than themselves.
    """

    def __init__(self, rate, high=0.5, low=0.2, patience=1.0):
        limits = np.array(np.broadcast_arrays(0.0, low, high, 1.0))
        if not (limits[:-1] <= limits[1:]).all():
            raise ValueError(f"low and high must be 0 <= low <= high <= 1, got {low} and {high}")
        if not rate > 0 or not patience >= 0:
            raise ValueError(
                f"rate must be above 0 and patience at least 0, got {rate} and {patience}"
            )
        self.rate, self.high, self.low, self.patience = float(rate), high, low, patience
        self.chains = []
        self.live = []

    def update(self, frame, boxes_px, scores, labels, *, cut=False):
        """Takes the detections of a frame.

        Args:
            frame: Its number, larger than that of the last call; numbers may be left out.
            boxes_px: `[N, 4]` xyxy.
            scores: `[N]`.
            labels: `[N]`; boxes of different classes are never one object.
            cut: Whether another scene begins: nothing goes on over it.

        Returns: List of `Chain`, those seen in this frame.
        """
        boxes_px = np.asarray(boxes_px, "float64").reshape(-1, 4)
        scores, labels = np.asarray(scores, "float64"), np.asarray(labels)
        waited = self.patience * self.rate
        self.live = [c for c in self.live if not cut and frame - c.frames[-1] <= waited]
        usable = np.flatnonzero(scores >= _of(self.low, labels))
        begins = scores >= _of(self.high, labels)
        sure = begins[usable]
        chains, left = list(self.live), []
        # Sure detections choose first, then the others among the chains that are left.
        for rows in (usable[sure], usable[~sure]):
            for margin in _MARGINS:
                pairs = self._pairs(frame, rows, chains, boxes_px, labels, margin)
                for row, chain in pairs:
                    chain.add(frame, boxes_px[row], scores[row], self.rate)
                taken = {row for row, _ in pairs}
                rows = np.array([row for row in rows if row not in taken], "int64")
                chains = [chain for chain in chains if chain.frames[-1] != frame]
            left += [row for row in rows if begins[row]]
        for row in left:
            self._begin(frame, boxes_px[row], scores[row], labels[row])
        return [chain for chain in self.live if chain.frames[-1] == frame]

    def _begin(self, frame, box_px, score, label):
        box_px = box_px.copy()
        chain = Chain(int(label), [frame], [box_px], [float(score)], motion.start(box_px))
        self.chains.append(chain)
        self.live.append(chain)

    def _pairs(self, frame, rows, chains, boxes_px, labels, margin):
        """`(row, chain)` of those that overlap most, each once, greedily."""
        if not len(rows) or not chains:
            return []
        states = [chain.at(frame, self.rate) for chain in chains]
        expected = np.stack([state.box_px for state in states])
        overlaps = overlap(grown(boxes_px[rows], margin), grown(expected, margin))  # [R, C]
        overlaps = np.where(_near(boxes_px[rows], expected, states), overlaps, 0.0)
        same = labels[rows][:, None] == np.array([chain.label for chain in chains])
        overlaps = np.where(same, overlaps, 0.0)
        pairs = []
        while overlaps.size and overlaps.max() > 0:
            i, j = np.unravel_index(np.argmax(overlaps), overlaps.shape)
            pairs.append((int(rows[i]), chains[j]))
            overlaps[i, :] = overlaps[:, j] = 0
        return pairs


def _near(boxes_px, expected_px, states):
    """`[R, C]` bool: whether the middles of boxes are where motions allow."""
    middles, theirs = (boxes[:, :2] + boxes[:, 2:] for boxes in (boxes_px, expected_px))
    away = np.abs(middles[:, None] - theirs) / 2  # [R, C, 2]
    spreads = np.stack([state.spread_px for state in states])
    sides = expected_px[:, 2:] - expected_px[:, :2]
    return (away <= np.maximum(_STRAY * spreads, _CLOSE * sides)).all(2)


def of_classes(high, low, class_scores, names):
    """`high` and `low` of `Linker`: one number for each class where they differ.

    Args:
        high: Of classes that have none of their own.
        low: Belongs to `high`; a class's own is lower or higher by the same factor.
        class_scores: Dict of names of classes to a `high` of their own, or None.
        names: Of the classes, by their numbers.

    Example:
        >>> of_classes(0.5, 0.25, {"face": 0.8}, ("face", "plate"))["low"].tolist()
        [0.4, 0.25]
    """
    if not class_scores:
        return {"high": high, "low": low}
    highs = np.array([class_scores.get(name, high) for name in names], "float64")
    return {"high": highs, "low": np.minimum(highs * low / max(high, 1e-9), highs)}


def _of(limit, labels):
    """The limit of each label's class."""
    return limit if np.ndim(limit) == 0 else np.asarray(limit)[labels.astype("int64")]


def grown(boxes_px, margin):
    """Boxes `[N, 4]` with that much of their sides more on every side."""
    more = margin * (boxes_px[:, 2:] - boxes_px[:, :2])
    return np.concatenate([boxes_px[:, :2] - more, boxes_px[:, 2:] + more], 1)


def overlap(a_px, b_px):
    """IoU `[N, M]` of NumPy boxes `[N, 4]` and `[M, 4]`; 0 for one without area."""
    low = np.maximum(a_px[:, None, :2], b_px[:, :2])
    high = np.minimum(a_px[:, None, 2:], b_px[:, 2:])
    both = np.maximum(high - low, 0).prod(-1)
    areas = [np.maximum(each[:, 2:] - each[:, :2], 0).prod(-1) for each in (a_px, b_px)]
    either = areas[0][:, None] + areas[1] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)
