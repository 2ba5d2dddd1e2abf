"""From pages and films to boxes in reading order, as a person types it."""

import csv
import json
import pathlib
import shutil

import cv2
import numpy as np
import pytest

from tests.text.tiny_craft import tiny_craft
from tests.tiny_text import Bright, lattice, page
from tests.video import films
from tfvision import cli, serving, text
from tfvision.images.read import read
from tfvision.text import json_file
from tfvision.text.codec import Codec
from tfvision.text.predictor import CharacterDetector
from tfvision.video import Film

SIZE_HW = (120, 230)
BOXES = lattice(SIZE_HW)


@pytest.fixture(scope="module")
def here(tmp_path_factory, folder):
    """A folder with pages, a film of which one frame differs, and two exported models."""
    here = tmp_path_factory.mktemp("work")
    (here / "pages").mkdir()
    for name, boxes in (("a.png", BOXES), ("空 ü.png", BOXES[:0]), ("c.jpg", BOXES[:5])):
        encoded = cv2.imencode(pathlib.Path(name).suffix, page(boxes, SIZE_HW))[1]
        (here / "pages" / name).write_bytes(encoded.tobytes())
    pages = [page(boxes, SIZE_HW) for boxes in (BOXES, BOXES, BOXES, BOXES[:9], BOXES[:9])]
    films.write(here / "film.mp4", images=pages)
    detector = CharacterDetector(Bright(), codec=Codec(split=()), direction="horizontal")
    serving.export(detector, here / "reader")
    shutil.copytree(folder.parent, here / "plates")
    return here


@pytest.fixture(autouse=True)
def inside(here, monkeypatch):
    monkeypatch.chdir(here)


def tfvision(*words):
    return cli.main([str(word) for word in words])


def test_characters_draws_and_lists_in_reading_order(tmp_path, capsys):
    files = ("--json", tmp_path / "o" / "f.json", "--csv", tmp_path / "f.csv")
    words = ("--model", "reader", "--output", tmp_path / "out", *files)
    assert tfvision("characters", "pages", *words) == 0
    out, err = capsys.readouterr()
    assert f"{len(BOXES) + 5} characters in 3 images" in out and "3/3" in err
    for line in ("out", "o/f.json", "f.csv"):
        assert f"written: {tmp_path / line}" in out
    with (tmp_path / "f.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [[float(row[key]) for key in ("x_min", "y_min", "x_max", "y_max")] for row in rows]
    np.testing.assert_allclose(found[: len(BOXES)], BOXES, atol=0.1)
    assert [row["line"] for row in rows[:7]] == ["0"] * 6 + ["1"]
    assert rows[0]["ruby"] == rows[0]["vertical"] == "false"
    content = json.loads((tmp_path / "o" / "f.json").read_text("utf-8"))
    assert content["images"] == ["pages/a.png", "pages/c.jpg", "pages/空 ü.png"]
    keys = {"file", "box_xyxy", "score", "line", "ruby", "vertical"}
    assert content["characters"][0].keys() == keys
    for name in ("a.png", "c.jpg", "空 ü.png"):
        drawing = read(tmp_path / "out" / name)
        assert drawing.shape == (*SIZE_HW, 3)
    assert (read(tmp_path / "out" / "a.png") != read("pages/a.png")).any()


def test_small_tiles_overlap_by_half_where_nothing_is_said(capsys):
    words = ("characters", "pages", "--model", "reader", "--no-drawings")
    for more in ((), ("--tile", 100)):
        assert tfvision(*words, *more) == 0
        assert f"{len(BOXES) + 5} characters in 3 images" in capsys.readouterr().out


def test_the_shipped_model_is_taken_where_none_is_named(here, tmp_path, capsys, monkeypatch):
    (tmp_path / "saved_models").mkdir()
    (tmp_path / "saved_models" / "characters").symlink_to(here / "reader")
    monkeypatch.chdir(tmp_path)
    assert tfvision("characters", here / "pages" / "a.png", "--no-drawings") == 0
    assert f"{len(BOXES)} characters in 1 images" in capsys.readouterr().out


def test_what_is_written_can_be_read_as_annotations(tmp_path, capsys):
    words = ("--model", "reader", "--no-drawings", "--json", tmp_path / "f.json")
    assert tfvision("characters", pathlib.Path("pages").absolute(), *words) == 0
    pages = text.read(tmp_path / "f.json", images=pathlib.Path("pages").absolute())
    assert [len(sample.boxes_px) for sample in pages.samples] == [len(BOXES), 5, 0]
    words = ("--model", "reader", "--images", pathlib.Path("pages").absolute())
    assert tfvision("evaluate", tmp_path / "f.json", *words) == 0
    assert "precision                1.0000" in capsys.readouterr().out


def test_a_film_is_computed_where_it_changes(here, tmp_path, capsys):
    words = ("--model", "reader", "--output", tmp_path, "--json", tmp_path / "f.json")
    assert tfvision("characters", "film.mp4", *words, "--tolerance", 40) == 0
    out = capsys.readouterr().out
    assert "film.mp4: 5 frames, 2 of 5 tiles computed" in out
    files = [row["file"] for row in json.loads((tmp_path / "f.json").read_text())["characters"]]
    counts = [files.count(f"film.mp4#{i}") for i in range(5)]
    assert counts == [len(BOXES)] * 3 + [9] * 2
    with Film(tmp_path / "film.mp4") as drawn:
        assert drawn.size_hw == SIZE_HW and len(list(drawn)) == 5
    heard = [films.packets(folder / "film.mp4", "audio") for folder in (tmp_path, here)]
    assert heard[0] == heard[1]
    assert {path.name for path in tmp_path.iterdir()} == {"f.json", "film.mp4"}


def test_a_film_is_drawn_over_no_other_film(tmp_path):
    for name in ("film.mp4", "film_2.mp4", "there/film.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        films.write(tmp_path / name, images=[page(BOXES[:3], SIZE_HW)])
    sources = sorted(tmp_path.rglob("*.mp4"))
    before = {film: film.read_bytes() for film in sources}
    assert tfvision("characters", *sources, "--model", "reader", "--output", tmp_path) == 0
    assert {film: film.read_bytes() for film in sources} == before
    written = {path.name for path in set(tmp_path.glob("*.mp4")) - set(sources)}
    assert written == {"film_3.mp4", "film_2_2.mp4", "film_4.mp4"}


def test_the_options_are_those_of_the_detector(capsys, tmp_path):
    words = ("--model", "reader", "--no-drawings", "--csv", tmp_path / "f.csv")
    options = ("--direction", "vertical", "--scale", 1.5, "--tile", 512, "--longest-side", 300)
    assert tfvision("characters", "pages/a.png", *words, *options) == 0
    with (tmp_path / "f.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["vertical"] == "true" and float(rows[0]["x_min"]) > 150
    assert tfvision("characters", "pages/a.png", *words, "--score", 1) == 0
    assert int(capsys.readouterr().out.splitlines()[-2].split()[0]) < len(BOXES)


def test_what_cannot_be_done_is_said(capsys, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    words = ("--model", "reader", "--no-drawings")
    assert tfvision("characters", "gone.png", tmp_path / "broken.mp4", "gone.mp4", *words) == 1
    out = capsys.readouterr().out
    assert "0 characters in 0 images" in out and "left out: gone.png: no such file" in out
    assert "broken.mp4: no film that can be read" in out
    assert "left out: gone.mp4: no such file" in out
    for words, sentence in (
        (("characters", "pages", "--model", "plates"), "for detection, expected one for text"),
        (("detect", "pages", "--model", "reader"), "see `tfvision characters`"),
        (
            ("characters", "pages", "--model", "reader", "--score", 2),
            "--score must be in [0, 1], got 2",
        ),
        (
            ("characters", "pages", "--model", "reader", "--tile", 100, "--overlap", 60),
            "overlap must be in [0, 50]",
        ),
        (("characters", "pages", "--csv", "pages"), "--csv must be a file, and pages is a folder"),
        (("characters", "pages", "--output", "pages/a.png"), "--output must be a folder, and"),
        (("characters", "pages", "--json", "pages/a.png/f"), "--json pages/a.png/f: no folder can"),
    ):
        assert tfvision(*words) == 1
        err = capsys.readouterr().err
        assert sentence in err and len(err.splitlines()) == 1


# The command is that of detectors in test_cli.py; what a run tells, tests/text/test_checkpoint.py.
@pytest.mark.slow
def test_export_makes_of_a_run_what_characters_takes(tmp_path, capsys):
    tiny_craft().save(tmp_path / "run.keras")
    codec = Codec(dratio=3.0, affinity=False, split=()).get_config()
    (tmp_path / "run.json").write_text(json.dumps({"codec": codec, "scale": 1.5}))
    words = ("--output", tmp_path / "saved", "--direction", "vertical", "--score", 0.5)
    assert tfvision("export", tmp_path / "run.keras", *words, "--image", "pages/a.png") == 0
    out = capsys.readouterr().out
    assert "saved/1, answers equal to the model's" in out and "classes" not in out
    settings = serving.load(tmp_path / "saved").settings
    assert (settings["direction"], settings["scale"]) == ("vertical", 1.5)
    assert (settings["codec"]["dratio"], settings["score_threshold"]) == (3.0, 0.5)
    (tmp_path / "names.txt").write_text("a\n")
    for more, sentence in (
        (("--labels", tmp_path / "names.txt"), "--labels is no option for text"),
        (("--top", 3), "--top is an option for classification; this model is for text"),
    ):
        assert tfvision("export", tmp_path / "run.keras", "--output", tmp_path / "no", *more) == 1
        assert sentence in capsys.readouterr().err


def test_evaluate_gives_the_figures_of_what_was_found(tmp_path, capsys):
    pages = {"pages/a.png": BOXES, "pages/c.jpg": BOXES[:6]}
    json_file.save(tmp_path / "f.json", {name: {"boxes": boxes} for name, boxes in pages.items()})
    (tmp_path / "pages").symlink_to(pathlib.Path("pages").absolute())
    words = (tmp_path / "f.json", "--model", "reader")
    assert tfvision("evaluate", *words, "--iou", 0.8, "--json", tmp_path / "r.json") == 0
    out = capsys.readouterr().out
    results = json.loads((tmp_path / "r.json").read_text())
    total = len(BOXES) + 6
    assert results["total"] == total and results["precision"] == 1
    assert results["recall"] == pytest.approx((total - 1) / total)
    assert "2 images" in out and "with other such images, 95 %" in out
    for more, sentence in (
        (("--iou", 0.5, 0.7), "--iou must be one threshold for text"),
        (("--split", "val"), "--split is an option for detection and classification"),
        (("--picture", "a.png"), "--picture is an option for classification"),
    ):
        assert tfvision("evaluate", *words, *more) == 1
        assert sentence in capsys.readouterr().err
