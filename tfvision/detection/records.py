"""Writes what a detector found in files: drawings, one JSON file, one CSV file."""

import contextlib
import csv
import json
import pathlib

import cv2

from tfvision.images import draw_boxes

CSV_COLUMNS = ("path", "x_min", "y_min", "x_max", "y_max", "score", "label", "name")


def as_plain(record):
    """One `Record` as plain values, boxes in pixels rounded to a hundredth.

    Returns: dict `path`, `size_hw`, `detections`: a list of dicts `box`, `score`, `label`, `name`.
    """
    found = record.prediction
    rows = zip(found["box"], found["score"], found["label"], found["name"], strict=True)
    return {
        "path": str(record.path),
        "size_hw": [int(side) for side in record.size_hw],
        "detections": [
            {
                "box": [round(float(edge), 2) for edge in box],
                "score": round(float(score), 4),
                "label": int(label),
                "name": str(name),
            }
            for box, score, label, name in rows
        ],
    }


def write_json(path, records):
    """Writes `{"images": [as_plain(record), …]}`, whole or not at all.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s, or what `as_plain` made of them.
    """
    images = [_plain(record) for record in records]
    with _whole(path) as file:
        json.dump({"images": images}, file, ensure_ascii=False, indent=1)
        file.write("\n")


def write_csv(path, records):
    """Writes a row a detection, whole or not at all: columns `CSV_COLUMNS`, boxes in pixels.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s, or what `as_plain` made of them.
    """
    with _whole(path) as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)
        for image in map(_plain, records):
            for row in image["detections"]:
                writer.writerow([image["path"], *row["box"], *(row[k] for k in CSV_COLUMNS[5:])])


class Drawings:
    """Writes images with their detections drawn, under the names of their files.

    Args:
        folder: Where they go; made if it is missing.
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._taken = set()

    def write(self, record):
        """Draws one `Record` that kept its image.

        A JPEG stays one, everything else becomes PNG. A second file of the same name, from another
        folder, gets a number; nothing that was drawn from is ever overwritten.

        Returns: `pathlib.Path` of the drawing.
        """
        found = record.prediction
        image = draw_boxes(record.image, found["box"], found["name"], found["score"])
        suffix = ".jpg" if record.path.suffix.lower() in (".jpg", ".jpeg") else ".png"
        target = self._free(record.path.stem, suffix, record.path)
        self.folder.mkdir(parents=True, exist_ok=True)
        _, encoded = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        partial = target.with_name(target.name + ".partial")
        partial.write_bytes(encoded.tobytes())
        partial.replace(target)
        return target

    def _free(self, stem, suffix, source):
        number = 1
        target = self.folder / f"{stem}{suffix}"
        while target in self._taken or (target.exists() and target.samefile(source)):
            number += 1
            target = self.folder / f"{stem}_{number}{suffix}"
        self._taken.add(target)
        return target


def _plain(record):
    return record if isinstance(record, dict) else as_plain(record)


@contextlib.contextmanager
def _whole(path):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
