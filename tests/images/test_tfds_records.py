"""Records of TFDS: their order, their names, and what is not there."""

import types

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_tfds import prepare
from tfvision.images.problems import DataError
from tfvision.images.tfds_records import TfdsRecords

COUNT = 12


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A prepared data set of so many numbers."""
    return prepare(
        tmp_path_factory.mktemp("tfds"),
        lambda tfds: {
            "image": tfds.features.Image(shape=(1, 2, 3)),
            "number": tfds.features.Scalar(np.int64),
        },
        lambda tfds: [
            {"image": np.zeros([1, 2, 3], np.uint8), "number": number} for number in range(COUNT)
        ],
    )


def numbers(dataset):
    return [int(record["number"]) for _, record in dataset]


def test_the_id_names_the_record_in_every_order(prepared):
    records = TfdsRecords(prepared, "train")
    assert len(records) == COUNT
    in_order = numbers(records.read())
    shuffled = records.read(tf.constant([3, 4], tf.int64))
    pairs = [(int(i), int(record["number"])) for i, record in shuffled]
    assert all(in_order[i] == number for i, number in pairs)
    assert sorted(i for i, _ in pairs) == list(range(COUNT))
    assert records.path_of(pairs[0][0]) == f"tiny/1.0.0/train#{pairs[0][0]}"


def test_the_image_is_still_encoded(prepared):
    _, record = next(iter(TfdsRecords(prepared, "train").read()))
    assert record["image"].dtype == tf.string


def test_the_seed_of_an_epoch_decides_the_order(prepared):
    records = TfdsRecords(prepared, "train")
    epochs = tf.data.Dataset.range(3).flat_map(lambda e: records.read(tf.stack([e, e])))
    first, again = numbers(epochs), numbers(epochs)
    alone = numbers(records.read(tf.constant([1, 1], tf.int64)))
    assert first == again
    assert first[COUNT : 2 * COUNT] == alone != first[:COUNT]


@pytest.mark.parametrize("seed", [None, [3, 4]])
def test_only_the_places_that_are_asked_for(prepared, seed):
    records, seed = TfdsRecords(prepared, "train"), seed and tf.constant(seed, tf.int64)
    places = np.array([0, 3, 4, 11])
    expected = [numbers(records.read(seed))[place] for place in places]
    assert numbers(records.read(seed, places)) == expected


def test_by_name_by_folder_and_by_part(prepared):
    assert len(TfdsRecords("tiny", "train", data_dir=prepared.data_path.parents[1])) == COUNT
    assert len(TfdsRecords(prepared.data_path, "train[:50%]")) == COUNT // 2


def test_what_is_not_there(prepared, tmp_path):
    with pytest.raises(DataError, match=r"voc/2007: not prepared; run `tfds build voc/2007`"):
        TfdsRecords("voc/2007", "train", data_dir=tmp_path)
    with pytest.raises(DataError, match=r"tiny/1\.0\.0: no split 'val' among \['train'\]"):
        TfdsRecords(prepared, "val")


def test_a_builder_that_was_not_prepared():
    info = types.SimpleNamespace(full_name="voc/2007/5.0.0", splits={})
    builder = types.SimpleNamespace(info=info, name="voc/2007", as_dataset=None)
    with pytest.raises(DataError, match=r"voc/2007/5\.0\.0: not prepared; run `tfds build"):
        TfdsRecords(builder, "train")
