"""Writes what a detector found in files: drawings, one JSON file, one CSV file."""

import csv
import pathlib

import cv2

from tfvision.detection.predictions_file import save_predictions
from tfvision.images import draw_boxes
from tfvision.whole_file import whole_file

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
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)
        for record in records:
            found = record.prediction
            columns = (found[key] for key in ("box", "score", "label", "name"))
            for box, score, label, name in zip(*columns, strict=True):
                edges = [round(float(edge), 2) for edge in box]
                writer.writerow([record.path, *edges, round(float(score), 4), int(label), name])


class Drawings:
    """Writes images with their detections drawn, under the names of their files.

    Args:
        folder: Where they go; made if it is missing.
        sources: Paths of all images that will be drawn from.
    """

    def __init__(self, folder, sources=()):
        self.folder = pathlib.Path(folder)
        self._taken = set()
        self._beside_sources = any(map(self._holds, sources))

    def write(self, record):
        """Draws one `Record` that kept its image.

        A JPEG stays one, everything else becomes PNG. A second file of the same name, from another
        folder, gets a number. A former drawing is replaced, but where images that are drawn from
        lie in the same folder, no file that is there is: any of them may be someone's photo.

        Returns: `pathlib.Path` of the drawing.
        """
        found = record.prediction
        image = draw_boxes(record.image, found["box"], found["name"], found["score"])
        suffix = ".jpg" if record.path.suffix.lower() in (".jpg", ".jpeg") else ".png"
        target = self._free(record.path.stem, suffix, self._holds(record.path))
        _, encoded = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        with whole_file(target) as partial:
            partial.write_bytes(encoded.tobytes())
        return target

    def _holds(self, source):
        """Whether an image lies in the folder, under its own name or behind a link."""
        source, folder = pathlib.Path(source), self.folder.resolve()
        return folder in (source.parent.resolve(), source.resolve().parent)

    def _free(self, stem, suffix, beside_source):
        number = 1
        target = self.folder / f"{stem}{suffix}"
        careful = beside_source or self._beside_sources
        while target in self._taken or (careful and target.exists()):
            number += 1
            target = self.folder / f"{stem}_{number}{suffix}"
        self._taken.add(target)
        return target
