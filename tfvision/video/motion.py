"""How a box moves: a steady motion with some unrest, filtered forwards and smoothed backwards.

Middle and (logarithmic) size are four coordinates that move apart from each other, each with a
velocity of its own that wanders: a Kalman filter, and the smoother of Rauch, Tung and Striebel. All
is measured in sizes of the box and in thirtieths of a second, so that near and far, fast and slow
films need no other numbers.

Reference: Rauch, Tung and Striebel, Maximum likelihood estimates of linear dynamic systems, 1965.
"""

import dataclasses

import numpy as np

TICKS = 30.0  # a second
OBSERVED = 0.06  # Standard deviation of a detector's error, in sizes of the box
UNREST = 0.03  # Of the change of velocity within a tick, in sizes of the box
_SPEED = 0.5  # Of the first velocity, in sizes of the box a tick
# Of size, in place of the two above: it changes slower, and a box that was seen twice, with the
# detector's error, would else seem to grow many times over within half a second.
_GROWTH_UNREST, _GROWTH = 0.005, 0.03
_NEAREST = 0.4  # of the distance that it had when it was seen, to which something is followed
_UNKNOWN = 1e3  # Of the place before anything is known, in sizes of the box


@dataclasses.dataclass(frozen=True, eq=False)
class Motion:
    """What is known of a box at one time.

    Args:
        mean: `[4, 2]`: x, y of the middle, logarithms of width and height; place and velocity.
        covariance: `[4, 2, 2]`.
    """

    mean: np.ndarray
    covariance: np.ndarray

    @property
    def box_px(self):
        """`[4]` xyxy."""
        return box_of(self.mean[:, 0])

    @property
    def spread_px(self):
        """`[2]`: standard deviations of the middle, across and down."""
        return np.sqrt(self.covariance[:2, 0, 0])

    def after(self, ticks):
        """The same some time later."""
        unit = _units(self.mean[:, 0])
        step = np.array([[1.0, ticks], [0.0, 1.0]])
        unrest = np.array([[ticks**3 / 3, ticks**2 / 2], [ticks**2 / 2, ticks]])
        changes = unit * (UNREST, UNREST, _GROWTH_UNREST, _GROWTH_UNREST)
        wandered = changes[:, None, None] ** 2 * unrest
        return Motion(self.mean @ step.T, step @ self.covariance @ step.T + wandered)

    def seen(self, box_px):
        """The same once a box has been seen."""
        place = place_of(box_px)
        error = (OBSERVED * _units(place)) ** 2  # [4]
        gain = self.covariance[:, :, 0] / (self.covariance[:, 0, 0] + error)[:, None]  # [4, 2]
        mean = self.mean + gain * (place - self.mean[:, 0])[:, None]
        kept = np.eye(2) - gain[:, :, None] * np.array([1.0, 0.0])
        return Motion(mean, kept @ self.covariance)


def start(box_px):
    """The `Motion` of a box that is seen for the first time."""
    place = place_of(box_px)
    units = _units(place)
    speeds = units * (_SPEED, _SPEED, _GROWTH, _GROWTH)
    variances = np.stack([(OBSERVED * units) ** 2, speeds**2], 1)  # [4, 2]
    return Motion(np.stack([place, np.zeros(4)], 1), variances[:, :, None] * np.eye(2))


def smooth(frames, boxes_px, first, last, rate=TICKS):
    """Where a box was in every frame, by all that was seen of it before and after.

    Args:
        frames: `[N]` whole numbers, rising: the frames in which it was seen.
        boxes_px: `[N, 4]`, where.
        first: Frame with which the answer begins, not after the first sighting.
        last: Frame with which it ends, not before the last one.
        rate: Frames a second.

    Before the first sighting and after the last one, it goes on as what comes nearer or falls back
    at a steady speed: it grows and moves the faster the nearer it is.

    Returns: `(boxes_px, spreads_px)`, `[T, 4]` and `[T, 2]`: the boxes, and the standard deviation
        of their middles, `T = last - first + 1`.
    """
    seen = dict(zip((int(frame) - first for frame in frames), boxes_px, strict=True))
    begun = start(boxes_px[0])
    vague = begun.covariance.copy()
    vague[:, 0, 0] = (_UNKNOWN * _units(begun.mean[:, 0])) ** 2
    ticks = TICKS / float(rate)
    state, before, after = Motion(begun.mean, vague), [], []
    for i in range(last - first + 1):
        state = state.after(ticks) if i else state
        before.append(state)
        state = state.seen(seen[i]) if i in seen else state
        after.append(state)
    states = _backwards(before, after, ticks)
    ends = np.clip(np.arange(len(states)), min(seen), max(seen))  # The nearest sighting, beyond
    boxes = [_drawn(states[end], (i - end) * ticks) for i, end in enumerate(ends)]
    return np.stack(boxes), np.stack([state.spread_px for state in states])


def _backwards(before, after, ticks):
    """The smoother: `before` and `after` each frame's sighting, if there was one."""
    step = np.array([[1.0, ticks], [0.0, 1.0]])
    smoothed = [after[-1]]
    for known, predicted in zip(after[-2::-1], before[:0:-1], strict=True):
        following = smoothed[-1]
        gain = known.covariance @ step.T @ np.linalg.inv(predicted.covariance)  # [4, 2, 2]
        moved = (following.mean - predicted.mean)[..., None]
        mean = known.mean + (gain @ moved)[..., 0]
        more = following.covariance - predicted.covariance
        covariance = known.covariance + gain @ more @ np.swapaxes(gain, 1, 2)
        smoothed.append(Motion(mean, covariance))
    return smoothed[::-1]


def _drawn(state, ticks):
    """The box `[4]` some time after a state, or before it: at a distance that changes steadily.

    Sizes go with 1 / distance, and so does the way from where all motion seems to come from.
    """
    growth = state.mean[2:, 1].mean()
    nearer = 1 / max(1 - growth * ticks, _NEAREST)
    middle = state.mean[:2, 0] + state.mean[:2, 1] * ticks * nearer
    return box_of(np.concatenate([middle, state.mean[2:, 0] + np.log(nearer)]))


def place_of(box_px):
    """`[4]` xyxy -> x, y of the middle and the logarithms of width and height."""
    box_px = np.asarray(box_px, "float64")
    size = np.maximum(box_px[2:] - box_px[:2], 1e-3)
    return np.concatenate([(box_px[:2] + box_px[2:]) / 2, np.log(size)])


def box_of(place):
    """The inverse of `place_of`."""
    half = np.exp(place[2:]) / 2
    return np.concatenate([place[:2] - half, place[:2] + half])


def _units(place):
    """`[4]`: the length by which each coordinate is measured: the box's size, and 1."""
    size = np.exp(place[2:].mean())
    return np.array([size, size, 1.0, 1.0])
