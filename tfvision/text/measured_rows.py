"""Detections and true characters in the forms that people have them, as flat checked rows."""

import numpy as np

from tfvision.images.box_rows import flat_rows
from tfvision.images.predictor import SINGULAR

_PLURAL = {singular: plural for plural, singular in SINGULAR.items()}


def checked(name, entries, columns):
    """Flat rows of one image or a batch, with the sizes of the boxes; and the number of images."""
    if isinstance(entries, dict):
        entries = {_PLURAL.get(key, key): values for key, values in entries.items()}
    else:
        entries = {"boxes": entries}
    rows, images = flat_rows(name, entries, None, columns)
    longer = (rows["boxes"][:, 2:] - rows["boxes"][:, :2]).max(axis=1, initial=0.0)
    given = rows.get("sizes", np.full(len(longer), np.nan))
    return rows | {"sizes": np.where(np.isnan(given), longer, given)}, images


def as_images(entries):
    """One image as a list of one; a list of images as it is."""
    several = isinstance(entries, (list, tuple)) and all(
        isinstance(entry, dict) or np.ndim(entry) == 2 or np.shape(entry) == (0,)
        for entry in entries
    )
    return entries if several and len(entries) else [entries]
