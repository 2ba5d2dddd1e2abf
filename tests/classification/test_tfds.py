"""Labelled images of TFDS, with a tiny data set prepared on the spot."""

import numpy as np
import pytest
import tensorflow as tf

from tests.classification.image_folders import write_image
from tests.tiny_tfds import prepare
from tfvision.classification import DataError, from_tfds, read


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Image `i` is `8 + i` high and of the grey level `i`."""
    return prepare(
        tmp_path_factory.mktemp("tfds"),
        lambda tfds: {
            "image": tfds.features.Image(),
            "label": tfds.features.ClassLabel(names=["cat", "dog"]),
        },
        lambda tfds: [
            {"image": np.full([8 + i, 12, 3], i, np.uint8), "label": i % 2} for i in range(6)
        ],
    )


def test_same_elements_as_a_folder(prepared, tmp_path):
    for name in ("cat", "dog"):
        write_image(tmp_path / name / "a.png")
    theirs, ours = from_tfds(prepared, "train"), read(tmp_path)
    assert theirs.examples().element_spec == ours.examples().element_spec
    assert theirs.classes == ours.classes == ("cat", "dog")
    assert repr(theirs) == "TfdsExamples(tiny/1.0.0/train, 6 images of 2 classes)"
    assert len(theirs) == 6


def test_images_and_labels(prepared):
    data = from_tfds(prepared, "train")
    for example in data.examples(tf.constant([3, 4], tf.int64)):
        number = example["image"].shape[0] - 8
        assert np.all(example["image"] == number)
        assert int(example["label"]) == number % 2
    assert data.path_of(3) == "tiny/1.0.0/train#3"


def test_features_without_a_label(tmp_path):
    builder = prepare(
        tmp_path,
        lambda tfds: {"image": tfds.features.Image(), "label": tfds.features.Scalar(np.int64)},
        lambda tfds: [{"image": np.zeros([1, 2, 3], np.uint8), "label": 0}],
    )
    with pytest.raises(
        DataError, match=r"train: needs the features image and label, a class, but has \['im"
    ):
        from_tfds(builder, "train")
