"""Which files a person means, and what is said when there are none."""

import pytest

from tfvision.images import ImageError
from tfvision.images.sources import as_list, find, parted


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.JPG",
        "a.png",
        "notes.xml",
        ".hidden.jpg",
        "deep/c.webp",
        "odd[1].jpg",
        "é.gif",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "film.mp4").touch()
    return tmp_path


def names(paths):
    return [path.name for path in paths]


def test_a_folder_gives_its_images_in_order(folder):
    assert names(find(folder)) == ["a.png", "b.JPG", "odd[1].jpg", "é.gif"]


def test_a_glob_gives_what_it_matches(folder):
    assert names(find(folder / "*.png")) == ["a.png"]
    assert names(find(str(folder / "**" / "*"))) == [
        "a.png",
        "b.JPG",
        "c.webp",
        "odd[1].jpg",
        "é.gif",
    ]


def test_a_file_is_taken_as_it_is_named(folder):
    assert names(find(folder / "odd[1].jpg")) == ["odd[1].jpg"]
    assert names(find(folder / "notes.xml")) == ["notes.xml"]  # Reading it will say what it is.


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("empty", "no images in this folder .*subfolders"),
        ("gone.jpg", "no such file or folder"),
        ("*.tiff", "no image file matches"),
        ("film.mp4", "a video"),
        ("*.mp4", "film.mp4: a video"),
    ],
)
def test_nothing_found_is_said(folder, source, words):
    with pytest.raises(ImageError, match=words) as told:
        find(folder / source)
    assert str(folder) in str(told.value)


def test_one_source_or_several():
    assert as_list("a") == ["a"] and as_list(("a", "b")) == ["a", "b"]
    with pytest.raises(TypeError, match="got int"):
        as_list([1])


def test_films_and_images_are_parted(tmp_path):
    for name in ("a.png", "b.mp4", "films/c.mov", "shots/d.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    both, films, shots, gone = (str(tmp_path / name) for name in ("*", "films", "shots", "gone"))
    images, found = parted([both, films, shots, gone, str(tmp_path / "*.mp4")])
    assert images == [both, shots, gone]
    assert [path.name for path in found] == ["b.mp4", "c.mov", "b.mp4"]
