"""Objects that belong to others, as a plate to its car: who bears it is seen longer and surer."""

import numpy as np

from tfvision.video.tracks import Track


def with_parents(tracks, rate, parents, *, within=0.5, hold=1.0, orphans=False):
    """Follows objects by what they belong to, where they themselves are not seen.

    A plate that is too far or too dark to be found is where it was on its car, as long as the car
    is followed, and a plate on no car is likely none.

    Args:
        tracks: List of `Track`, of all classes.
        rate: Frames a second.
        parents: Dict of classes to the classes they belong to, by numbers.
        within: Share of an object's box that lies in its parent's box, at the least, in the mean of
            the frames in which both are; of several parents it is the one with the most.
        hold: Seconds for which it is followed by its parent before its track begins and after it
            ends.
        orphans: Whether objects that lie in no parent stay; else they are left out.

    Returns: List of `Track`, by their first frames: those of the classes that have parents, longer
        or left out, and all others as they were.
    Raises: ValueError if `within` or `hold` is out of range.

    Example:
        >>> car = Track(1, 0, np.tile([0.0, 0, 90, 60], (9, 1)), np.ones(9))
        >>> plate = Track(0, 4, np.tile([30.0, 40, 60, 50], (2, 1)), np.ones(2))
        >>> _, longer = with_parents([car, plate], 30, {0: 1}, hold=0.1)
        >>> longer.label, longer.first, longer.last
        (0, 1, 8)

    Differs from the project's seed: a car's boxes are those of its whole track, before and after,
        and a plate moves and grows with it.
    """
    if not 0 < within <= 1 or not hold >= 0:
        raise ValueError(f"within must be in (0, 1] and hold at least 0, got {within} and {hold}")
    found = []
    for track in tracks:
        if track.label not in parents:
            found.append(track)
            continue
        bearers = [other for other in tracks if other.label == parents[track.label]]
        shares = [_share_within(track, bearer) for bearer in bearers]
        if max(shares, default=0.0) >= within:
            bearer = bearers[int(np.argmax(shares))]
            found.append(_carried(track, bearer, round(hold * rate)))
        elif orphans:
            found.append(track)
    return sorted(found, key=lambda track: track.first)


def in_parents(boxes_px, labels, parents, bears, within=0.5):
    """Whether objects of a single image need no parent, or lie in one.

    Args:
        boxes_px: `[N, 4]` xyxy.
        labels: `[N]`.
        parents: As for `with_parents`.
        bears: `[N]` bool, whether a box may be a parent.
        within: As for `with_parents`.

    Returns: `[N]` bool.
    """
    rows = zip(labels, np.asarray(boxes_px, "float64").reshape(-1, 4), strict=True)
    tracks = [Track(int(label), 0, box_px[None], np.ones(1)) for label, box_px in rows]
    bearers = [track for track, bearing in zip(tracks, bears, strict=True) if bearing]

    def borne(track):
        return track.label not in parents or any(
            bearer.label == parents[track.label] and _share_within(track, bearer) >= within
            for bearer in bearers
        )

    return np.array([borne(track) for track in tracks], bool)


def _share_within(track, bearer):
    """Mean share of a track's boxes that lie in another's, over the frames of both."""
    first, last = max(track.first, bearer.first), min(track.last, bearer.last)
    if last < first:
        return 0.0
    inner = track.boxes_px[first - track.first : last + 1 - track.first]
    outer = bearer.boxes_px[first - bearer.first : last + 1 - bearer.first]
    low, high = np.maximum(inner[:, :2], outer[:, :2]), np.minimum(inner[:, 2:], outer[:, 2:])
    areas = np.maximum((inner[:, 2:] - inner[:, :2]).prod(1), 1e-9)
    return float((np.maximum(high - low, 0).prod(1) / areas).mean())


def _carried(track, bearer, frames):
    """A track that is longer at both ends by what its bearer tells."""
    first = max(min(track.first, bearer.first), track.first - frames)
    last = min(max(track.last, bearer.last), track.last + frames)
    seen = np.flatnonzero(track.seen)
    ends = (seen[0], seen[-1]) if len(seen) else (0, len(track.boxes_px) - 1)
    before, after = (
        _placed(track.boxes_px[row], bearer, track.first + row, wanted)
        for row, wanted in zip(
            ends, (range(first, track.first), range(track.last + 1, last + 1)), strict=True
        )
    )
    boxes_px = np.concatenate([before, track.boxes_px, after])
    nothing = [np.full(len(part), np.nan) for part in (before, after)]
    scores = np.concatenate([nothing[0], track.scores, nothing[1]])
    return Track(track.label, first, boxes_px, scores)


def _placed(box_px, bearer, frame, wanted):
    """Boxes `[T, 4]` in other frames that lie on the bearer as one box does in its frame."""
    then = bearer.boxes_px[np.clip(frame - bearer.first, 0, len(bearer.boxes_px) - 1)]
    share = (box_px - np.tile(then[:2], 2)) / np.tile(np.maximum(then[2:] - then[:2], 1e-9), 2)
    rows = np.array(list(wanted), int) - bearer.first
    there = bearer.boxes_px[rows].reshape(-1, 4)
    return np.tile(there[:, :2], 2) + share * np.tile(there[:, 2:] - there[:, :2], 2)
