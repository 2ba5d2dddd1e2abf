"""Writes small images and files of their characters, as other programs leave them."""

import json

from tests.detection.annotation_files import write_image

__all__ = ["HEADER", "row", "write_csv", "write_image", "write_json"]

HEADER = "path,x_min,y_min,x_max,y_max,character,line,ignored\n"


def row(**changes):
    """One row of a JSON file: a character of the image `a.png`, 40 wide and 30 high."""
    return {"file": "a.png", "box_xyxy": [4, 5, 20, 18], "character": "あ"} | changes


def write_json(folder, rows=None, name="characters.json", **content):
    """Writes the image `a.png` and a JSON file of its rows; returns the folder."""
    write_image(folder / "a.png")
    content = {"characters": [row()] if rows is None else rows} | content
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


def write_csv(folder, *lines, header=HEADER, name="characters.csv"):
    """Writes the image `a.png` and a CSV file of these lines; returns the folder."""
    write_image(folder / "a.png")
    lines = lines or ("a.png,4,5,20,18,あ,0,",)
    (folder / name).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return folder
