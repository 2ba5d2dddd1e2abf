"""Data sets of TFDS, with a tiny one prepared on the spot."""

import types

import numpy as np
import pytest
import tensorflow as tf

from tests.detection.annotation_files import write_pair
from tfvision.detection import DataError, from_tfds, read

COUNT = 12
BOXES = {"bbox": (0.1, 0.2, 0.5, 0.6), "label": 1}  # ymin, xmin, ymax, xmax
EMPTY = {"bbox": (0.1, 0.2, 0.1, 0.6), "label": 0}
FLAGS = {"is_difficult": True, "is_crowd": True, "area": 7}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A prepared data set of tfds whose image `i` is `8 + i` high."""
    tfds = pytest.importorskip("tensorflow_datasets")

    class Tiny(tfds.core.GeneratorBasedBuilder):
        VERSION = tfds.core.Version("1.0.0")

        def _info(self):
            box = {
                "bbox": tfds.features.BBoxFeature(),
                "label": tfds.features.ClassLabel(names=["car", "plate"]),
                "is_difficult": tfds.features.Scalar(np.bool_),
                "is_crowd": tfds.features.Scalar(np.bool_),
                "area": tfds.features.Scalar(np.int64),
            }
            features = {"image": tfds.features.Image(), "objects": tfds.features.Sequence(box)}
            features = tfds.features.FeaturesDict(features)
            return tfds.core.DatasetInfo(builder=self, features=features)

        def _split_generators(self, manager):
            return {"train": self._generate_examples()}

        def _generate_examples(self):
            for i in range(COUNT):
                objects = [[], [BOXES], [EMPTY, BOXES]][i % 3]
                objects = [{**o, **FLAGS, "bbox": tfds.features.BBox(*o["bbox"])} for o in objects]
                yield i, {"image": np.full([8 + i, 12, 3], i, np.uint8), "objects": objects}

    with pytest.MonkeyPatch.context() as patch:  # It would ask a bucket for the data set's size.
        patch.setattr(tfds.core.utils.gcs_utils, "_is_gcs_disabled", True)
        builder = Tiny(data_dir=tmp_path_factory.mktemp("tfds"))
        builder.download_and_prepare()
    return builder


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


def test_image_id_names_the_record_in_every_order(prepared):
    data = from_tfds(prepared, "train")
    in_order = heights(data.examples())
    shuffled = data.examples(tf.constant([3, 4], tf.int64))
    pairs = [(int(e["image_id"]), int(tf.shape(e["image"])[0])) for e in shuffled]
    assert all(in_order[i] == height for i, height in pairs)
    assert sorted(i for i, _ in pairs) == list(range(COUNT))
    assert data.path_of(pairs[0][0]) == f"tiny/1.0.0/train#{pairs[0][0]}"


def test_the_seed_of_an_epoch_decides_the_order(prepared):
    data = from_tfds(prepared, "train")
    epochs = tf.data.Dataset.range(3).flat_map(lambda e: data.examples(tf.stack([e, e])))
    first, again = heights(epochs), heights(epochs)
    alone = heights(data.examples(tf.constant([1, 1], tf.int64)))
    assert first == again
    assert first[COUNT : 2 * COUNT] == alone != first[:COUNT]


def test_by_name_by_folder_and_by_part(prepared):
    assert len(from_tfds("tiny", "train", data_dir=prepared.data_path.parents[1])) == COUNT
    assert len(from_tfds(prepared.data_path, "train[:50%]")) == COUNT // 2


def test_what_is_not_there(prepared, tmp_path):
    with pytest.raises(DataError, match=r"voc/2007: not prepared; run `tfds build voc/2007`"):
        from_tfds("voc/2007", "train", data_dir=tmp_path)
    with pytest.raises(DataError, match=r"tiny/1\.0\.0: no split 'val' among \['train'\]"):
        from_tfds(prepared, "val")


def test_features_without_boxes(prepared):
    info = types.SimpleNamespace(
        full_name="digits/1.0.0", splits=prepared.info.splits, features={"image": 0, "label": 0}
    )
    builder = types.SimpleNamespace(info=info, as_dataset=None)
    with pytest.raises(DataError, match=r"needs the features image and objects .* has \['im"):
        from_tfds(builder, "train")


def test_a_builder_that_was_not_prepared():
    info = types.SimpleNamespace(full_name="voc/2007/5.0.0", splits={})
    builder = types.SimpleNamespace(info=info, name="voc/2007", as_dataset=None)
    with pytest.raises(DataError, match=r"voc/2007/5\.0\.0: not prepared; run `tfds build"):
        from_tfds(builder, "train")
