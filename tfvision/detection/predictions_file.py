"""Predictions of many images in one JSON file, so that they can be measured and drawn alone."""

import json
import pathlib

import numpy as np

from tfvision.images import json_content
from tfvision.whole_file import whole_text

_KEYS = ("classes", "images", "detections")


def save_predictions(path, predictions, classes):
    """Writes predictions, whole or not at all.

    The file holds `classes` (names), `images` (every file that was looked at, so that one without
    detections is known from one never seen) and `detections`: as in COCO's results one row each,
    `{"file", "name", "score", "box_xyxy"}`, the box in pixels of that image, not rounded.

    Args:
        path: The JSON file.
        predictions: Dict file name -> predictions of that image: `boxes` px xyxy `[N, 4]`,
            `scores` `[N]`, `labels` `[N]`; padding (label -1) is left out.
        classes: Names of the classes, in the order of the labels.

    Raises: ValueError if a label has no name or a number is not finite.
    """
    classes, rows = list(classes), []
    for file, found in predictions.items():
        columns = [np.asarray(found[key]).tolist() for key in ("boxes", "scores", "labels")]
        for box_xyxy, score, label in zip(*columns, strict=True):
            if label == -1:
                continue
            if not 0 <= label < len(classes):
                raise ValueError(f"{file}: labels must be 0 … {len(classes) - 1}, got {label}")
            row = {"file": str(file), "name": classes[label], "score": score}
            rows.append(row | {"box_xyxy": box_xyxy})
    content = {"classes": classes, "images": [str(file) for file in predictions]}
    # One row a line: a file that grep, diff and a person can read.
    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows]
    head = json.dumps(content, ensure_ascii=False)[:-1]
    text = head + ', "detections": [' + ",".join("\n" + line for line in lines) + "\n]}\n"
    whole_text(path, text)


def load_predictions(path):
    """Reads what `save_predictions` wrote.

    Returns: `(predictions, classes)`: dict file name -> `boxes` `[N, 4]`, `scores` `[N]`,
        `labels` `[N]` in the order of the file, and the tuple of names.
    Raises: ValueError naming the file and, for a bad row, its number.
    """
    path = pathlib.Path(path)
    content = json_content.load(path)
    if not isinstance(content, dict) or any(key not in content for key in _KEYS):
        got = sorted(content) if isinstance(content, dict) else type(content).__name__
        raise ValueError(f"{path} must hold an object with {', '.join(_KEYS)}, got {got}")
    classes = tuple(content["classes"])
    labels = {name: label for label, name in enumerate(classes)}
    rows = {file: [] for file in content["images"]}
    for number, row in enumerate(content["detections"]):
        try:
            x1, y1, x2, y2 = row["box_xyxy"]
            numbers = [float(value) for value in (x1, y1, x2, y2, row["score"])]
            rows[row["file"]].append((*numbers, labels[row["name"]]))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path}: detections[{number}] must have a file of images, a name of classes, a "
                f"score and a box_xyxy of four numbers, got {row}"
            ) from error
    tables = {file: np.array(found, float).reshape(-1, 6) for file, found in rows.items()}
    predictions = {
        file: {"boxes": table[:, :4], "scores": table[:, 4], "labels": table[:, 5].astype(int)}
        for file, table in tables.items()
    }
    return predictions, classes
