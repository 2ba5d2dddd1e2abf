"""Where and when a film is covered whatever a detector says, and where and when it never is."""

import dataclasses

import numpy as np

from tfvision.video.tracks import Track

_OPEN_END = float("inf")


@dataclasses.dataclass(frozen=True)
class Zones:
    """Regions of the picture and spans of time in which a person has decided.

    Args:
        always: Boxes `(x1, y1, x2, y2)` in [0, 1] of the picture that are covered in each frame.
        never: Boxes in [0, 1] whose pixels stay as they are, whatever lies over them.
        spans: `(begin, end)` in seconds; outside of them nothing is covered, nor looked for. Empty:
            the whole film.

    Raises: ValueError naming the argument that is wrong.

    Example:
        >>> zones = Zones(never=((0.0, 0.9, 1.0, 1.0),), spans=((10, 25),))
        >>> zones.inside(9.99), zones.inside(10), zones.never_px((720, 1280)).tolist()
        (False, True, [[0.0, 648.0, 1280.0, 720.0]])
    """

    always: tuple = ()
    never: tuple = ()
    spans: tuple = ()

    def __post_init__(self):
        for name in ("always", "never"):
            for box in getattr(self, name):
                x1, y1, x2, y2 = box
                if not (0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1):
                    raise ValueError(
                        f"{name} must be boxes x1 y1 x2 y2 in [0, 1] of the picture, with x1 < x2 "
                        f"and y1 < y2, got {tuple(box)}"
                    )
        for begin, end in self.spans:
            if not 0 <= begin < end:
                raise ValueError(f"spans must begin before they end, got {begin:g} to {end:g}")

    def inside(self, seconds):
        """Whether a moment lies in one of the spans."""
        return not self.spans or any(begin <= seconds < end for begin, end in self.spans)

    def always_px(self, size_hw):
        """The boxes `[N, 4]` that are always covered, in pixels."""
        return _in_pixels(self.always, size_hw)

    def never_px(self, size_hw):
        """The boxes `[N, 4]` that never are, in pixels."""
        return _in_pixels(self.never, size_hw)

    def outside_never(self, boxes_px, size_hw):
        """`[N]` bool: whether a box has a part outside of each region that is never covered."""
        boxes_px = np.asarray(boxes_px, "float64").reshape(-1, 4)
        kept = np.ones(len(boxes_px), bool)
        for region in self.never_px(size_hw):
            low, high = boxes_px[:, :2] >= region[:2], boxes_px[:, 2:] <= region[2:]
            kept &= ~(low.all(1) & high.all(1))
        return kept

    def applied(self, tracks, times, size_hw, label):
        """Tracks as the zones have them: cut to the spans, and joined by what is always covered.

        Args:
            tracks: List of `Track`.
            times: Seconds at which each frame of the film is shown.
            size_hw: Of the film.
            label: Class number of the regions that are always covered.

        Returns: List of `Track`, by their first frames.
        """
        stretches = _stretches([self.inside(seconds) for seconds in times])
        found = [
            _part(track, *stretch)
            for track in tracks
            for stretch in stretches
            if track.first <= stretch[1] and stretch[0] <= track.last
        ]
        for box in self.always_px(size_hw):
            found += [
                Track(label, first, np.tile(box, (count, 1)), np.full(count, np.nan))
                for first, count in ((first, last + 1 - first) for first, last in stretches)
            ]
        return sorted(found, key=lambda track: track.first)


def restored(covered, image, regions_px):
    """A covered image with an image's own pixels in some regions; `covered` itself is changed.

    Pixels that a region only touches are restored too.
    """
    for x1, y1, x2, y2 in np.asarray(regions_px, "float64").reshape(-1, 4):
        rows = slice(max(int(np.floor(y1)), 0), max(int(np.ceil(y2)), 0))
        columns = slice(max(int(np.floor(x1)), 0), max(int(np.ceil(x2)), 0))
        covered[rows, columns] = image[rows, columns]
    return covered


def span(text):
    """A span of time as a person writes it: `0:10-0:25`, `75-1:20.5`, `1:00:00-` to the end.

    Returns: `(begin, end)` in seconds.
    Raises: ValueError saying how it is written.

    Example:
        >>> span("0:10-1:02:03.5"), span("75-")
        ((10.0, 3723.5), (75.0, inf))
    """
    try:
        begin, end = text.split("-")
        return _seconds(begin), _seconds(end) if end.strip() else _OPEN_END
    except ValueError:
        raise ValueError(f"a span must be like 0:10-0:25 or 1:00:00-, got {text!r}") from None


def _seconds(text):
    parts = [float(part) for part in text.split(":")]
    if not 1 <= len(parts) <= 3 or min(parts) < 0 or max(parts[1:], default=0) >= 60:
        raise ValueError(text)
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))


def _in_pixels(boxes, size_hw):
    height, width = size_hw
    return np.array(boxes, "float64").reshape(-1, 4) * (width, height, width, height)


def _stretches(flags):
    """`(first, last)` of each run of true flags."""
    edges = np.flatnonzero(np.diff([0, *flags, 0]))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _part(track, first, last):
    """The part of a track in a stretch of frames that it touches."""
    first, last = max(first, track.first), min(last, track.last)
    rows = slice(first - track.first, last + 1 - track.first)
    return Track(track.label, first, track.boxes_px[rows], track.scores[rows])
