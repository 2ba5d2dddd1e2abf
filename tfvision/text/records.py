"""Writes the characters found in files, in the order they are read in; and draws them."""

import cv2
import numpy as np

from tfvision.images import draw_boxes
from tfvision.text import json_file
from tfvision.whole_file import whole_csv

CSV_COLUMNS = ("path", "x_min", "y_min", "x_max", "y_max", "score", "line", "ruby", "vertical")
CSV_CORNERS = tuple(f"{axis}{corner}" for corner in range(1, 5) for axis in "xy")
# JSON's name -> ours, and decimals; words and quads are of models or codecs that give them.
_COLUMNS = {
    "boxes": ("box", 2),
    "quads": ("quad", 2),
    "scores": ("score", 4),
    "lines": ("line", None),
    "ruby": ("ruby", None),
    "vertical": ("vertical", None),
    "words": ("word", None),
}
_FLAGS = ("ruby", "vertical")
_THREAD = (255, 0, 200)  # That runs through the characters of a line


def write_json(path, records):
    """Writes what `dataset.read` reads again: see `json_file.save`.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s.
    """
    pages = {}
    for record in records:
        found, order = record.prediction, record.prediction["order"]
        page = {}
        for key, (one, decimals) in _COLUMNS.items():
            if one in found:
                values = found[one][order]
                page[key] = values if decimals is None else np.round(values.astype(float), decimals)
        pages[str(record.path)] = page
    json_file.save(path, pages)


def write_csv(path, records):
    """Writes a row a character, whole or not at all: `CSV_COLUMNS`, in hundredths of a pixel.

    Where words are known they follow, and the four corners of turned characters. An image without
    characters has no row; `write_json` names it.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s, iterated twice.
    """
    known = {one: any(one in record.prediction for record in records) for one in ("word", "quad")}
    columns = CSV_COLUMNS + ("word",) * known["word"] + CSV_CORNERS * known["quad"]
    whole_csv(path, columns, (row for record in records for row in _rows(record, known)))


def _rows(record, known):
    found = record.prediction
    for i in found["order"]:
        row = [record.path, *_hundredths(found["box"][i]), round(float(found["score"][i]), 4)]
        row += [found["line"][i], *(str(bool(found[key][i])).lower() for key in _FLAGS)]
        row += [found["word"][i]] if known["word"] else []
        yield row + (_hundredths(found["quad"][i].ravel()) if known["quad"] else [])


def _hundredths(edges):
    return [round(float(edge), 2) for edge in edges]


def drawn(record):
    """The image of a `Record` that kept it, with its characters in the order of reading."""
    return draw_characters(record.image, record.prediction)


def draw_characters(image, found):
    """Draws characters on a copy: boxes in the colour of their line, and the way they are read.

    Args:
        image: uint8 `[H, W, 3]`.
        found: What `CharacterDetector.predict` answers for it.

    Returns: uint8 `[H, W, 3]`.
    """
    lines = [f"line {line}" for line in found["line"]]
    return draw_order(draw_boxes(image, found["box"], lines, text=False, scale=0.5), found)


def draw_order(image, found, colour=_THREAD):
    """Draws a thread through the characters of each line, with a knot at the first, in place.

    Returns: The image.
    """
    centres = np.rint((found["box"][:, :2] + found["box"][:, 2:]) / 2).astype(np.int32)
    lines = found["line"][found["order"]]
    for own in np.split(found["order"], np.flatnonzero(np.diff(lines)) + 1):
        if len(own):
            cv2.polylines(image, [centres[own]], False, colour, 1, cv2.LINE_AA)
            cv2.circle(image, centres[own[0]].tolist(), 2, colour, -1, cv2.LINE_AA)
    return image
