"""Words: what the affinity between characters holds together."""

import cv2
import numpy as np

from tfvision.text import components, niter
from tfvision.text.lines import extents
from tfvision.text.region import STRIDE, checked


def word_boxes(
    region, affinity, text_threshold=0.7, link_threshold=0.4, low_text=0.4, *, least_size=10
):
    """Finds the boxes of words as CRAFT does, from its two maps.

    Args:
        region: `[h, w]`, about 1 at the centres of characters.
        affinity: `[h, w]`, about 1 between characters of one word.
        text_threshold: A word needs a pixel of `region` at least this high.
        link_threshold: Pixels of `affinity` above it belong to words.
        low_text: Pixels of `region` above it do, too.
        least_size: Words of fewer pixels are left out.

    Returns: boxes `[M, 4]` float32 xyxy in pixels of the image, which has two for one of the map;
        scores `[M]` float32, the highest value of `region` in each.
    Raises: ValueError if the maps are not finite or differ in shape.

    Differs from the reference implementation: gives upright boxes only, and without drawing and
        dilating each word; `niter` says how.
    Reference: Baek et al., CRAFT, CVPR 2019, section 3.3.
    """
    region, affinity = _maps(region, affinity)
    text = region > low_text
    labels, stats = _join(text, affinity > link_threshold)
    sizes = stats[:, cv2.CC_STAT_AREA]
    peaks = components.peaks_of(region, np.where(text, labels, 0), len(sizes))
    kept = (sizes >= least_size) & (peaks >= text_threshold)
    # Links tell how far a box grows, but only its text is boxed.
    inside = np.where(text & np.append(False, kept)[labels], labels, 0)
    numbers = np.append(0, np.where(kept, np.cumsum(kept), 0)).astype("int32")
    found = components.measured(region, numbers[inside])
    grown = niter.grown(found.ltwh, stats[kept, :4], sizes[kept], region.shape)
    return (STRIDE * grown).astype("float32"), found.peaks


def word_of_each(boxes_xyxy, region, affinity, link_threshold=0.3, low_text=0.3):
    """Tells which characters make a word.

    Args:
        boxes_xyxy: `[N, 4]` boxes of characters in pixels of the image.
        region: `[h, w]` map they were found in.
        affinity: `[h, w]` map of what is between them.
        link_threshold: Pixels of `affinity` above it join characters.
        low_text: Pixels of `region` above it belong to characters.

    Returns: `[N]` int32, 0 … M-1 in the order of their first characters. A character whose centre
        is on no such pixel is a word of its own.
    """
    region, affinity = _maps(region, affinity)
    boxes_xyxy = np.asarray(boxes_xyxy, "float64").reshape(-1, 4)
    labels, _ = _join(region > low_text, affinity > link_threshold)
    centres = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / (2 * STRIDE)
    x, y = np.clip(centres.astype(int), 0, np.array(region.shape)[::-1] - 1).T
    mine = labels[y, x]
    mine = np.where(mine > 0, mine, -1 - np.arange(len(mine)))
    _, first, words = np.unique(mine, return_index=True, return_inverse=True)
    return first.argsort().argsort()[words].astype("int32")


def boxes_of_words(boxes_xyxy, words):
    """`[M, 4]` boxes around the characters `[N, 4]` of each word, `[N]` 0 … M-1."""
    boxes_xyxy = np.asarray(boxes_xyxy, "float32").reshape(-1, 4)
    return extents(boxes_xyxy, np.asarray(words, "int64")).astype("float32")


def _maps(region, affinity):
    region, affinity = checked("region", region), checked("affinity", affinity)
    if region.shape != affinity.shape:
        raise ValueError(
            f"region and affinity must have one shape, got {region.shape} and {affinity.shape}"
        )
    return region, affinity


def _join(text, links):
    """Labels `[h, w]` of the components of text and links, and their statistics, none for 0."""
    joined = (text | links).view("uint8")
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4, ltype=cv2.CV_32S)
    return labels, stats[1:]
