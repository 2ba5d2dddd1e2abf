"""What a detector saw in a film, frame after frame, packed."""

import array

import numpy as np


class Sightings:
    """Detections of one frame after the other, in columns that grow in one piece each.

    Kept as small arrays of their own, they would come to lie between the large blocks of the frames
    that are read meanwhile, and memory would grow by twenty times of what they hold.

    Example:
        >>> sightings = Sightings()
        >>> sightings.add(3, [[10, 10, 40, 20]], [0.9], [0])
        >>> [(frame, len(boxes_px)) for frame, boxes_px, scores, labels in sightings]
        [(3, 1)]
    """

    def __init__(self):
        self._frames, self._ends, self._labels = (array.array("q") for _ in range(3))
        self._boxes, self._scores = array.array("d"), array.array("d")

    def add(self, frame, boxes_px, scores, labels):
        """Takes the detections of a frame: `[N, 4]`, `[N]` and `[N]`."""
        for column, values in (
            (self._boxes, boxes_px),
            (self._scores, scores),
            (self._labels, labels),
        ):
            column.frombytes(np.asarray(values, column.typecode).tobytes())
        self._frames.append(frame)
        self._ends.append(len(self._scores))

    def __iter__(self):
        """Yields `(frame, boxes_px [N, 4], scores [N], labels [N])`."""
        first = 0
        for frame, end in zip(self._frames, self._ends, strict=True):
            boxes_px = np.array(self._boxes[4 * first : 4 * end], "float64").reshape(-1, 4)
            scores = np.array(self._scores[first:end], "float64")
            yield frame, boxes_px, scores, np.array(self._labels[first:end], "int64")
            first = end
