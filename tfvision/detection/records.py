"""Writes what a detector found in files: one JSON file, one CSV file; and draws it."""

import pathlib

from tfvision.detection.predictions_file import save_predictions
from tfvision.images import draw_boxes
from tfvision.whole_file import whole_csv

CSV_COLUMNS = ("path", "x_min", "y_min", "x_max", "y_max", "score", "label", "name")
_PLURAL = {"boxes": "box", "scores": "score", "labels": "label"}


def write_json(path, records, labels):
    """Writes the file that `evaluate_files` measures, whole or not at all: see `save_predictions`.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s.
        labels: Names of all classes.
    """
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    found = {
        str(record.path): {key: record.prediction[one] for key, one in _PLURAL.items()}
        for record in records
    }
    save_predictions(path, found, labels)


def write_csv(path, records):
    """Writes a row a detection, whole or not at all: `CSV_COLUMNS`, boxes in hundredths of a pixel.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s.
    """
    whole_csv(path, CSV_COLUMNS, (row for record in records for row in _rows(record)))


def _rows(record):
    found = record.prediction
    columns = (found[key] for key in ("box", "score", "label", "name"))
    for box, score, label, name in zip(*columns, strict=True):
        edges = [round(float(edge), 2) for edge in box]
        yield record.path, *edges, round(float(score), 4), label, name


def drawn(record):
    """The image of a `Record` that kept it, with its detections."""
    found = record.prediction
    return draw_boxes(record.image, found["box"], found["name"], found["score"])
