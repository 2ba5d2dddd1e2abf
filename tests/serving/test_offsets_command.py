"""`tfvision offsets`: the picture, what is said of it, and what cannot be drawn."""

import re

import cv2
import keras
import numpy as np
import pytest

from tests.layers.test_deformed import move
from tfvision import cli
from tfvision.classification.model import Classifier
from tfvision.layers.recorded_sampling import deformable_layers
from tfvision.text import Slices


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A classifier with three deformable layers, one without, and a photo."""
    here = tmp_path_factory.mktemp("work")
    keras.utils.set_random_seed(3)
    names = ("conv2_1", "conv2_2", "fc7")
    model = Classifier(Slices(width=0.0625, deformable=names), 3, image_size=(32, 48))
    for layer in deformable_layers(model).values():
        move(layer, np.random.default_rng(4))
    model.save(here / "moved.keras")
    for layer in deformable_layers(model).values():
        layer.offset_bias.assign(layer.offset_bias * np.nan)
    model.save(here / "diverged.keras")
    keras.Sequential([keras.Input([8, 8, 3]), keras.layers.Flatten()]).save(here / "plain.keras")
    photo = np.random.default_rng(5).integers(0, 256, [90, 120, 3], "uint8")
    cv2.imwrite(str(here / "photo.png"), photo)
    return here


def offsets(here, model, *words):
    return cli.main(["offsets", str(here / model), str(here / "photo.png"), *map(str, words)])


def test_what_is_drawn_and_said(here, tmp_path, capsys):
    output = tmp_path / "new" / "offsets.png"
    words = ("--layer", "conv2_2", "--output", output)
    assert offsets(here, "moved.keras", *words, "--point", 20, 100, "--point", 45, 60) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("(20, 100) ") and "conv2_2/conv: 9 places, up to " in said[0]
    assert re.search(r"conv2_1/conv: \d\d places", said[1])
    assert said[2].startswith("(45, 60)") and ", weights " in said[2]
    assert said[4] == f"written: {output}"
    picture, photo = cv2.imread(str(output)), cv2.imread(str(here / "photo.png"))
    assert picture.shape == (6 * 90, 6 * 120, 3)
    y, x = np.argwhere((picture[::6, ::6] != photo).any(axis=-1)).T
    assert len(y) > 10 and y.min() > 3 and x.max() < 118


def test_the_last_layer_and_the_middle_without_being_told(here, tmp_path, capsys):
    output = tmp_path / "offsets.png"
    assert offsets(here, "moved.keras", "--levels", 1, "--output", output) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2 and said[0].startswith("(45, 60)") and "fc7/conv: 1 places" in said[0]


@pytest.mark.parametrize(
    ("model", "words", "sentence"),
    [
        ("plain.keras", (), "plain.keras: model must have a deformable convolution, sequential"),
        ("gone.keras", (), "gone.keras: no such file"),
        ("diverged.keras", (), "diverged.keras: offsets of .*fc7/conv are NaN or infinite"),
        ("moved.keras", ("--layer", "conv3_1"), "--layer must be one of .*/conv2_1/conv, .*fc7"),
        ("moved.keras", ("--layer", "conv"), "--layer must be one of .* got conv$"),
        ("moved.keras", ("--point", 90, 3), r"point must be \(y, x\) in the image of 90 x 120"),
        ("moved.keras", ("--levels", 0), "--levels must be at least 1, got 0"),
        ("moved.keras", ("--output", "a.gif"), r"--output must be a .png file, got a\.gif"),
    ],
)
def test_what_cannot_be_drawn(here, tmp_path, capsys, model, words, sentence):
    assert offsets(here, model, "--output", tmp_path / "o.png", *words) == 1
    (said,) = capsys.readouterr().err.strip().splitlines()[-1:]
    assert re.search(sentence, said), said
    assert not (tmp_path / "o.png").exists()
