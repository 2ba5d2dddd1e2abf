"""What a detector sees in a film: the boxes of its frames, and where another scene begins."""

import cv2
import numpy as np

_THUMBNAIL_HW = (27, 48)
_CUT = 24.0  # Grey levels by which the thumbnails of two scenes differ in the mean, at the least
_SUDDEN = 4.0  # Times the usual difference of frames that follow each other
_REMEMBERED = 16


def look(frames, detector, *, every=1, batch_size=4):
    """Detects in the frames of a film.

    Args:
        frames: Iterable of `Frame`, as an open `Film`.
        detector: Something with `predict(images)` for a list of images, as `Detector` and what
            `serving.load` gives. If it has an `input_hw(size_hw)` that gives a size for frames of
            a size, it gets them in that, and its boxes are scaled.
        every: Frames from one that is looked at to the next.
        batch_size: Frames the detector gets at a time.

    Returns: Iterator of `(frame, boxes_px [N, 4], scores [N], labels [N], begun)`, for each frame
        that was looked at; `begun` lists the frames since the one before it, itself included, with
        which another scene begins: all are examined for that.
    Raises: ValueError if `every` or `batch_size` is below 1.

    Example:
        >>> list(look([], detector=None))
        []
    """
    for name, value in (("every", every), ("batch_size", batch_size)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    return _look(frames, detector, every, batch_size)


def _look(frames, detector, every, batch_size):
    cuts, begun, waiting = Cuts(), [], []
    for frame in frames:
        if cuts.begins_with(frame):
            begun.append(frame.index)
        if frame.index % every:
            continue
        waiting.append((frame, begun))
        begun = []
        if len(waiting) == batch_size:
            yield from _answers(waiting, detector)
            waiting = []
    if waiting:
        yield from _answers(waiting, detector)


def _answers(waiting, detector):
    found = seen_in([frame for frame, _ in waiting], detector)
    for (frame, begun), each in zip(waiting, found, strict=True):
        yield frame.index, *each, begun


def seen_in(frames, detector):
    """`(boxes_px [N, 4], scores [N], labels [N])` of each of some frames of one size."""
    size_hw = frames[0].size_hw
    wanted_hw = detector.input_hw(size_hw) if hasattr(detector, "input_hw") else None
    shown = [frame.resized(wanted_hw) if wanted_hw else frame.image for frame in frames]
    scale = np.tile(np.divide(size_hw, wanted_hw or size_hw)[::-1], 2)
    rows = []
    for each in detector.predict(shown):
        boxes = np.asarray(each["box"]).reshape(-1, 4)
        labels = np.asarray(each.get("label", np.zeros(len(boxes), int)))
        rows.append((boxes * scale, np.asarray(each["score"]), labels))
    return rows


class Cuts:
    """Tells scenes apart by how suddenly the picture changes, in the order of the frames.

    Example:
        >>> cuts = Cuts()
        >>> [cuts.new_scene(np.full([90, 160, 3], grey, "uint8")) for grey in (9, 11, 200, 198)]
        [False, False, True, False]
    """

    def __init__(self):
        self._last = None
        self._usual = []

    def begins_with(self, frame):
        """Whether a `Frame` is of another scene than the one before it."""
        return self.new_scene(frame.thumbnail(_THUMBNAIL_HW))

    def new_scene(self, image):
        """Whether an image, uint8 `[H, W, 3]`, is of another scene than the one before it."""
        small = cv2.resize(image, _THUMBNAIL_HW[::-1], interpolation=cv2.INTER_AREA)
        small = small.astype(np.float32)
        last, self._last = self._last, small
        if last is None:
            return False
        difference = float(np.abs(small - last).mean())
        usual = float(np.median(self._usual)) if self._usual else 0.0
        if difference > max(_CUT, _SUDDEN * usual):
            self._usual = []
            return True
        self._usual = [*self._usual[1 - _REMEMBERED :], difference]
        return False
