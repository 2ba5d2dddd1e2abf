"""A picture of every track of a plan, so that a person sees quickly what is covered."""

import pathlib

import cv2
import numpy as np

from tfvision.images.draw import draw_boxes
from tfvision.images.write import write_image

_VIEW_WH = (160, 90)
_VIEWS = 3  # Of each track: its first frame, the one in which it was seen best, its last
_GAP, _LINE = 4, 16  # Pixels around a view, and of a line of text
_AROUND = 2.5  # Times as wide as its box, a view is at least
_MOST = 120  # Tracks of one picture
_DOUBTFUL = 3  # Tracks that were seen in fewer frames are pointed out
_OUTLINE = (255, 220, 0)
_INK = {"seen": (230, 230, 230), "doubtful": (255, 200, 0), "uncovered": (255, 90, 90)}
_ASPECT = 1.5  # Of the whole, about


class ContactSheet:
    """Gathers views of the tracks of a plan while its film passes by, and writes them as PNG.

    Each track has one cell: its number, which is also that of its line in the plan's file, its
    class, when it is there, the best score and in how many of its frames it was seen; below, what
    is under the cover in its first frame, in that of the best score, and in its last. Yellow are
    tracks that were seen in one or two frames only, red those that are not covered.

    Args:
        plan: `Plan`.

    Example:
        >>> from tfvision.video.plan import Plan
        >>> sheet = ContactSheet(Plan("a.mp4", 2, 25, (72, 96), []))
        >>> list(sheet.watch([])), [page.shape for page in sheet.pages()]
        ([], [(24, 508, 3)])
    """

    def __init__(self, plan):
        self.plan = plan
        self._wanted = {}
        for number, track in enumerate(plan.tracks):
            for place, frame in enumerate(_shown(track)):
                self._wanted.setdefault(frame, []).append((number, place))
        self._views, self._seconds = {}, {}

    def watch(self, frames):
        """Passes frames on and takes the views that are in them."""
        for frame in frames:
            for number, place in self._wanted.get(frame.index, ()):
                box_px = self.plan.tracks[number].at(frame.index)
                self._views[number, place] = _view(frame.image, box_px)
                self._seconds[frame.index] = frame.seconds
            yield frame

    def pages(self):
        """Yields the pictures, uint8 `[H, W, 3]`: one, or several of up to 120 tracks each."""
        count = len(self.plan.tracks)
        for start in range(0, max(count, 1), _MOST):
            yield self._page(range(start, min(start + _MOST, count)))

    def write(self, path):
        """Writes `path`, and where one picture is not enough `<its name>_2.png` and so on.

        Returns: List of the paths.
        """
        path, written = pathlib.Path(path), []
        for number, page in enumerate(self.pages(), 1):
            target = path if number == 1 else path.with_stem(f"{path.stem}_{number}")
            write_image(target, page)
            written.append(target)
        return written

    def _page(self, numbers):
        width = _VIEWS * (_VIEW_WH[0] + _GAP) + 4 * _GAP
        height = _LINE + _VIEW_WH[1] + 2 * _GAP
        columns = max(1, round((len(numbers) * height * _ASPECT / width) ** 0.5))
        rows = -(-len(numbers) // columns)
        page = np.full([_LINE + 2 * _GAP + rows * height, columns * width, 3], 24, np.uint8)
        plan = self.plan
        title = f"{plan.film}: {len(plan.tracks)} tracks, {sum(plan.covered)} of them covered"
        _write(page, title, (_GAP, _LINE), _INK["seen"])
        for cell, number in enumerate(numbers):
            top = _LINE + 2 * _GAP + cell // columns * height
            left = cell % columns * width + _GAP
            caption, kind = self._caption(number)
            _write(page, caption, (left, top + _LINE - _GAP), _INK[kind])
            for place in range(_VIEWS):
                view = self._views.get((number, place))
                if view is not None:
                    x, y = left + place * (_VIEW_WH[0] + _GAP), top + _LINE
                    page[y : y + _VIEW_WH[1], x : x + _VIEW_WH[0]] = view
        return page

    def _caption(self, number):
        plan, track = self.plan, self.plan.tracks[number]
        first, last = (self._seconds.get(frame, 0.0) for frame in (track.first, track.last))
        seen = int(track.seen.sum())
        words = f"{number + 1} {plan.name(track.label)} {clock(first)}-{clock(last)}"
        if seen:
            words += f" {np.nanmax(track.scores):.2f} {seen}/{len(track.scores)}"
        if not plan.covered[number]:
            return f"{words} not covered", "uncovered"
        return words, "doubtful" if 0 < seen < _DOUBTFUL else "seen"


def _shown(track):
    """The frames of a track of which a view is taken: first, best, last; fewer of a short one."""
    best = track.first + int(np.nanargmax(track.scores)) if track.seen.any() else track.first
    return sorted({track.first, best, track.last})


def _view(image, box_px):
    """The part of an image around a box, `[90, 160, 3]`, with the box outlined."""
    size = np.maximum(box_px[2:] - box_px[:2], 1.0)
    width = _AROUND * max(size[0], size[1] * _VIEW_WH[0] / _VIEW_WH[1])
    width = min(max(width, _VIEW_WH[0] / 4), 2 * max(image.shape[:2]))
    window_wh = np.ceil([width, width * _VIEW_WH[1] / _VIEW_WH[0]]).astype(int)
    corner = np.rint((box_px[:2] + box_px[2:] - window_wh) / 2).astype(int)
    part = np.zeros([*window_wh[::-1], 3], np.uint8)  # Black where the image has ended
    low, high = np.maximum(corner, 0), np.minimum(corner + window_wh, image.shape[1::-1])
    if (high > low).all():
        (left, top), (right, bottom) = low - corner, high - corner
        part[top:bottom, left:right] = image[low[1] : high[1], low[0] : high[0]]
    scale = np.array(_VIEW_WH) / window_wh
    how = cv2.INTER_AREA if scale[0] < 1 else cv2.INTER_LINEAR
    view = cv2.resize(part, _VIEW_WH, interpolation=how)
    box = (box_px - np.tile(corner, 2)) * np.tile(scale, 2)
    return draw_boxes(view, box[None], colours=_OUTLINE, text=False)


def _write(page, text, at, ink):
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.4, ink, 1, cv2.LINE_AA)


def clock(seconds):
    """A moment as minutes and seconds, with hours where there are any.

    Example:
        >>> clock(83.26), clock(3600)
        ('1:23.3', '1:00:00.0')
    """
    tenths = round(seconds * 10)
    hours, minutes, rest = tenths // 36000, tenths // 600 % 60, tenths % 600 / 10
    return f"{hours}:{minutes:02}:{rest:04.1f}" if hours else f"{minutes}:{rest:04.1f}"
