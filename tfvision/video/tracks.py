"""Tracks: where each object is in every frame, also where no detector saw it."""

import dataclasses

import numpy as np

from tfvision.video import motion
from tfvision.video.linking import Linker, grown, overlap

_SURENESS = 1.0  # Standard deviations of its middle by which a box that is not seen is larger
_LARGEST = 3.0  # Times as large as it was, at the most
_NEAR = 0.7  # of a box's sides, by which two ends of one track may miss each other


@dataclasses.dataclass(eq=False)
class Track:
    """One object from the first to the last frame in which it is taken to be there.

    Args:
        label: Its class.
        first: Number of its first frame; it has a box in each from there on.
        boxes_px: `[T, 4]` xyxy, float64.
        scores: `[T]`, NaN where it was not seen.
    """

    label: int
    first: int
    boxes_px: np.ndarray
    scores: np.ndarray

    @property
    def last(self):
        """Number of its last frame."""
        return self.first + len(self.boxes_px) - 1

    @property
    def seen(self):
        """`[T]` bool."""
        return ~np.isnan(self.scores)

    def at(self, frame):
        """Its box `[4]` in a frame, or None."""
        inside = self.first <= frame <= self.last
        return self.boxes_px[frame - self.first] if inside else None


def find_tracks(
    detections,
    rate,
    *,
    count=None,
    cuts=(),
    high=0.5,
    low=0.2,
    patience=1.0,
    extend=0.4,
    sightings=1,
):
    """Links the detections of a whole film, forwards and backwards.

    Gaps are filled, and a track begins before it was first seen and ends after it was last seen: a
    number plate can be read for a while before a detector finds it. Where an object was not seen,
    its box is larger by what its place is unsure.

    Args:
        detections: Iterable of `(frame, boxes_px [N, 4], scores [N], labels [N])`, the frames
            rising; frames that no detector looked at are left out.
        rate: Frames a second.
        count: Frames of the film; None: up to the last detection.
        cuts: Frames with which another scene begins; no track goes over one.
        high: As for `Linker`.
        low: As for `Linker`.
        patience: As for `Linker`: the longest gap, in seconds, that is filled.
        extend: Seconds by which tracks are longer at both ends.
        sightings: A track that was seen in fewer frames is left out.

    Returns: List of `Track`, by their first frames.
    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> seen = [(i, [[10 + i, 10, 40 + i, 20]], [0.9], [0]) for i in (3, 4, 8)]
        >>> (track,) = find_tracks(seen, rate=30, count=20, extend=0.1)
        >>> track.first, track.last, track.at(8).round(1).tolist(), int(track.seen.sum())
        (0, 11, [18.0, 10.0, 48.0, 20.0], 3)

    Differs from per-frame detection: nothing that was seen once is left uncovered between two
        sightings, whatever the detector says of the frames between.
    """
    if not extend >= 0 or sightings < 1:
        raise ValueError(
            f"extend must be at least 0 and sightings at least 1, got {extend} and {sightings}"
        )
    linker, cuts, last = Linker(rate, high, low, patience), sorted(cuts), -1
    passed = 0  # Cuts
    for frame, boxes_px, scores, labels in detections:
        if frame <= last:
            raise ValueError(f"detections must come in the order of frames, got {frame} late")
        now = int(np.searchsorted(cuts, frame, side="right"))
        linker.update(frame, boxes_px, scores, labels, cut=now > passed)
        passed, last = now, frame
    count = last + 1 if count is None else count
    chains = _joined(linker.chains, rate, patience, cuts)
    chains = [chain for chain in chains if len(chain.frames) >= sightings]
    tracks = [_filled(chain, rate, extend, count, cuts) for chain in chains]
    return sorted(tracks, key=lambda track: track.first)


def boxes_at(tracks, frame):
    """The boxes `[N, 4]` and labels `[N]` of those tracks that have one in a frame."""
    there = [(track.at(frame), track.label) for track in tracks if track.at(frame) is not None]
    boxes = np.array([box for box, _ in there], "float64").reshape(-1, 4)
    return boxes, np.array([label for _, label in there], "int64")


def _joined(chains, rate, patience, cuts):
    """Joins chains of which one ends where the other, followed backwards, begins."""
    chains, joined = sorted(chains, key=lambda chain: chain.frames[0]), []
    for chain in chains:
        best, most = None, 0.0
        for earlier in joined:
            gap = chain.frames[0] - earlier.frames[-1]
            if earlier.label != chain.label or not 0 < gap <= patience * rate:
                continue
            if _scene(earlier.frames[-1], cuts) != _scene(chain.frames[0], cuts):
                continue
            fits = _meeting(earlier, chain, rate)
            if fits > most:
                best, most = earlier, fits
        if best is None:
            joined.append(chain)
            continue
        for row in zip(chain.frames, chain.boxes_px, chain.scores, strict=True):
            best.add(*row, rate)
    return joined


def _meeting(earlier, later, rate):
    """How well two chains meet in the middle of the gap between them: IoU of grown boxes."""
    forwards = earlier.at(later.frames[0], rate).box_px
    backwards = _reversed(later, rate).after(
        (later.frames[0] - earlier.frames[-1]) * motion.TICKS / rate
    )
    ahead = overlap(*(grown(box[None], _NEAR) for box in (forwards, later.boxes_px[0])))
    back = overlap(*(grown(box[None], _NEAR) for box in (backwards.box_px, earlier.boxes_px[-1])))
    return float(max(ahead[0, 0], back[0, 0]))


def _reversed(chain, rate):
    """The `Motion` of a chain at its first sighting, followed backwards through a few of them."""
    frames, boxes_px = chain.frames[4::-1], chain.boxes_px[4::-1]
    state = motion.start(boxes_px[0])
    for former, frame, box_px in zip(frames, frames[1:], boxes_px[1:], strict=False):
        state = state.after((former - frame) * motion.TICKS / rate).seen(box_px)
    return state


def _scene(frame, cuts):
    return int(np.searchsorted(cuts, frame, side="right"))


def _filled(chain, rate, extend, count, cuts):
    """The track of a chain: each frame's box, smoothed, and never less than what was seen."""
    more = round(extend * rate)
    scene = _scene(chain.frames[0], cuts)
    begin, end = [0, *cuts, count][scene], [0, *cuts, count][scene + 1] - 1
    first = max(chain.frames[0] - more, begin)
    last = max(min(chain.frames[-1] + more, end), chain.frames[-1])
    scores = np.full(last + 1 - first, np.nan)
    scores[np.array(chain.frames) - first] = chain.scores
    boxes_px = held(chain.frames, chain.boxes_px, first, last, rate)
    return Track(chain.label, first, boxes_px, scores)


def held(frames, boxes_px, first, last, rate):
    """A box for each frame: smoothed, larger by what is unsure, and never less than what was seen.

    Args:
        frames: `[N]` whole numbers, rising: the frames in which it was seen.
        boxes_px: `[N, 4]`, where.
        first: Frame with which the answer begins, not after the first sighting.
        last: Frame with which it ends, not before the last one.
        rate: Frames a second.

    Returns: `[T, 4]`, `T = last - first + 1`.
    """
    smooth_px, spreads_px = motion.smooth(frames, boxes_px, first, last, rate)
    rows, seen = np.array(frames) - first, np.stack(boxes_px)
    held_px = widened(smooth_px, spreads_px)
    held_px[rows, :2] = np.minimum(smooth_px[rows, :2], seen[:, :2])
    held_px[rows, 2:] = np.maximum(smooth_px[rows, 2:], seen[:, 2:])
    return held_px


def widened(boxes_px, spreads_px):
    """Boxes `[N, 4]` larger by what their places are unsure, `[N, 2]` standard deviations."""
    halves = (boxes_px[:, 2:] - boxes_px[:, :2]) / 2
    unsure = np.minimum(_SURENESS * spreads_px, (_LARGEST - 1) * halves)
    return boxes_px + np.concatenate([-unsure, unsure], 1)
