"""From a checkpoint to names and figures, as a person types it."""

import csv
import json
import pathlib
import shutil

import cv2
import numpy as np
import pytest

from tests.tiny_classifier import LABELS, tiny_classifier, tiny_model
from tests.tiny_detector import tiny_ssd
from tfvision import cli, serving
from tfvision.classification import dataset
from tfvision.classification.evaluate import measure
from tfvision.classification.metric import ConfusionMatrix
from tfvision.images.read import read


@pytest.fixture(scope="module")
def here(tmp_path_factory, classifier_folder, folder):
    """A folder with photos in folders of classes, an exported classifier and a detector."""
    here = tmp_path_factory.mktemp("work")
    random = np.random.default_rng(0)
    for i in range(9):
        path = here / "data" / "val" / LABELS[i % 3] / f"{i}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = random.integers(0, 256, [30 + i % 2, 50, 3], "uint8")
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    shutil.copytree(here / "data" / "val", here / "photos")
    (here / "photos" / "fox" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    shutil.copytree(classifier_folder.parent, here / "pets")
    shutil.copytree(folder.parent, here / "plates")
    return here


@pytest.fixture(autouse=True)
def inside(here, monkeypatch):
    monkeypatch.chdir(here)


def tfvision(*words):
    return cli.main([str(word) for word in words])


def test_classify_names_and_lists(tmp_path, capsys):
    files = ("--json", tmp_path / "o" / "f.json", "--csv", tmp_path / "f.csv")
    assert tfvision("classify", "photos/cat", "--model", "pets", *files) == 0
    out, err = capsys.readouterr()
    assert "3/3" in err and "3 images" in out and f"written: {tmp_path / 'f.csv'}" in out
    found = serving.load("pets").predict(read("photos/cat/0.png"))
    pairs = zip(found["name"], found["score"], strict=True)
    words = ", ".join(f"{name} {score:.3f}" for name, score in pairs)
    assert f"photos/cat/0.png: {words}\n" in out
    with (tmp_path / "f.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6 and [row["rank"] for row in rows[:2]] == ["1", "2"]
    content = json.loads((tmp_path / "o" / "f.json").read_text("utf-8"))
    assert content["classes"] == list(LABELS)
    assert content["images"][0]["answers"][0]["name"] == found["name"][0]


def test_classify_keeps_the_best_and_names_what_it_cannot_read(capsys):
    assert tfvision("classify", "photos/fox", "--model", "pets", "--top", 1) == 1
    out = capsys.readouterr().out
    assert "3 images" in out and "left out: photos/fox/broken.jpg: a JPEG file" in out
    assert ", " not in out.splitlines()[0]
    words = ("--model", "pets", "--on-error", "raise")
    assert tfvision("classify", "photos/fox", *words) == 1
    assert "tfvision classify: photos/fox/broken.jpg: " in capsys.readouterr().err


def test_models_and_options_that_do_not_fit_are_refused(capsys, tmp_path):
    tiny_model().save(tmp_path / "pets.keras")
    tiny_ssd().save(tmp_path / "plates.keras")
    into = ("--output", tmp_path / "saved")
    for words, sentence in (
        (("classify", "photos", "--model", "pets", "--top", 3), "--top must be in [1, 2], got 3"),
        (("classify", "photos", "--model", "pets", "--top", 0), "--top must be in [1, 2], got 0"),
        (("classify", "photos", "--model", "plates"), "a model for detection, expected one for"),
        (("detect", "photos", "--model", "pets"), "for classification, expected one for detection"),
        (("evaluate", "data", "--model", "pets", "--iou", 1), "--iou is an option for detection"),
        (("evaluate", "x", "--model", "plates", "--picture", "a"), "--picture is an option for cl"),
        (("export", tmp_path / "pets.keras", *into, "--score", 1), "--score is an option for det"),
        (
            ("export", tmp_path / "plates.keras", *into, "--crop-fraction", 1),
            "--crop-fraction is an option for classification; this model is for detection",
        ),
    ):
        assert tfvision(*words) == 1
        err = capsys.readouterr().err
        assert sentence in err and len(err.splitlines()) == 1
    assert not (tmp_path / "saved").exists()


def test_export_makes_of_a_checkpoint_what_classify_takes(tmp_path, capsys):
    tiny_model().save(tmp_path / "pets.keras")
    (tmp_path / "pets.json").write_text(json.dumps({"class_names": LABELS, "crop_fraction": 0.5}))
    words = ("--output", tmp_path / "saved" / "pets", "--top", 1, "--image", "photos/cat/0.png")
    assert tfvision("export", tmp_path / "pets.keras", *words) == 0
    out = capsys.readouterr().out
    assert "classes: cat, Hündin ä, fox" in out and "pets/1, answers equal to the model's" in out
    loaded = serving.load(tmp_path / "saved" / "pets")
    assert (loaded.settings["top"], loaded.settings["crop_fraction"]) == (1, 0.5)
    image = read("photos/cat/3.png")
    expected = tiny_classifier(crop_fraction=0.5).predict(image)
    np.testing.assert_allclose(loaded.predict(image)["score"], expected["score"][:1], atol=1e-4)


def test_evaluate_gives_the_figures_of_the_model_in_memory(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    files = ("--json", tmp_path / "found.json", "--picture", tmp_path / "new" / "matrix.png")
    words = ("--model", "pets", "--split", "val", *files)
    assert tfvision("evaluate", "data", *words) == 0
    found = json.loads((tmp_path / "found.json").read_text())
    metric = ConfusionMatrix(LABELS, 2)
    expected = measure(tiny_classifier(), dataset.read("data", LABELS, "val"), metric)
    assert found.keys() == expected.keys() and metric.matrix.sum() == 9
    for name, value in expected.items():
        value = None if np.isnan(value) else pytest.approx(value, abs=1e-6)
        assert found[name] == value, name
    out = capsys.readouterr().out
    assert "9 images\n" in out and f"{found['top1']:.4f}" in out and "recall/fox" in out
    truth, answer, count = metric.confusions(1)[0]
    assert f"{truth} taken for {answer}: {count}" in out
    assert (tmp_path / "new" / "matrix.png").stat().st_size > 1000


def test_only_the_listed_images_count(tmp_path, capsys):
    (tmp_path / "list.txt").write_text("0.png\n4.png")
    words = ("--model", "pets", "--split", "val", "--validation-list")
    assert tfvision("evaluate", "data", *words, tmp_path / "list.txt") == 0
    assert "2 images\n" in capsys.readouterr().out
    assert tfvision("evaluate", "data", *words, tmp_path / "none.txt") == 1
    assert "none.txt: " in capsys.readouterr().err
    assert pathlib.Path("data").is_dir()
