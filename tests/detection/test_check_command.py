"""`tfvision check`: what it says, writes and returns for sound and for sick data."""

import json

import cv2
import numpy as np
import pytest

from tests.detection.annotation_files import box, write_pair, xml
from tfvision import cli
from tfvision.detection import dataset, doctor


@pytest.fixture
def folder(tmp_path):
    """Three sound images with four objects of two classes; one has none."""
    folder = tmp_path / "ünïcode data"
    folder.mkdir()
    write_pair(folder, "a", xml(box("plate"), box("car"), filename="a.jpg"))
    write_pair(folder, "b", xml(filename="b.jpg"))
    write_pair(folder, "c", xml(box("plate"), box("plate", (1, 2, 9, 8)), filename="c.jpg"))
    return folder


def check(folder, *words, capsys=None):
    status = cli.main(["check", str(folder), "--image-size", "96", "160", *map(str, words)])
    return status, capsys.readouterr() if capsys else None


def test_a_sound_folder(folder, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["--json", out / "r.json", "--picture", out / "p.png"]
    words += ["--fit-boxes", 2, "--levels-out", out / "levels.json"]
    status, said = check(folder, *words, capsys=capsys)
    assert status == 0, said.err
    assert "3 images (1 without objects), 4 objects" in said.out
    assert "0 errors, 0 warnings" in said.out
    report = json.loads((out / "r.json").read_text())
    assert report["classes"]["plate"] == {"objects": 3, "images": 2, "difficult": 0, "crowds": 0}
    better, worse = report["fitted_coverage"], report["coverage"]
    assert better["mean_best_iou"] > worse["mean_best_iou"]
    assert cv2.imread(str(out / "p.png")).std() > 10  # Something is drawn
    assert not list(out.glob(".unfinished-*"))
    # What it proposes is a table it takes.
    status, said = check(folder, "--levels", out / "levels.json", capsys=capsys)
    assert status == 0, said.err
    assert f"{better['default_boxes']} default boxes" in said.out


def test_a_sick_folder_names_files_and_lines(folder, capsys):
    write_pair(folder, "d", xml(box("Plate "), box("car", (9, 9, 9, 9)), filename="d.jpg"))
    (folder / "c.jpg").write_bytes(b"not an image")
    status, said = check(folder, capsys=capsys)
    assert status == 1
    assert "d.xml:" in said.out
    assert "c.jpg" in said.out
    assert "errors: training stops at them" in said.out


def test_a_missing_folder(tmp_path, capsys):
    status, said = check(tmp_path / "nowhere", capsys=capsys)
    assert status == 1
    assert "no such file or folder" in said.err


def test_levels_out_needs_a_fit(folder, tmp_path, capsys):
    status, said = check(folder, "--levels-out", tmp_path / "l.json", capsys=capsys)
    assert status == 1
    assert "--levels-out needs --fit-boxes" in said.err


def test_a_broken_level_table(folder, tmp_path, capsys):
    (tmp_path / "l.json").write_text('[{"sizes": [3]}]')
    with pytest.raises(SystemExit):
        check(folder, "--levels", tmp_path / "l.json")
    assert "is no level table" in capsys.readouterr().err


def test_coverage_by_hand(folder):
    data = dataset.read(folder)
    boxes_xyxy, labels = doctor.unit_boxes(data)
    assert boxes_xyxy.shape == (4, 4)
    assert labels.tolist() == [1, 0, 1, 1]
    centres = np.concatenate(
        [(boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2, boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]], 1
    )
    found = doctor.coverage(data, centres, (96, 160))
    assert found["mean_best_iou"] == pytest.approx(1, abs=1e-4)
    assert found["share_under_half"] == 0
    far = np.array([[0.99, 0.99, 0.01, 0.01]], "float32")
    assert doctor.coverage(data, far, (96, 160))["classes"]["car"]["share_under_half"] == 1


def test_no_objects_at_all():
    data = dataset.Annotations(("car",), [])
    found = doctor.coverage(data, np.ones([2, 4], "float32"), (96, 160))
    assert found["mean_best_iou"] is None and found["width_px"] is None
    report = {**doctor.examine(data), "coverage": found}
    assert doctor.advice(report) == ["no objects: there is nothing to learn"]
