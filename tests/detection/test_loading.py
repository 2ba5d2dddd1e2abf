"""Examples: what they hold, their order, and errors that name the file."""

import pathlib
import struct

import numpy as np
import pytest
import tensorflow as tf

from tests.detection.annotation_files import box, write_image, write_pair, xml
from tfvision.detection.dataset import read


@pytest.fixture
def data(tmp_path):
    """Eight images of different grey, each with as many boxes as its number, less six at most."""
    for i in range(8):
        write_pair(tmp_path, f"{i}", xml(*[box()] * max(0, i - 5), filename=f"{i}.png"), ".png")
        write_image(tmp_path / f"{i}.png", value=10 * i)
    (tmp_path / "classes.txt").write_text("car\n")
    return read(tmp_path)


def ids(dataset):
    return [int(example["image_id"]) for example in dataset]


def test_an_example_holds_what_the_sample_says(data):
    for i, example in enumerate(data.examples()):
        assert int(example["image_id"]) == i
        assert np.all(example["image"] == 10 * i)
        sample = data.samples[i]
        boxes_px = example["boxes_xyxy"] * [40, 30, 40, 30]
        np.testing.assert_allclose(boxes_px, sample.boxes_px, atol=1e-5)
        np.testing.assert_array_equal(example["labels"], sample.labels)
        assert example["difficult"].dtype == tf.bool


def test_the_elements_have_a_fixed_type(data):
    spec = data.examples().element_spec
    assert {name: (s.shape.as_list(), s.dtype.name) for name, s in spec.items()} == {
        "image": ([None, None, 3], "uint8"),
        "boxes_xyxy": ([None, 4], "float32"),
        "labels": ([None], "int32"),
        "difficult": ([None], "bool"),
        "crowd": ([None], "bool"),
        "areas": ([None], "float32"),
        "image_id": ([], "int64"),
    }


def test_the_seed_of_an_epoch_decides_the_order(data):
    epochs = tf.data.Dataset.range(3).flat_map(lambda e: data.examples(tf.stack([e, e])))
    first = ids(epochs)
    assert first == ids(epochs)
    assert first[8:16] == ids(data.examples([1, 1]))
    assert [sorted(first[i : i + 8]) for i in (0, 8, 16)] == [list(range(8))] * 3
    assert len({tuple(first[i : i + 8]) for i in (0, 8, 16)}) == 3


def test_no_samples_no_examples(data):
    empty = data.subset([])
    assert ids(empty.examples()) == ids(empty.examples([1, 2])) == []
    assert empty.examples().element_spec == data.examples().element_spec


def test_the_length_is_known(data):
    assert len(data.examples()) == 8


@pytest.mark.parametrize("bad", [0, 3, 7])
@pytest.mark.parametrize("seed", [None, [1, 2]])
def test_a_broken_image_is_named_wherever_it_stands(data, bad, seed):
    path = pathlib.Path(data.path_of(bad))
    path.write_bytes(path.read_bytes()[:40])
    seen = []
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{bad}\.png: a PNG file") as error:
        for example in data.examples(seed):
            seen.append(int(example["image_id"]))
    assert "Traceback" not in str(error.value)
    whole = tf.range(8, dtype=tf.int64)
    order = whole if seed is None else tf.random.experimental.stateless_shuffle(whole, seed)
    order = order.numpy().tolist()
    assert seen == order[: order.index(bad)]


def test_a_format_that_only_opencv_knows(tmp_path):
    write_pair(tmp_path, suffix=".tiff")
    (example,) = read(tmp_path).examples()
    assert np.all(example["image"] == 90)


def turned(path, size_hw, orientation=6):
    """Writes a JPEG with an Exif block that asks for a turn."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    block = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    data = write_image(path, size_hw).read_bytes()
    segment = b"\xff\xe1" + struct.pack(">H", 2 + len(block)) + block
    path.write_bytes(data[:2] + segment + data[2:])


@pytest.mark.parametrize("stored_hw", [(30, 40), (40, 30)])
def test_a_turned_photo_is_given_as_it_was_annotated(tmp_path, stored_hw):
    write_pair(tmp_path)
    turned(tmp_path / "a.jpg", stored_hw)  # The annotation says 30 high and 40 wide.
    for suffix in (".jpg", ".xml"):  # A name that is no text
        (tmp_path / f"a{suffix}").rename(tmp_path / f"a \udcff{suffix}")
    data = read(tmp_path)
    (example,) = data.examples()
    assert example["image"].shape == (30, 40, 3)
    kinds = [problem.kind for problem in data.check_images()]
    assert kinds == ([] if stored_hw == (40, 30) else ["exif_turned"])
