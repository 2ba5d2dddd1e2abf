"""Annotations name files, and none is read outside of the folder that their reader was sent to."""

import json
import pathlib
import shutil

import numpy as np
import pytest

from tests.detection.annotation_files import annotated, box, write_image, write_pair, xml
from tests.text.character_files import HEADER, row
from tfvision import classification, detection, text
from tfvision.images.named_file import inside
from tfvision.images.problems import DataError
from tfvision.text import synthtext

NAMES = ("../secret.png", "x/../../secret.png", "..\\secret.png", "ABSOLUTE")


@pytest.fixture
def secret(tmp_path):
    """A good image beside the folder of the data."""
    (tmp_path / "data").mkdir()
    return write_image(tmp_path / "secret.png")


def voc(data, name):
    (data / "a.xml").write_text(xml(box(), filename=name), encoding="utf-8")
    return lambda: detection.read(data)


def coco(data, name):
    content = annotated()
    content["images"][0]["file_name"] = name
    (data / "instances.json").write_text(json.dumps(content), encoding="utf-8")
    return lambda: detection.read(data)


def pages_json(data, name):
    (data / "characters.json").write_text(json.dumps({"characters": [row(file=name)]}))
    return lambda: text.read(data)


def pages_csv(data, name):
    (data / "characters.csv").write_text(f"{HEADER}{name},4,5,20,18,a,0,\n")
    return lambda: text.read(data)


def labels_csv(data, name):
    write_image(data / "b.png")
    (data / "labels.csv").write_text(f"path,label\n{name},cat\nb.png,dog\n")
    return lambda: classification.read(data / "labels.csv")


@pytest.mark.parametrize("kind", [voc, coco, pages_json, pages_csv, labels_csv])
@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out_are_refused_in_words(secret, kind, name):
    data = secret.parent / "data"
    read = kind(data, str(secret) if name == "ABSOLUTE" else name)
    with pytest.raises(DataError) as told:
        read()
    words = (
        "no image a" if kind is voc else "leads out of" if kind is labels_csv else "may not lead"
    )
    assert words in str(told.value) and str(data) in str(told.value)


def test_synthtext_that_leads_out_is_refused(secret, monkeypatch):
    corners = np.array([[1, 9, 9, 1], [2, 2, 8, 8]], "float32")
    monkeypatch.setattr(synthtext, "_pages", lambda file: [("../secret.png", corners, "a")])
    (secret.parent / "data" / "gt.mat").touch()
    with pytest.raises(DataError, match=r"no file '\.\./secret\.png' .* names may not lead out of"):
        text.read(secret.parent / "data")


def test_a_file_of_that_name_inside_is_taken_instead(secret):
    """Another machine's folders may stand in a name: then its last part counts."""
    data = secret.parent / "data"
    shutil.copy(secret, data / "secret.png")
    write_pair(data, "b")
    (found,) = (s for s in voc(data, str(secret))().samples if "secret" in s.path)
    assert pathlib.Path(found.path).parent == data
    for stem in "ab":
        (data / f"{stem}.xml").unlink()
    for kind in (coco, pages_json):
        assert pathlib.Path(kind(data, str(secret))().samples[0].path) == data / "secret.png"
        (data / "instances.json").unlink(missing_ok=True)


def test_paths_of_csv_may_count_from_a_folder_that_holds_all(secret):
    data = secret.parent / "data"
    labels_csv(data, str(secret))
    (data / "labels.csv").write_text(f"path,label\n{secret},cat\ndata/b.png,dog\n")
    found = classification.read(data / "labels.csv", images=secret.parent)
    assert [pathlib.Path(s.path).name for s in found.samples] == ["secret.png", "b.png"]
    with pytest.raises(ValueError, match="images is of a CSV file, but path is the folder"):
        classification.read(data, images=secret.parent)


@pytest.mark.parametrize("folder", [".", "..", "a", "a/..", "/", "/a/b", "../a"])
def test_inside_of_folders_of_every_kind(folder):
    for name in ("x.png", "x/y.png", "./x.png", "x/../y.png", "...", "a..b"):
        assert inside(folder, name) is not None
    ways = ("..", "../x.png", "x/../../y.png", "", ".", "x/..", "../../etc/passwd")
    for name in ways if folder != "/" else ("", ".", ".."):
        assert inside(folder, name) is None, name
    assert (inside(folder, "/etc/passwd") is None) == (folder != "/")
