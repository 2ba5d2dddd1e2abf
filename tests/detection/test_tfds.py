"""Data sets of TFDS, with a tiny one prepared on the spot."""

import types

import numpy as np
import pytest
import tensorflow as tf

from tests.detection.annotation_files import write_pair
from tests.tiny_tfds import prepare
from tfvision.detection import DataError, from_tfds, read

COUNT = 12
BOXES = {"bbox": (0.1, 0.2, 0.5, 0.6), "label": 1}  # ymin, xmin, ymax, xmax
EMPTY = {"bbox": (0.1, 0.2, 0.1, 0.6), "label": 0}
FLAGS = {"is_difficult": True, "is_crowd": True, "area": 7}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A prepared data set of tfds whose image `i` is `8 + i` high."""
    return prepare(tmp_path_factory.mktemp("tfds"), features, written)


def features(tfds):
    box = {
        "bbox": tfds.features.BBoxFeature(),
        "label": tfds.features.ClassLabel(names=["car", "plate"]),
        "is_difficult": tfds.features.Scalar(np.bool_),
        "is_crowd": tfds.features.Scalar(np.bool_),
        "area": tfds.features.Scalar(np.int64),
    }
    return {"image": tfds.features.Image(), "objects": tfds.features.Sequence(box)}


def written(tfds):
    for i in range(COUNT):
        objects = [[], [BOXES], [EMPTY, BOXES]][i % 3]
        objects = [{**o, **FLAGS, "bbox": tfds.features.BBox(*o["bbox"])} for o in objects]
        yield {"image": np.full([8 + i, 12, 3], i, np.uint8), "objects": objects}


def heights(dataset):
    return [int(tf.shape(example["image"])[0]) for example in dataset]


def test_same_elements_as_a_folder(prepared, tmp_path):
    theirs, ours = from_tfds(prepared, "train"), read(write_pair(tmp_path))
    assert theirs.examples().element_spec == ours.examples().element_spec
    assert theirs.classes == ("car", "plate")
    assert len(theirs) == COUNT == len(heights(theirs.examples()))


def test_boxes_labels_and_difficult(prepared):
    by_height = {
        int(tf.shape(example["image"])[0]) - 8: example
        for example in from_tfds(prepared, "train").examples()
    }
    assert by_height[0]["boxes_xyxy"].shape == (0, 4)
    for i in (1, 2):  # The box without area is left out.
        np.testing.assert_allclose(by_height[i]["boxes_xyxy"], [[0.2, 0.1, 0.6, 0.5]])
        assert by_height[i]["labels"].numpy().tolist() == [1]
        assert by_height[i]["difficult"].numpy().tolist() == [True]
        assert by_height[i]["crowd"].numpy().tolist() == [True]
        assert by_height[i]["areas"].numpy().tolist() == [7]
        assert np.all(by_height[i]["image"] == i)


def test_features_without_boxes(prepared):
    info = types.SimpleNamespace(
        full_name="digits/1.0.0", splits=prepared.info.splits, features={"image": 0, "label": 0}
    )
    builder = types.SimpleNamespace(info=info, as_dataset=None)
    with pytest.raises(DataError, match=r"needs the features image and objects .* has \['im"):
        from_tfds(builder, "train")
