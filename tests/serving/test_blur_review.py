"""What a person checks before and after a film is covered, as it is typed."""

import csv
import json

import cv2
import numpy as np
import pytest

from tests.video import striped
from tfvision import cli
from tfvision.images.read import read
from tfvision.serving import blur_command
from tfvision.video import Film


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    striped.write_film(tmp_path / "in" / "drive.mp4")
    monkeypatch.setattr(blur_command, "load", lambda name, **how: striped.Seeing((4, 5)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blur(*words):
    return cli.main(["blur", *map(str, words)])


def green(image):
    return ((image[..., 1] > 150) & (image[..., 0] < 110) & (image[..., 2] < 110)).sum()


def test_a_sheet_beside_the_film(folder, capsys):
    words = ("in/drive.mp4", "--model", "m", "--sheet", "sheet.png", "--detections", "found.csv")
    assert blur(*words) == 0
    out = capsys.readouterr().out
    assert "written: blurred/drive.mp4, 1 tracks in 24 frames\nwritten: sheet.png" in out
    assert read("sheet.png").shape == (138, 508, 3)
    rows = list(csv.DictReader((folder / "found.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 22 and rows[4]["frame"] == "6" and rows[4]["seconds"] == "0.24"
    assert rows[4]["name"] == "plate" and rows[4]["path"] == "in/drive.mp4"


def test_a_plan_and_its_sheet_without_a_film(folder):
    assert blur("in/drive.mp4", "--model", "m", "--plan", "p.json", "--sheet", "s.png") == 0
    assert sorted(child.name for child in folder.iterdir()) == ["in", "p.json", "s.png"]
    assert read("s.png").std() > 20


def test_sheets_of_several_films_and_an_image(folder):
    striped.write_film(folder / "in" / "back.mp4")
    cv2.imwrite("in/shot.png", striped.picture(3))
    assert blur("in", "--model", "m", "--sheet", "s.png", "--detections", "a.json") == 0
    assert (folder / "s_back.png").is_file() and (folder / "s_drive.png").is_file()
    found = json.loads((folder / "a.json").read_text("utf-8"))
    looked = {film["path"]: film["looked"] for film in found["films"]}
    assert looked == {"in/back.mp4": 24, "in/drive.mp4": 24, "in/shot.png": 1}
    assert {row["path"] for row in found["detections"]} == set(looked)


def test_what_is_covered_already_is_looked_at_for_a_sheet_and_detections(folder, capsys):
    cv2.imwrite("in/shot.png", striped.picture(3))
    words = ("in", "--model", "m", "--detections", "a.csv")
    assert blur(*words) == 0
    found = (folder / "a.csv").read_text("utf-8")
    covered = (folder / "blurred" / "drive.mp4").stat().st_mtime_ns
    capsys.readouterr()
    assert blur(*words, "--sheet", "s.png") == 0
    out = capsys.readouterr().out
    assert out.count("there already: blurred/") == 2 and "covered" not in out
    assert (folder / "a.csv").read_text("utf-8") == found and (folder / "s_drive.png").is_file()
    assert (folder / "blurred" / "drive.mp4").stat().st_mtime_ns == covered
    there = {path.name for path in folder.iterdir()}
    assert there == {"a.csv", "blurred", "in", "s_drive.png"}


def test_outlines_instead_of_covers(folder):
    assert blur("in/drive.mp4", "--model", "m", "--preview", "look.mp4") == 0
    assert not (folder / "blurred").exists()
    assert striped.readable("look.mp4").min() > 70
    with Film("look.mp4") as film:
        assert min(green(frame.image) for frame in film if frame.index not in (4, 5)) > 30


def test_some_pictures_with_outlines(folder, capsys):
    cv2.imwrite("in/shot.png", striped.picture(3))
    words = ("--preview", "look", "--preview-frames", 3, "--plan", "plan.json")
    assert blur("in/drive.mp4", "--model", "m", *words) == 0
    assert "written: look, 1 tracks" in capsys.readouterr().out
    names = sorted(child.name for child in (folder / "look").iterdir())
    assert names == ["drive_000000.png", "drive_000012.png", "drive_000023.png"]
    assert blur("in/drive.mp4", "--apply", "plan.json", "--preview", "again") == 0
    np.testing.assert_array_equal(read("again/drive_000023.png"), read("look/drive_000023.png"))
    assert blur("in/shot.png", "--model", "m", "--preview", "look") == 0
    assert (read("look/shot.png") != read("in/shot.png")).any()
