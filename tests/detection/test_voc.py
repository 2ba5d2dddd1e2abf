"""VOC XML as labelImg writes it, and the devkit's tree."""

import unicodedata

import numpy as np
import pytest

from tests.detection.annotation_files import box, write_image, write_pair, xml
from tfvision.detection.dataset import read
from tfvision.images.problems import DataError, DataWarning


def test_corners_from_one_become_continuous_edges(tmp_path):
    (sample,) = read(write_pair(tmp_path)).samples
    np.testing.assert_array_equal(sample.boxes_px, [[4, 5, 20, 18]])
    assert sample.size_hw == (30, 40)


def test_corners_from_zero_are_taken_as_edges(tmp_path):
    write_pair(tmp_path, content=xml(box(corners=(0, 0, 40, 30))))
    (sample,) = read(tmp_path, one_based=False).samples
    np.testing.assert_array_equal(sample.boxes_px, [[0, 0, 40, 30]])


def test_a_corner_at_zero_is_told_of_and_kept(tmp_path):
    write_pair(tmp_path, content=xml(box(corners=(0, 3, 9, 12))))
    problems = []
    (sample,) = read(tmp_path, problems=problems).samples
    np.testing.assert_array_equal(sample.boxes_px, [[0, 2, 9, 12]])
    assert [(p.kind, p.line, p.severity) for p in problems] == [("zero_corner", 9, "warning")]


def test_floats_are_kept(tmp_path):
    write_pair(tmp_path, content=xml(box(corners=("5.5", "6.25", " 20.0 ", "1.8e1"))))
    (sample,) = read(tmp_path).samples
    np.testing.assert_array_equal(sample.boxes_px, [[4.5, 5.25, 20, 18]])


@pytest.mark.parametrize(
    "filename",
    ["a.jpg", "a", "other.png", "", "/home/someone/a.jpg", r"C:\Users\someone\b.png", "a.JPG"],
)
def test_the_stem_finds_the_image_whatever_filename_says(tmp_path, filename):
    write_pair(tmp_path, content=xml(box(), filename=filename))
    write_pair(tmp_path, "b")
    assert len(read(tmp_path)) == 2
    assert read(tmp_path).samples[0].path == str(tmp_path / "a.jpg")


@pytest.mark.parametrize("filename", ["photo.jpg", "photo", "photo.png", r"D:\films\photo.jpg"])
def test_filename_finds_an_image_of_another_stem(tmp_path, filename):
    write_image(tmp_path / "photo.jpg")
    (tmp_path / "0001.xml").write_text(xml(box(), filename=filename))
    assert read(tmp_path).samples[0].path == str(tmp_path / "photo.jpg")


def test_path_stands_in_for_a_missing_filename(tmp_path):
    write_image(tmp_path / "photo.jpg")
    content = "<annotation><path>/elsewhere/photo.jpg</path>" + box() + "</annotation>"
    (tmp_path / "0001.xml").write_text(content)
    assert read(tmp_path).samples[0].path == str(tmp_path / "photo.jpg")


def test_filename_decides_between_two_suffixes(tmp_path):
    write_image(tmp_path / "a.png")
    write_pair(tmp_path, content=xml(box(), filename="a.png"))
    assert read(tmp_path).samples[0].path == str(tmp_path / "a.png")


def test_unicode_and_blanks_in_names(tmp_path):
    stem = "Straße – 車 é 1"
    write_image(tmp_path / f"{unicodedata.normalize('NFD', stem)}.jpg")
    content = xml(box("Nummernschild grün"), filename="x")
    (tmp_path / f"{unicodedata.normalize('NFC', stem)}.xml").write_text(content, encoding="utf-8")
    data = read(tmp_path)
    assert data.classes == ("Nummernschild grün",)
    assert next(iter(data.examples()))["image"].shape == (30, 40, 3)


def test_images_and_xml_in_folders_of_their_own(tmp_path):
    write_image(tmp_path / "JPEGImages" / "a.jpg")
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "Annotations" / "a.xml").write_text(xml(box()))
    assert read(tmp_path).samples[0].path == str(tmp_path / "JPEGImages" / "a.jpg")


def devkit(root, year="VOC2007"):
    for stem in ("000001", "000002", "000003 b"):
        write_image(root / year / "JPEGImages" / f"{stem}.jpg")
        folder = root / year / "Annotations"
        folder.mkdir(exist_ok=True)
        (folder / f"{stem}.xml").write_text(xml(box(), filename=f"{stem}.jpg"))
    lists = root / year / "ImageSets" / "Main"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("000001\n000003 b\n\n")
    (lists / "car_train.txt").write_text("000001  1\n000002 -1\n")
    return root


@pytest.mark.parametrize("inside", ["", "VOC2007"])
def test_devkit_and_its_lists(tmp_path, inside):
    root = devkit(tmp_path) / inside
    assert [len(read(root, split=split)) for split in (None, "train", "car_train")] == [3, 2, 2]


def test_devkit_of_two_years_asks_which(tmp_path):
    devkit(devkit(tmp_path), "VOC2012")
    with pytest.raises(DataError, match=r"holds VOC2007, VOC2012; read one of them"):
        read(tmp_path)
    both = read(tmp_path / "VOC2007") + read(tmp_path / "VOC2012")
    assert len(both) == 6


def test_an_image_without_xml_is_what_was_asked_for(tmp_path):
    write_image(write_pair(tmp_path) / "b.png", (20, 50))
    with pytest.warns(DataWarning, match=r"1 x unlabelled .first: .*b\.png: image without"):
        assert len(read(tmp_path)) == 1
    data = read(tmp_path, unlabelled="background")
    assert [(s.size_hw, len(s.labels)) for s in data.samples] == [((30, 40), 1), ((20, 50), 0)]
    with pytest.raises(DataError, match=r"b\.png: image without an annotation file"):
        read(tmp_path, unlabelled="raise")


@pytest.mark.parametrize(
    "size",
    [
        "",
        "<size><width>0</width><height>0</height></size>",
        "<size><width/><height/></size>",
        "<size><width>x</width><height>-3</height></size>",
    ],
)
def test_the_image_tells_a_size_that_the_xml_does_not(tmp_path, size):
    write_pair(tmp_path, content=xml(box(), size=size), size_hw=(25, 44))
    assert read(tmp_path).samples[0].size_hw == (25, 44)


def test_difficult_and_parts_of_objects(tmp_path):
    part = "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"
    hard = box(extra="<difficult> 1 </difficult>")
    write_pair(tmp_path, content=xml(hard, box(extra="<difficult>0</difficult>" + part), box()))
    (sample,) = read(tmp_path).samples
    assert sample.difficult.tolist() == [True, False, False]


def test_no_objects_is_a_fine_annotation(tmp_path):
    write_pair(write_pair(tmp_path), "b", xml(filename="b.jpg"))
    data = read(tmp_path)
    assert [example["boxes_xyxy"].shape for example in data.examples()] == [(1, 4), (0, 4)]


def test_two_xml_for_one_image(tmp_path):
    (write_pair(tmp_path) / "z.xml").write_text(xml(box()))
    with pytest.raises(DataError, match=r"z\.xml: the image .*a\.jpg already belongs to"):
        read(tmp_path)


def test_a_listed_name_without_files(tmp_path):
    main = devkit(tmp_path) / "VOC2007" / "ImageSets" / "Main"
    (main / "val.txt").write_text("000001\n000009\n")
    with pytest.raises(DataError, match=r"val\.txt:2: neither image nor XML of '000009'"):
        read(tmp_path, split="val")
