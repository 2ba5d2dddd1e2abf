"""What tfvision reads from disk: a good file of each kind, and who reads it."""

import dataclasses
import itertools
import json
import os
import pathlib
from collections.abc import Callable

import numpy as np

from tests.detection.annotation_files import write_coco, write_pair
from tests.text import character_files
from tests.video import films
from tfvision import classification, detection, text, weights
from tfvision.detection.level_table import read_levels
from tfvision.detection.predictions_file import load_predictions, save_predictions
from tfvision.images.read import read as read_image
from tfvision.video import Film, read_plan
from tfvision.weights import torch_writer
from training.run_folder import RunFolder

# Examples take a hundred times as long to prepare as a file to read.
DEEP = "FUZZ" in os.environ
GOLDENS = pathlib.Path(__file__).parents[1] / "goldens"


@dataclasses.dataclass(frozen=True)
class Reader:
    """A kind of file.

    Args:
        name: Of the kind.
        make: Writes a good one into an empty folder; returns its path.
        read: Reads it, by that path.
    """

    name: str
    make: Callable
    read: Callable


def _image(suffix):
    def make(folder):
        character_files.write_image(folder / f"a{suffix}", (9, 14))
        return folder / f"a{suffix}"

    return make


def _saved(name, array):
    def make(folder):
        array(folder / name)
        return folder / name

    return make


def _annotated(read):
    """A function of a path that leaves out what is wrong; then one that stops at it."""

    def both(path):
        found = read(path, on_error="collect", problems=[])
        if DEEP:
            found.examples()
        return read(path, on_error="raise", problems=[])

    return both


def _film(path):
    with Film(path) as film:
        return [frame.image.shape for frame in itertools.islice(film, 20)]


def _tensors(path):
    return {name: np.array(values) for name, values in weights.read(path).items()}


def _classes_csv(folder):
    for name in ("a.png", "b.png"):
        character_files.write_image(folder / name)
    (folder / "labels.csv").write_text("path,label\na.png,cat\nb.png,dog\n", encoding="utf-8")
    return folder / "labels.csv"


def _levels(path):
    rows = [{"feature": "fine", "sizes": [12, 20.5], "aspect_ratios": [2, 3], "step": 8}]
    path.write_text(json.dumps({"image_size": [48, 64], "levels": rows}), encoding="utf-8")


def _predictions(path):
    found = {"boxes": [[1, 2, 30, 40.5]], "scores": [0.75], "labels": [1]}
    save_predictions(path, {"a.png": found, "b.png": found}, ("car", "plate"))


def _plan(path):
    boxes = [[1, 2, 30, 40], [2, 3, 31, 41]]
    track = {
        "label": "plate",
        "cover": True,
        "first": 3,
        "boxes_xyxy": boxes,
        "scores": [0.5, None],
    }
    still = {"label": "region", "first": 0, "last": 9, "box_xyxy": [1, 2, 3, 4]}
    head = {"film": "a.mp4", "frames": 12, "rate": "25/1", "size_hw": [64, 96]}
    content = {**head, "never": [], "tracks": [track, still]}
    path.write_text(json.dumps(content), encoding="utf-8")


def _run(path):
    path.write_text(json.dumps({"seed": 0, "recipe": {"name": "roads"}}), encoding="utf-8")


def _state():
    random = np.random.default_rng(0)
    return {"a.weight": random.normal(size=[2, 3]).astype("float32"), "b": np.arange(4)}


def _mat(folder):
    for name in ("8/ballet_106_0.jpg", "8/ballet_106_1.jpg", "9/odd_1_0.jpg", "9/odd_2_0.jpg"):
        character_files.write_image(folder / name)
    (folder / "gt.mat").write_bytes((GOLDENS / "synthtext_gt.mat").read_bytes())
    return folder / "gt.mat"


def _leaving_out(path):
    return text.read(path, on_error="collect", problems=[])


PAGES = _annotated(text.read)


def _voc(path):
    return _annotated(detection.read)(path.parent)


READERS = (
    *(Reader(f"image {s}", _image(s), read_image) for s in (".png", ".jpg", ".bmp", ".webp")),
    Reader("VOC's XML", lambda folder: write_pair(folder) / "a.xml", _voc),
    Reader("COCO's JSON", lambda folder: write_coco(folder), _annotated(detection.read)),
    Reader("level table", _saved("levels.json", _levels), read_levels),
    Reader("detections", _saved("found.json", _predictions), load_predictions),
    Reader("labels in CSV", _classes_csv, _annotated(classification.read)),
    Reader("pages in JSON", lambda f: character_files.write_json(f) / "characters.json", PAGES),
    Reader("pages in CSV", lambda f: character_files.write_csv(f) / "characters.csv", PAGES),
    Reader("SynthText", _mat, _leaving_out),
    Reader("film", lambda folder: films.write(folder / "a.mp4", (512,) * 3), _film),
    Reader("plan", _saved("plan.json", _plan), read_plan),
    Reader("run.json", _saved("run.json", _run), lambda path: RunFolder(path.parent).settings()),
    Reader("PyTorch", _saved("a.pth", lambda p: torch_writer.write(p, _state())), _tensors),
)
