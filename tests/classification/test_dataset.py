"""Reading labelled images, and what one does with what comes of it."""

import os
import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.classification.image_folders import write_classes, write_image
from tfvision.classification import DataError, Images, Sample, read
from tfvision.images.problems import DataWarning, Problem

# 12,000 thumbnails that are not part of the project; without them their test is skipped.
DATA = pathlib.Path(
    os.environ.get("TFVISION_DATA", pathlib.Path(__file__).parents[3] / "shared/data")
)
CIFAR = DATA / "cifar10_images"


@pytest.fixture
def folder(tmp_path):
    return write_classes(tmp_path)


def names(data):
    return ["/".join(pathlib.Path(sample.path).parts[-2:]) for sample in data.samples]


def ids(dataset):
    return [int(example["image_id"]) for example in dataset]


def test_the_protocol_of_data(folder):
    data = read(folder)
    assert data.classes == ("cat", "dog")
    assert len(data) == 6 == sum(1 for _ in data.examples())
    assert data.path_of(tf.constant(4, tf.int64)) == str(folder / "dog/1.png")
    assert repr(data) == "Images(6 images of 2 classes: cat, dog)"
    assert repr(Images(map(str, range(12)), ())).endswith("7, 8, 9, …)")


@pytest.mark.parametrize("keep_mb", [0, 512])
def test_an_example_holds_what_the_sample_says(folder, keep_mb):
    data = read(folder, keep_mb=keep_mb)
    for _ in range(2):
        for i, example in enumerate(data.examples()):
            label, number = divmod(i, 3)
            assert int(example["image_id"]) == i and int(example["label"]) == label
            assert example["image"].shape == (6 + number, 9 + label, 3)
            assert np.all(example["image"] == 20 * number + label)
    spec = data.examples().element_spec
    assert {name: (s.shape.as_list(), s.dtype.name) for name, s in spec.items()} == {
        "image": ([None, None, 3], "uint8"),
        "label": ([], "int32"),
        "image_id": ([], "int64"),
    }
    assert len(data.examples()) == 6


@pytest.mark.parametrize("keep_mb", [0, 512])
def test_the_seed_of_an_epoch_decides_the_order(folder, keep_mb):
    data = read(folder, keep_mb=keep_mb)
    epochs = tf.data.Dataset.range(3).flat_map(lambda e: data.examples(tf.stack([e, e])))
    first = ids(epochs)
    assert first == ids(epochs)
    assert first[6:12] == ids(data.examples([1, 1]))
    assert [sorted(first[i : i + 6]) for i in (0, 6, 12)] == [list(range(6))] * 3
    assert len({tuple(first[i : i + 6]) for i in (0, 6, 12)}) == 3


def test_kept_images_are_decoded_once(folder):
    data = read(folder)
    before = [example["image"].numpy() for example in data.examples()]
    for sample in data.samples:
        pathlib.Path(sample.path).unlink()
    again = [example["image"].numpy() for example in data.examples([0, 0])]
    assert sorted(map(np.sum, before)) == sorted(map(np.sum, again))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"0\.png: No such file"):
        list(read_again(data).examples())


def read_again(data):
    return Images(data.classes, data.samples, keep_mb=1e-4)


def test_no_samples_no_examples(folder):
    empty = read(folder).subset([])
    assert ids(empty.examples()) == ids(empty.examples([1, 2])) == []


def test_subset_and_sum(folder):
    data = read(folder)
    assert names(data.subset([2, 0])) == ["cat/2.png", "cat/0.png"]
    both = data.subset([1]) + data.subset([0])
    assert names(both) == ["cat/1.png", "cat/0.png"] and both.keep_mb == data.keep_mb
    with pytest.raises(ValueError, match=r"need the same classes, but \('cat', 'dog'\) and \(\)"):
        data + Images((), ())


def test_a_split_parts_each_class_alike(folder):
    rest, held_out = read(folder).split(1 / 3, seed=4)
    assert [sample.label for sample in held_out.samples] == [0, 1]
    assert sorted(names(rest) + names(held_out)) == names(read(folder))
    assert rest.classes == held_out.classes == ("cat", "dog")
    with pytest.raises(ValueError, match="6 images part into 6 and 0"):
        read(folder).split(0.01)


def test_split_by_files(folder, tmp_path):
    rest, listed = read(folder).split_by_files(["dog/1.png", "2.png"])
    assert names(listed) == ["cat/2.png", "dog/1.png", "dog/2.png"]
    assert len(rest) == 3
    (tmp_path / "held_out.txt").write_text("cat/0.png\n")
    assert names(read(folder).split_by_files(tmp_path / "held_out.txt")[1]) == ["cat/0.png"]


def test_classes_in_a_given_order(folder):
    data = read(folder, ["dog", "cat"])
    assert data.classes == ("dog", "cat")
    assert [sample.label for sample in data.samples] == [0, 0, 0, 1, 1, 1]
    assert names(data)[0] == "dog/0.png"


def test_a_csv_file(folder):
    file = folder / "labels.csv"
    file.write_text("path,label\ndog/1.png,1\ncat/0.png,0\n")
    data = read(file, classes=["cat", "dog"])
    assert data.samples == (
        Sample(str(folder / "dog/1.png"), 1),
        Sample(str(folder / "cat/0.png"), 0),
    )


def test_skip_decodes_everything_and_says_so_once(folder):
    (folder / "cat/1.png").write_bytes((folder / "cat/1.png").read_bytes()[:40])
    (folder / "bird").mkdir()
    write_image(folder / "dog/9.png", (1, 8))
    with pytest.warns(DataWarning) as caught:
        data = read(folder, on_error="skip")
    (warning,) = caught
    assert warning.filename == __file__
    said = str(warning.message)
    assert "1 x empty_class (first: " in said and "1 x tiny (first: " in said
    assert "1 x bad_image (first: " in said and "cat/1.png: a PNG file that is cut off" in said
    assert names(data) == ["cat/0.png", "cat/2.png", *(f"dog/{i}.png" for i in (0, 1, 2, 9))]
    assert [problem.kind for problem in data.problems] == ["empty_class", "bad_image", "tiny"]
    assert data.check_images() == [data.problems[2]]


def test_collect_says_nothing_and_keeps_everything(folder):
    (folder / "cat/1.png").write_bytes(b"<html>")
    problems = [Problem("elsewhere", None, "older", "of another folder")]
    data = read(folder, on_error="collect", problems=problems)
    assert [problem.kind for problem in problems] == ["older", "bad_image"]
    assert data.problems == tuple(problems[1:]) and len(data) == 5


def test_raise_opens_no_image(folder):
    (folder / "cat/1.png").write_bytes(b"<html>")
    data = read(folder)
    assert [problem.kind for problem in data.check_images()] == ["bad_image"]


@pytest.mark.parametrize("on_error", ["raise", "collect"])
def test_nothing_to_read(tmp_path, on_error):
    problems = [] if on_error == "collect" else None
    with pytest.raises(DataError, match="gone: no such file or folder"):
        read(tmp_path / "gone", on_error=on_error, problems=problems)
    write_classes(tmp_path, ["cat"])
    with pytest.raises(DataError, match="one class only, 'cat'; telling apart needs two or more"):
        read(tmp_path, on_error=on_error, problems=problems)


@pytest.mark.skipif(not CIFAR.is_dir(), reason="TFVISION_DATA holds no thumbnails")
def test_real_thumbnails():
    data = read(CIFAR, split="val")
    assert len(data) == 2000 and data.classes[::9] == ("airplane", "truck")
    rest, held_out = data.split(0.1)
    counts = np.bincount([sample.label for sample in held_out.samples])
    assert counts.tolist() == [20] * 10 and len(rest) == 1800
