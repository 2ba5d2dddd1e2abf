"""The console command, as a person types it."""

import csv
import pathlib
import subprocess
import sys

import cv2
import numpy as np
import pytest

from tests.tiny_detector import LABELS, tiny_detector, tiny_ssd
from tfvision import cli, serving
from tfvision.detection.predictions_file import load_predictions
from tfvision.images.read import read

HERE = pathlib.Path(__file__).parents[1]


def save(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())


def pixels(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, "uint8")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "plates"
    serving.export(tiny_detector(), folder)
    return str(folder)


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """A JPEG, a PNG, a grey one, a large one, a tiny one, in the current folder.

    One name has Unicode, one is no text.
    """
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "photos" / "photo.jpg", pixels(60, 90, 3))
    save(tmp_path / "photos" / "写真 ü.png", pixels(40, 30, 3))
    save(tmp_path / "photos" / "grey \udcff.png", pixels(50, 80))
    save(tmp_path / "photos" / "tiny.png", pixels(10, 10, 3))
    save(tmp_path / "photos" / "large.jpg", np.zeros([3000, 4000, 3], "uint8"))
    return tmp_path / "photos"


def detect(*arguments):
    return cli.main(["detect", *map(str, arguments)])


def test_detect_draws_and_lists_every_kind_of_image(model, photos, capsys):
    assert detect("photos", "--model", model, "--json", "o/f.json", "--csv", "o/f.csv") == 0
    out, err = capsys.readouterr()
    predictions, labels = load_predictions("o/f.json")
    assert labels == LABELS and len(predictions) == 5
    assert {pathlib.Path(file) for file in predictions} == set(pathlib.Path("photos").iterdir())
    objects = sum(len(found["boxes"]) for found in predictions.values())
    assert f"{objects} objects in 5 images" in out and "5/5" in err
    with pathlib.Path("o/f.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == objects > 20
    for file in photos.iterdir():
        assert read(pathlib.Path("detections") / file.name).shape == read(file).shape
    for line in ("written: detections", "written: o/f.json", "written: o/f.csv"):
        assert line in out


def test_detect_keeps_scores_from_a_threshold_on(model, photos, capsys):
    assert detect("photos/*.png", "--model", model, "--no-drawings", "--json", "all.json") == 0
    arguments = ("--score", 0.9, "--batch-size", 2, "--json", "sure.json", "--no-drawings")
    assert detect("photos/*.png", "--model", model, *arguments) == 0
    every, sure = load_predictions("all.json")[0], load_predictions("sure.json")[0]
    assert len(every) == len(sure) == 3 and not pathlib.Path("detections").exists()
    for file, found in every.items():
        kept = found["scores"] >= 0.9
        assert 0 < kept.sum() < len(kept)
        np.testing.assert_array_equal(sure[file]["boxes"], found["boxes"][kept])


def test_detect_names_what_it_cannot_read_and_goes_on(model, photos, capsys):
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    (photos / "broken \udcff.jpg").write_bytes(b"\xff\xd8\xff")
    assert detect("photos", "gone.png", "--model", model, "--no-drawings") == 1
    out = capsys.readouterr().out
    assert "in 5 images" in out
    assert "left out: photos/broken.jpg: a JPEG file that is cut off or damaged" in out
    assert r"left out: photos/broken \udcff.jpg: a JPEG file that is cut" in out
    assert "left out: gone.png: no such file or folder" in out
    stop = ("--no-drawings", "--on-error", "raise")
    assert detect("photos", "gone.png", "--model", model, *stop) == 1
    assert "tfvision detect: gone.png: no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("film.mp4", "film.mp4: a video; only images are read here"),
        ("empty", "empty: no images in this folder"),
        ("*.webp", "*.webp: no image file matches"),
    ],
)
def test_detect_says_when_there_is_nothing_to_do(model, photos, capsys, source, words):
    pathlib.Path("film.mp4").touch()
    pathlib.Path("empty").mkdir()
    assert detect(source, "--model", model) == 1
    out = capsys.readouterr().out
    assert "0 objects in 0 images" in out and words in out
    assert not pathlib.Path("detections").exists()


def test_detect_refuses_models_and_scores_that_do_not_fit(model, photos, capsys):
    for arguments, words in (
        (("--model", "gone"), "tfvision detect: gone: no such folder"),
        (("--model", "photos"), "photos: no saved model in it"),
        (("--model", model, "--score", "0.1"), "--score must be in [0.3, 1], got 0.1"),
        (("--model", model, "--score", "2"), "--score must be in [0.3, 1], got 2"),
        (("--model", model, "--batch-size", "0"), "batch_size must be at least 1"),
    ):
        assert detect("photos", *arguments) == 1
        err = capsys.readouterr().err
        assert words in err and len(err.splitlines()) == 1


def test_export_makes_of_a_checkpoint_what_detect_takes(photos, capsys):
    tiny_ssd().save("plates.keras")
    pathlib.Path("names.txt").write_text("\n".join(LABELS) + "\n\n", "utf-8-sig")  # As Notepad does
    arguments = ["plates.keras", "--output", "saved/plates", "--labels", "names.txt"]
    assert cli.main(["export", *arguments, "--image", "photos/photo.jpg", "--score", "0.5"]) == 0
    out = capsys.readouterr().out
    assert "classes: car, Kennzeichen ä, plate" in out and "written: saved/plates/1" in out
    image = read("photos/photo.jpg")
    found = serving.load("saved/plates").predict(image)
    expected = tiny_detector(score_threshold=0.5).predict(image)
    np.testing.assert_allclose(found["box"], expected["box"], atol=90 * 1e-4)
    assert cli.main(["export", "gone.keras", "--output", "saved/plates"]) == 1
    assert "tfvision export: gone.keras: no such file" in capsys.readouterr().err


def test_wrong_words_are_answered_with_the_usage(capsys):
    for words in ([], ["detct"], ["detect"], ["detect", "a.png"], ["export", "a.keras"]):
        with pytest.raises(SystemExit) as told:
            cli.main(words)
        assert told.value.code == 2
        assert "usage: tfvision" in capsys.readouterr().err


def test_help_and_version_import_no_tensorflow():
    code = "import sys; from tfvision import cli\ntry: cli.main(sys.argv[1:])\nfinally: "
    code += "assert 'tensorflow' not in sys.modules"
    for words, expected in ((["--help"], "detect"), (["--version"], "tfvision 0.")):
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=HERE, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout and not done.stderr


def test_the_process_says_nothing_of_tensorflow(model, photos):
    command = [sys.executable, "-m", "tfvision.cli", "detect", photos / "tiny.png"]
    done = subprocess.run(
        [*command, "--model", model, "--output", photos.parent / "out"],
        cwd=HERE,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert "objects in 1 images" in done.stdout
    bar = ("image/s", "s/image", "?image")  # The second where the machine is slow.
    assert all(any(unit in line for unit in bar) for line in done.stderr.splitlines() if line)
