"""JSON files of characters: what is read, and that reading undoes writing."""

import json

import numpy as np
import pytest

from tests.text.character_files import row, write_image, write_json
from tfvision.images.problems import DataError, Problems
from tfvision.text import json_file


def read(folder, **options):
    found = []
    file = folder / "characters.json"
    return json_file.read(file, Problems("collect", found), **options), found


def test_rows_become_pages_in_the_order_of_their_names(tmp_path):
    write_image(tmp_path / "b.png", (20, 50))
    rows = [row(file="b.png", box_xyxy=[1.5, 2, 3, 4]), row(line=3), row(ignored=True, line=None)]
    write_json(tmp_path, rows)
    (b, a), problems = read(tmp_path)
    assert (b.path, a.path) == (str(tmp_path / "b.png"), str(tmp_path / "a.png"))
    np.testing.assert_array_equal(b.boxes_px, [[1.5, 2, 3, 4]])
    assert a.characters == ("あ", "あ")
    assert a.lines.tolist() == [3, -1] and a.lines.dtype == "int32"
    assert a.ignored.tolist() == [False, True]
    assert a.source == str(tmp_path / "characters.json")
    assert problems == []


def test_listed_images_may_have_no_characters(tmp_path):
    write_image(tmp_path / "b.png")
    write_json(tmp_path, images=["b.png", "a.png"])
    (b, a), _ = read(tmp_path)
    assert b.boxes_px.shape == (0, 4) and len(a.boxes_px) == 1
    assert b.lines.dtype == "int32" and b.ignored.dtype == bool


def test_reading_undoes_writing(tmp_path):
    pages = {}
    for name, count in (("a.png", 3), ("b.png", 0), ("c.png", 1)):
        write_image(tmp_path / name, (300, 200))
        pages[name] = {
            "boxes": np.arange(4 * count, dtype="float32").reshape(-1, 4) * 7.3 + [0, 1, 20, 30],
            "characters": list('日 "')[:count],
            "scores": np.linspace(0.1, 0.9, count),
            "lines": np.arange(count) // 2,
            "ignored": np.arange(count) == 1,
        }
    file = tmp_path / "characters.json"
    json_file.save(file, pages)
    samples, problems = read(tmp_path)
    assert problems == [] and len(samples) == 3
    for sample, page in zip(samples, pages.values(), strict=True):
        np.testing.assert_array_equal(sample.boxes_px, page["boxes"].astype("float32"))
        for key in ("characters", "lines", "ignored"):
            assert list(getattr(sample, key)) == list(page[key]), key
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4 + 2
    assert json.loads(file.read_text(encoding="utf-8"))["characters"][0]["score"] == 0.1


def test_only_boxes_are_needed_for_writing(tmp_path):
    json_file.save(tmp_path / "a.json", {"x.png": {"boxes": [[1, 2, 3, 4]]}})
    content = json.loads((tmp_path / "a.json").read_text())
    assert content["characters"] == [{"file": "x.png", "box_xyxy": [1, 2, 3, 4]}]
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_file.save(tmp_path / "b.json", {"x.png": {"boxes": [[1, 2, 3, np.nan]]}})
    assert not (tmp_path / "b.json").exists()


def test_images_elsewhere_and_foreign_folders(tmp_path):
    write_json(tmp_path, [row(file=r"C:\shots\a.png")])
    assert read(tmp_path)[0][0].path == str(tmp_path / "a.png")
    (tmp_path / "images").mkdir()
    (tmp_path / "a.png").rename(tmp_path / "images/a.png")
    assert read(tmp_path)[0][0].path == str(tmp_path / "images/a.png")
    (tmp_path / "images").rename(tmp_path / "shots")
    assert read(tmp_path)[1][0].kind == "missing_image"
    assert read(tmp_path, images=tmp_path / "shots")[0][0].path == str(tmp_path / "shots/a.png")


def test_collect_leaves_out_what_is_wrong_and_goes_on(tmp_path):
    wrong = [
        {"box_xyxy": [4, 5, 4, 18]},
        {"box_xyxy": [9, 5, 4, 18]},
        {"box_xyxy": [4, 5, float("nan"), 18]},
        {"box_xyxy": [41, 5, 49, 18]},
        {"box_xyxy": [4, 5]},
        {"line": 1.5},
        {"ignored": "perhaps"},
        {"file": 3},
        {"file": "gone.png"},
        {"box_xyxy": [-2, 5, 9, 18]},
    ]
    write_json(tmp_path, [row(**change) for change in wrong] + [row()])
    samples, problems = read(tmp_path)
    assert sorted(problem.kind for problem in problems) == sorted(
        [
            *("empty_box", "reversed_box", "bad_number", "outside_box", "no_box", "bad_number"),
            *("bad_number", "missing_image", "missing_image", "clipped_box"),
        ]
    )
    (sample,) = samples
    np.testing.assert_array_equal(sample.boxes_px, [[0, 5, 9, 18], [4, 5, 20, 18]])


@pytest.mark.parametrize("content", ["[]", "{}", '{"characters": [3]}', '{"images": ["a"]}'])
def test_json_of_another_kind(tmp_path, content):
    (tmp_path / "characters.json").write_text(content)
    with pytest.raises(DataError, match=r"characters\.json: no list 'characters' of objects"):
        read(tmp_path)
