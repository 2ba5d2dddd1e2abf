"""A PyTorch file becomes a model, as a person types it."""

import json

import cv2
import keras
import numpy as np
import pytest

from tests.tiny_detector import tiny_detector
from tfvision import cli, text
from tfvision.backbones import VGG
from tfvision.classification import Classifier, checkpoint
from tfvision.weights import import_command, save_torch


@pytest.fixture(scope="module")
def vgg(tmp_path_factory):
    """A small VGG, and its weights in a file of PyTorch."""
    backbone = VGG("11", normalization="torch", pooled=True)
    model = Classifier(backbone, 3, head="dense", hidden=(5, 4))
    path = tmp_path_factory.mktemp("published") / "vgg.pth"
    save_torch(model, path, "torchvision")
    return str(path), model


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pixels = np.random.default_rng(0).integers(0, 256, (60, 90, 3), "uint8")
    (tmp_path / "a.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    return tmp_path


def imported(*arguments):
    return cli.main(["import-weights", *arguments])


def test_a_classifier_with_its_labels(folder, vgg, capsys):
    path, model = vgg
    (folder / "names.txt").write_text("cat\ndog\nfox\n")
    words = (path, "--out", "vgg.keras", "--labels", "names.txt", "--check", "a.png")
    assert imported(*words) == 0
    out = capsys.readouterr().out
    assert "vgg.pth: torchvision VGG, 22 tensors with" in out
    assert "written: vgg.keras" in out and "a.png: " in out and "fox 0." in out
    assert json.loads((folder / "vgg.json").read_text()) == {"class_names": ["cat", "dog", "fox"]}
    predictor = checkpoint.load("vgg.keras")
    assert predictor.labels == ("cat", "dog", "fox")
    image = np.zeros((1, 64, 96, 3), "uint8")
    np.testing.assert_array_equal(predictor.model(image), model(image))


def test_characters(folder, capsys):
    save_torch(text.craft(2, width=0.125), "craft.safetensors", "clovaai")
    assert imported("craft.safetensors", "--out", "craft.keras", "--check", "a.png") == 0
    assert " characters\n" in capsys.readouterr().out
    assert keras.saving.load_model("craft.keras").outputs == 2


def test_a_detector_tells_its_surest_objects(folder, capsys, monkeypatch):
    model = tiny_detector().model
    monkeypatch.setattr(import_command, "model_from_torch", lambda path, source: (model, "taken"))
    found = {"name": ["dog"] * 12, "score": np.linspace(0.9, 0.5, 12), "box": np.ones([12, 4])}
    for count, said in ((12, "12 objects; dog 0.90 at 1, 1, 1, 1; "), (1, "1 object; "), (0, "0 ")):
        some = {name: values[:count] for name, values in found.items()}
        monkeypatch.setattr(import_command.Detector, "predict", lambda self, image, some=some: some)
        assert imported("a.pth", "--out", "a.keras", "--check", "a.png") == 0
        out = capsys.readouterr().out
        assert f"a.png: {said}" in out
        assert out.count("dog") == min(count, 10) and ("…" in out) == (count > 10)


def test_what_is_refused(folder, vgg, capsys):
    path, _ = vgg
    (folder / "names.txt").write_text("cat\n")
    (folder / "text.pth").write_text("hello")
    for words, said in (
        ((path, "--out", "a.h5"), "--out must end in .keras, got a.h5"),
        ((path, "--out", "a.keras", "--labels", "names.txt"), "names 1 classes, the model has 3"),
        ((path, "--out", "a.keras", "--check", "gone.png"), "gone.png: No such file"),
        (("text.pth", "--out", "a.keras"), "text.pth: no file of PyTorch"),
        ((path, "--out", "a.keras", "--source", "seed"), "of no network of seed; they look like"),
    ):
        assert imported(*words) == 1
        err = capsys.readouterr().err
        assert said in err and len(err.splitlines()) == 1, err
    assert not list(folder.glob("*.keras"))
