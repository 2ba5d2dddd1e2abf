"""What a detector saw in films, frame by frame, in one CSV or JSON file."""

import json
import pathlib

from tfvision.whole_file import whole_csv, whole_text

COLUMNS = ("path", "frame", "seconds", "x_min", "y_min", "x_max", "y_max", "score", "label", "name")
SUFFIXES = (".csv", ".json")


def write_detections(path, films, names):
    """Writes detections, whole or not at all, as the suffix of the file says.

    They are the detector's own, before tracks are made of them. CSV: a row each, `COLUMNS`, boxes
    in hundredths of a pixel. JSON: `classes`, `films` (`path` and `looked`, the frames that were
    looked at) and `detections`, one a line: `{"path", "frame", "seconds", "name", "score",
    "box_xyxy"}`.

    Args:
        path: File, .csv or .json.
        films: Dict path of a film -> list of `(frame, seconds, boxes_px, scores, labels)`; an image
            is one frame at no time: `(0, None, …)`.
        names: Of the classes, by their numbers.

    Raises: ValueError for another suffix.

    Example:
        >>> write_detections("found.txt", {}, ["plate"])
        Traceback (most recent call last):
        ValueError: detections go to a .csv or .json file, got found.txt
    """
    check_suffix(path)
    path = pathlib.Path(path)
    if path.suffix.lower() == ".csv":
        whole_csv(path, COLUMNS, _rows(films, names))
        return
    keys = ("path", "frame", "seconds", "name", "score", "box_xyxy")
    lines = [
        json.dumps(dict(zip(keys, (*row[:3], row[9], row[7], row[3:7]), strict=True)))
        for row in _rows(films, names)
    ]
    content = {"classes": list(names)}
    content["films"] = [
        {"path": str(film), "looked": len(frames)} for film, frames in films.items()
    ]
    text = json.dumps(content, ensure_ascii=False)[:-1]
    text += ', "detections": [' + ",".join("\n" + line for line in lines) + "\n]}\n"
    whole_text(path, text)


def check_suffix(path):
    """Refuses a file whose suffix says neither CSV nor JSON."""
    if pathlib.Path(path).suffix.lower() not in SUFFIXES:
        raise ValueError(f"detections go to a {' or '.join(SUFFIXES)} file, got {path}")


def _rows(films, names):
    for film, frames in films.items():
        for frame, seconds, boxes, scores, labels in frames:
            seconds = None if seconds is None else round(float(seconds), 4)
            for box, score, label in zip(boxes, scores, labels, strict=True):
                edges = [round(float(edge), 2) for edge in box]
                label = int(label)
                yield (
                    *(str(film), frame, seconds, *edges),
                    *(round(float(score), 4), label, names[label]),
                )
