"""A folder of images for each class, as ImageNet has them, and what may lie there besides."""

import pathlib
import unicodedata

import pytest

from tests.classification.image_folders import write_classes, write_image
from tfvision.classification import class_folders
from tfvision.images.problems import DataError, Problems


def listed(folder, classes=None, split=None):
    """`(names, [(path within the folder, label)], kinds of problems)`."""
    found = []
    names, rows = class_folders.read(folder, classes, split, Problems("collect", found))
    rows = [(pathlib.Path(path).relative_to(folder).as_posix(), label) for path, label in rows]
    return names, rows, [problem.kind for problem in found]


def test_classes_are_sorted_and_so_are_their_files(tmp_path):
    write_classes(tmp_path, ("dog", "Cat", "10", "9"), count=1)
    write_image(tmp_path / "dog/A.JPEG")
    names, rows, problems = listed(tmp_path)
    assert names == ("10", "9", "Cat", "dog")
    assert rows == [
        *(("10/0.png", 0), ("9/0.png", 1), ("Cat/0.png", 2)),
        *(("dog/0.png", 3), ("dog/A.JPEG", 3)),
    ]
    assert problems == []


def test_a_split(tmp_path):
    for split in ("train", "val"):
        write_classes(tmp_path / split, count=1)
    assert listed(tmp_path, split="val")[1] == [("val/cat/0.png", 0), ("val/dog/0.png", 1)]
    assert listed(tmp_path / "val")[1] == [("cat/0.png", 0), ("dog/0.png", 1)]


def test_images_at_any_depth_and_what_is_hidden(tmp_path):
    write_classes(tmp_path, count=1)
    write_image(tmp_path / "cat/farm/left/7.png")
    write_image(tmp_path / "cat/.thumbnails/0.png")
    write_image(tmp_path / "cat/._0.png")
    write_image(tmp_path / ".trash/0.png")
    _, rows, problems = listed(tmp_path)
    assert [path for path, _ in rows] == ["cat/0.png", "cat/farm/left/7.png", "dog/0.png"]
    assert problems == []


def test_other_files_are_told_of(tmp_path):
    write_classes(tmp_path, count=1)
    write_image(tmp_path / "loose.png")
    (tmp_path / "README.md").write_text("of no class, but no image either")
    (tmp_path / "cat/photo.heic").write_bytes(b"a phone's")
    _, rows, problems = listed(tmp_path)
    assert len(rows) == 2 and problems == ["other_file", "other_file"]


@pytest.mark.parametrize("place", [".", "train"])
def test_given_names_decide_the_order(tmp_path, place):
    write_classes(tmp_path / "train", count=1)
    (tmp_path / place / "classes.txt").write_text("dog\nbird\ncat\n")
    names, rows, problems = listed(tmp_path, split="train")
    assert names == ("dog", "bird", "cat")
    assert rows == [("train/dog/0.png", 0), ("train/cat/0.png", 2)]
    assert problems == ["absent_class"]
    assert listed(tmp_path / "train", classes=("cat", "dog"))[0] == ("cat", "dog")


def test_folders_that_are_no_class(tmp_path):
    write_classes(tmp_path, ("cat", "Dog", "zebra"), count=1)
    names, rows, problems = listed(tmp_path, classes=("cat", "dog"))
    assert names == ("cat", "dog") and rows == [("cat/0.png", 0)]
    assert problems == ["class_typo", "unknown_class", "absent_class"]


def test_an_empty_folder_is_no_class_unless_it_was_named(tmp_path):
    write_classes(tmp_path, count=1)
    (tmp_path / "bird").mkdir()
    assert listed(tmp_path)[0] == ("cat", "dog")
    assert listed(tmp_path)[2] == ["empty_class"]
    assert listed(tmp_path, classes=("bird", "cat", "dog"))[0] == ("bird", "cat", "dog")


def test_names_that_macos_wrote(tmp_path):
    write_classes(tmp_path, (unicodedata.normalize("NFD", "Käfer"), "dog"), count=1)
    assert listed(tmp_path)[0] == ("Käfer", "dog")
    assert listed(tmp_path, classes=("dog", "Käfer"))[2] == []


def test_a_link_to_a_folder(tmp_path):
    write_classes(tmp_path / "elsewhere", count=1)
    (tmp_path / "root").mkdir()
    for name in ("cat", "dog"):
        (tmp_path / "root" / name).symlink_to(tmp_path / "elsewhere" / name)
    assert [path for path, _ in listed(tmp_path / "root")[1]] == ["cat/0.png", "dog/0.png"]


@pytest.mark.parametrize(
    ("folders", "split", "sentence"),
    [
        ([], None, "needs a folder of images for each class, but has none"),
        (
            ["train/cat", "train/dog", "val/cat"],
            None,
            "holds train, val; choose with split='train'",
        ),
        (["train/cat"], "test", r"no folder for split='test'; folders there: \['train'\]"),
    ],
)
def test_layouts_that_cannot_be_read(tmp_path, folders, split, sentence):
    for folder in folders:
        write_image(tmp_path / folder / "0.png")
    with pytest.raises(DataError, match=sentence):
        listed(tmp_path, split=split)


def test_classes_called_train_and_test(tmp_path):
    write_classes(tmp_path, ("train", "test"), count=1)
    assert listed(tmp_path)[0] == ("test", "train")
