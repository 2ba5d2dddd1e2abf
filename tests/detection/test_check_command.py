"""`tfvision check`: what it says, writes and returns for sound and for sick data."""

import functools
import json

import cv2
import numpy as np
import pytest

from tests.detection.annotation_files import box, write_image, write_pair, xml
from tfvision import cli
from tfvision.detection import check_command, dataset, doctor


@pytest.fixture(scope="module", autouse=True)
def built_once():
    """Networks of the same arguments are built once for all tests here; nothing changes them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, make in check_command.MODELS.items():
            patch.setitem(check_command.MODELS, name, functools.cache(make))
        yield


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
    assert ": 96 x 160\n" in said.out
    table = json.loads((out / "levels.json").read_text())
    assert table["image_size"] == [96, 160]
    # What it proposes is a table it takes, at that size where no other is given.
    for words in ([], ["--image-size", "96", "160"]):
        words = ["check", str(folder), "--levels", str(out / "levels.json"), *words]
        assert cli.main(words) == 0
        said = capsys.readouterr()
        assert ": 96 x 160" in said.out
        assert f"{better['default_boxes']} default boxes: mean best IoU" in said.out
        assert f"IoU {better['mean_best_iou']:.3f}" in said.out


def test_a_table_at_another_image_size(folder, tmp_path, capsys):
    table = tmp_path / "levels.json"
    assert check(folder, "--fit-boxes", 2, "--levels-out", table, capsys=capsys)[0] == 0
    words = ["check", str(folder), "--levels", str(table), "--json", str(tmp_path / "r.json")]
    assert cli.main([*words, "--image-size", "192", "320"]) == 0
    (row, *_), large = (json.loads(table.read_text())[k] for k in ("levels", "image_size"))
    (twice, *_) = json.loads((tmp_path / "r.json").read_text())["levels"]
    np.testing.assert_allclose(twice["boxes_wh"], 2 * np.array(row["boxes_wh"]))
    assert (large, twice["image_size"]) == ([96, 160], [192, 320])
    capsys.readouterr()
    assert cli.main([*words, "--image-size", "160", "160"]) == 1
    said = capsys.readouterr().err
    assert "is for images of 96 x 160, which those of 160 x 160 are no enlargement of" in said


def test_a_large_object_is_given_to_an_extra_map(tmp_path, capsys):
    write_pair(tmp_path, content=xml(box("car", (1, 1, 33, 26))))  # 248 x 260 at 300 x 300
    write_pair(tmp_path, "b", xml(box("car", (9, 9, 16, 14)), filename="b.jpg"))
    table = tmp_path / "levels.json"
    words = ["--fit-boxes", "2", "--levels-out", str(table), "--model", "ssd300_vgg16"]
    assert cli.main(["check", str(tmp_path), *words]) == 0, capsys.readouterr().err
    rows = json.loads(table.read_text())["levels"]
    assert [row["feature"] for row in rows] == ["fc7", "conv7_2"]
    assert "image size of" in capsys.readouterr().out


def test_images_without_xml_and_corners_from_zero(folder, tmp_path, capsys):
    write_image(folder / "empty.jpg")
    status, said = check(folder, "--unlabelled", "background", capsys=capsys)
    assert status == 0 and "4 images (2 without objects)" in said.out
    assert check(folder, "--unlabelled", "raise", capsys=capsys)[0] == 1
    report = tmp_path / "r.json"
    for word, width in (("--one-based", 16), ("--no-one-based", 15)):
        check(folder, word, "--json", report, capsys=capsys)
        wide = json.loads(report.read_text())["coverage"]["width_px"]
        assert wide[-1] == width * 160 / 40  # The largest of them


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
