"""Components that hold several characters, taken apart where the map shows a valley."""

import cv2
import numpy as np

from tfvision.text import components

RISE = 0.1  # A peak counts from so far above the valley: what is lower may be noise.


def split(found, levels):
    """Takes apart the components that are several ones above some level.

    Small characters that touch come out of one low threshold in one piece, faint ones not at all
    out of one high threshold. Each pixel of a component that is taken apart goes to the part
    nearest to it.

    Args:
        found: `Components`.
        levels: Thresholds to look from, rising.

    Returns: `Components`: those that are whole in their order, after them the parts of the others.
    """
    for level in levels:
        found = _split_at(found, level)
    return found


def _split_at(found, level):
    parts = components.find(found.region, level, 1, level + RISE)
    if len(parts) <= 1:
        return found
    places = np.flatnonzero(parts.labels)
    owners = np.zeros(len(parts) + 1, "int64")  # Label of the component that each part lies in
    owners[parts.labels.ravel()[places]] = found.labels.ravel()[places]
    several = np.bincount(owners[1:], minlength=len(found) + 1) > 1
    several[0] = False
    if not several.any():
        return found
    parts = parts.only(several[owners[1:]])
    owners = np.append(0, owners[1:][several[owners[1:]]])
    nearest = _nearest(parts.labels)
    mine = several[found.labels] & (owners[nearest] == found.labels)
    whole = found.only(~several[1:])
    labels = np.where(mine, nearest + len(whole), whole.labels)
    return components.measured(found.region, labels.astype("int32"))


def _nearest(labels):
    """`[h, w]`: for each pixel the label other than 0 that is nearest to it."""
    background = (labels == 0).view("uint8")
    _, places = cv2.distanceTransformWithLabels(
        background, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    names = np.zeros(places.max() + 1, labels.dtype)  # OpenCV numbers the pixels; which is whose?
    inside = labels > 0
    names[places[inside]] = labels[inside]
    return names[places]
