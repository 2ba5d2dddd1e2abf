"""Connected pixels of a region map that may be characters."""

import cv2
import numpy as np


class Components:
    """The connected components of a map above a threshold, as arrays over all of them.

    Attributes:
        region: `[h, w]` float32, the map.
        labels: `[h, w]` int32, 0 for none, else 1 + the row of the component that a pixel is of.
        ltwh: `[N, 4]` int, left, top, width and height in pixels.
        sizes: `[N]` int, numbers of pixels.
        peaks: `[N]` float32, largest values.
    """

    def __init__(self, region, labels, ltwh, sizes, peaks):
        self.region, self.labels = region, labels
        self.ltwh, self.sizes, self.peaks = ltwh, sizes, peaks

    def __len__(self):
        return len(self.sizes)

    @property
    def boxes_xyxy(self):
        """`[N, 4]` float64 around the outer edges of the pixels."""
        corner = self.ltwh[:, :2].astype("float64")
        return np.concatenate([corner, corner + self.ltwh[:, 2:]], axis=1)

    def only(self, kept):
        """Those where `kept`, `[N]` bool, is true."""
        if kept.all():
            return self
        numbers = np.zeros(len(self) + 1, "int32")
        numbers[1:][kept] = np.arange(1, np.count_nonzero(kept) + 1)
        rows = (self.ltwh[kept], self.sizes[kept], self.peaks[kept])
        return Components(self.region, numbers[self.labels], *rows)


def find(region, threshold, least_size, least_peak):
    """Components of the pixels above a threshold, joined along edges, not corners.

    Args:
        region: `[h, w]` float32.
        threshold: Pixels must be above it.
        least_size: Components of fewer pixels are left out.
        least_peak: So are those without a pixel that is at least as high.

    Returns: `Components`, in the order of their first pixels.
    """
    above = (region > threshold).view("uint8")
    _, labels, stats, _ = cv2.connectedComponentsWithStats(above, connectivity=4, ltype=cv2.CV_32S)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    found = Components(region, labels, stats[1:, :4], sizes, peaks_of(region, labels, len(sizes)))
    return found.only((found.sizes >= least_size) & (found.peaks >= least_peak))


def measured(region, labels):
    """`Components` of a map whose pixels have their labels, 1 … N, each at least once."""
    y, x = np.nonzero(labels)
    rows = labels[y, x] - 1
    sizes = np.bincount(rows)
    low = np.full([len(sizes), 2], max(labels.shape))
    high = np.zeros([len(sizes), 2], low.dtype)
    for axis, places in enumerate((x, y)):
        np.minimum.at(low[:, axis], rows, places)
        np.maximum.at(high[:, axis], rows, places + 1)
    ltwh = np.concatenate([low, high - low], axis=1)
    return Components(region, labels, ltwh, sizes, peaks_of(region, labels, len(sizes)))


def peaks_of(values, labels, count):
    """`[count]` largest values under each label but 0."""
    peaks = np.full(count, -np.inf, "float32")
    places = np.flatnonzero(labels)
    np.maximum.at(peaks, labels.ravel()[places] - 1, values.ravel()[places])
    return peaks
