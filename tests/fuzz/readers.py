"""What tfvision reads from disk: a good file of each kind, and who reads it."""

import dataclasses
import functools
import itertools
import json
import os
import pathlib
from collections.abc import Callable
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from tests.detection.annotation_files import write_coco, write_pair
from tests.text import character_files
from tests.tiny_detector import tiny_detector, tiny_ssd
from tests.tiny_text import Bright
from tests.video import films
from tfvision import checkpoint, classification, detection, serving, text, weights
from tfvision.detection.level_table import read_levels
from tfvision.detection.predictions_file import load_predictions, save_predictions
from tfvision.images.read import ImageError
from tfvision.images.read import decode as decode_image
from tfvision.images.read import read as read_image
from tfvision.serving import warm_up
from tfvision.video import Film, read_plan
from tfvision.weights import safetensors_file, torch_writer
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


_decode = tf.function(decode_image, input_signature=[tf.TensorSpec([], tf.string)])


def _image_in_graph(path):
    """A graph's own errors name no file: `tf.data` asks `read` for one that does."""
    try:
        return _decode(path.read_bytes())
    except tf.errors.InvalidArgumentError as error:
        raise ImageError(f"{path}: {error.message}") from None


def _export(predictor):
    def make(folder):
        return serving.export(predictor(), folder / "m") / "assets.extra" / "tfvision.json"

    return make


def _characters():
    return text.CharacterDetector(Bright())


def _settings(path):
    """The graph itself is read once: TensorFlow reads it, and not what is damaged here."""
    folder = str(path.parents[1])
    graph = _graph(folder)
    with mock.patch("tensorflow.saved_model.load", lambda folder: graph):
        return serving.load(path.parents[1])


@functools.cache
def _graph(folder):
    return tf.saved_model.load(folder)


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


def _best(path):
    path.write_text(json.dumps({"file": "a.keras", "epoch": 3, "mAP": 0.5}), encoding="utf-8")
    (path.parent / "a.keras").touch()


def _requests(folder):
    return serving.export(tiny_detector(), folder / "m") / warm_up.PATH


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


IMAGES = (".png", ".jpg", ".bmp", ".webp", ".gif", ".tiff")
READERS = (
    *(Reader(f"image {s}", _image(s), read_image) for s in IMAGES),
    *(Reader(f"image {s} in a graph", _image(s), _image_in_graph) for s in IMAGES[:-1]),
    Reader("VOC's XML", lambda folder: write_pair(folder) / "a.xml", _voc),
    Reader("COCO's JSON", lambda folder: write_coco(folder), _annotated(detection.read)),
    Reader("level table", _saved("levels.json", _levels), read_levels),
    Reader("detections", _saved("found.json", _predictions), load_predictions),
    Reader("labels in CSV", _classes_csv, _annotated(classification.read)),
    Reader("pages in JSON", lambda f: character_files.write_json(f) / "characters.json", PAGES),
    Reader("pages in CSV", lambda f: character_files.write_csv(f) / "characters.csv", PAGES),
    Reader("SynthText", _mat, _leaving_out),
    Reader("film", lambda folder: films.write(folder / "a.mp4", (512,) * 3), _film),
    Reader("film in MPEG-TS", lambda folder: films.write(folder / "a.ts", (512,) * 3), _film),
    Reader("plan", _saved("plan.json", _plan), read_plan),
    Reader("run.json", _saved("run.json", _run), lambda path: RunFolder(path.parent).settings()),
    Reader("best.json", _saved("best.json", _best), lambda path: checkpoint.best_of(path.parent)),
    Reader("PyTorch", _saved("a.pth", lambda p: torch_writer.write(p, _state())), _tensors),
    Reader(
        "safetensors",
        _saved("a.safetensors", lambda p: safetensors_file.write(p, _state())),
        _tensors,
    ),
    Reader("settings of an export", _export(tiny_detector), _settings),
)
if DEEP:  # Each takes seconds to write, or to read.
    READERS += (
        Reader(
            "Keras",
            _saved("a.keras", lambda path: tiny_ssd().save(path)),
            lambda path: checkpoint.load_model(path, keras.Model),
        ),
        Reader("settings of characters", _export(_characters), _settings),
        Reader("warm-up records", _requests, lambda path: warm_up.read(path.parents[1])),
    )
