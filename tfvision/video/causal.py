"""Tracks of a live source: what is covered of a frame when it is due, a bounded time later."""

import bisect

import numpy as np

from tfvision.video.linking import Linker
from tfvision.video.tracks import held, widened

_REMEMBERED = 8  # Sightings before a frame by which its boxes are smoothed


class CausalTracks:
    """Links the detections of frame after frame, and says what is covered in each.

    An object is covered from its first sighting on, and in those frames before it that still wait;
    after its last sighting it is covered for a while where its motion says, as it may be seen
    again. What is remembered does not grow with the length of the film.

    Args:
        rate: Frames a second.
        high: As for `Linker`.
        low: As for `Linker`.
        patience: As for `Linker`.
        extend: Seconds for which an object is covered before and after its sightings.
        sightings: What was seen in fewer frames so far is not covered.
        delay: Frames for which each waits before it is answered; what is seen in them counts.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> tracks = CausalTracks(rate=30, extend=0.1, delay=1)
        >>> tracks.update([[10, 10, 40, 20]], [0.9], [0])
        []
        >>> [(frame, len(boxes)) for frame, boxes, _ in tracks.update() + tracks.finish()]
        [(0, 1), (1, 1)]

    Differs from `find_tracks`: nothing is known of what comes later than `delay`, so that an object
        lies open until it is seen for the first time; and a gap is closed for `extend` only.
    """

    def __init__(self, rate, *, high=0.5, low=0.2, patience=1.0, extend=0.4, sightings=1, delay=0):
        if not extend >= 0 or sightings < 1 or delay < 0:
            raise ValueError(
                "extend and delay must be at least 0 and sightings at least 1, got "
                f"{extend}, {delay} and {sightings}"
            )
        self.linker = Linker(rate, high, low, patience)
        self.extend, self.sightings, self.delay = extend, sightings, delay
        self._frame = -1  # The newest
        self._due = 0  # The next to be answered
        self._cuts = []

    def update(self, boxes_px=None, scores=(), labels=(), *, cut=False):
        """Takes the detections of the next frame.

        Args:
            boxes_px: `[N, 4]` xyxy; None: no detector looked at it.
            scores: `[N]`.
            labels: `[N]`.
            cut: Whether another scene begins with it.

        Returns: List of `(frame, boxes_px [M, 4], labels [M])` of the frames that are due, at most
            one: what is covered in them.
        """
        self._frame += 1
        if cut:
            self._cuts.append(self._frame)
            self.linker.live = []
        if boxes_px is not None:
            self.linker.update(self._frame, boxes_px, scores, labels)
        return self._answers(self._frame - self.delay)

    def finish(self):
        """The answers of those frames that still wait; no more may come after it."""
        return self._answers(self._frame)

    def _answers(self, last):
        answers = []
        while self._due <= last:
            self._forget()
            answers.append((self._due, *self._covered(self._due)))
            self._due += 1
        return answers

    def _covered(self, frame):
        """Boxes `[M, 4]` and labels `[M]` of a frame, by all that was seen up to now."""
        boxes, labels = [], []
        more = round(self.extend * self.linker.rate)
        for chain in self.linker.chains:
            begin, end = self._scene(chain.frames[0])
            first = max(chain.frames[0] - more, begin)
            last = max(min(chain.frames[-1] + more, end), chain.frames[-1])
            if first <= frame <= last and len(chain.frames) >= self.sightings:
                boxes.append(self._box(chain, frame))
                labels.append(chain.label)
        return np.array(boxes, "float64").reshape(-1, 4), np.array(labels, "int64")

    def _box(self, chain, frame):
        if frame > chain.frames[-1]:
            state = chain.at(frame, self.linker.rate)
            return widened(state.box_px[None], state.spread_px[None])[0]
        since = max(bisect.bisect(chain.frames, frame) - _REMEMBERED, 0)
        frames, boxes_px = chain.frames[since:], chain.boxes_px[since:]
        first = min(frames[0], frame)
        return held(frames, boxes_px, first, frames[-1], self.linker.rate)[frame - first]

    def _scene(self, frame):
        """First and last frame of the scene of a frame, as far as cuts are known."""
        number = bisect.bisect(self._cuts, frame)
        begin = self._cuts[number - 1] if number else 0
        return begin, self._cuts[number] - 1 if number < len(self._cuts) else self._frame

    def _forget(self):
        """Lets go of what no later answer needs."""
        more = round(self.extend * self.linker.rate)
        chains = self.linker.chains
        alive = {id(chain) for chain in self.linker.live}
        kept = [c for c in chains if id(c) in alive or c.frames[-1] + more >= self._due]
        self.linker.chains[:] = kept
        for chain in kept:
            old = bisect.bisect(chain.frames, self._due) - max(_REMEMBERED, self.sightings)
            for column in (chain.frames, chain.boxes_px, chain.scores):
                del column[: max(old, 0)]
        oldest = min((chain.frames[0] for chain in kept), default=self._due)
        past = bisect.bisect(self._cuts, min(oldest, self._due)) - 1
        del self._cuts[: max(past, 0)]
