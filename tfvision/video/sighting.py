"""What a detector sees in a film: the boxes of its frames, and where another scene begins."""

import cv2
import numpy as np

_THUMBNAIL_WH = (48, 27)
_CUT = 24.0  # Grey levels by which the thumbnails of two scenes differ in the mean, at the least
_SUDDEN = 4.0  # Times the usual difference of frames that follow each other
_REMEMBERED = 16


def look(frames, detector, *, every=1, batch_size=4):
    """Detects in the frames of a film.

    Args:
        frames: Iterable of `Frame`, as an open `Film`.
        detector: Something with `predict(images)` for a list of images, as `Detector` and what
            `serving.load` gives.
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
        if cuts.new_scene(frame.image):
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
    found = detector.predict([frame.image for frame, _ in waiting])
    for (frame, begun), each in zip(waiting, found, strict=True):
        labels = each.get("label", np.zeros(len(each["box"]), int))
        yield frame.index, each["box"], each["score"], labels, begun


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

    def new_scene(self, image):
        """Whether an image, uint8 `[H, W, 3]`, is of another scene than the one before it."""
        small = cv2.resize(image, _THUMBNAIL_WH, interpolation=cv2.INTER_AREA).astype(np.float32)
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
