"""Data sets that TensorFlow Datasets has prepared: their records, in order or shuffled."""

import pathlib

import numpy as np
import tensorflow as tf

from tfvision.images.problems import DataError


class TfdsRecords:
    """The records of one split; nothing is downloaded.

    Args:
        source: A builder of tfds, the name of a data set, or the folder of a prepared one.
        split: As tfds has it: "train", "train[:80%]".
        data_dir: Where prepared data sets lie, if not in tfds's own place.
        shuffle_buffer: How many encoded images a seeded order shuffles at a time. Records can only
            be read in sequence, so an order is a full permutation up to this many images only.

    Raises: DataError if it is not prepared, or has no such split.
    """

    def __init__(self, source, split, data_dir=None, shuffle_buffer=4096):
        self._builder = _builder(source, data_dir)
        info = self._builder.info
        if not info.splits:
            raise DataError(f"{info.full_name}: {_not_prepared(self._builder.name)}")
        try:
            self._count = info.splits[split].num_examples
        except (KeyError, ValueError):
            known = sorted(info.splits)
            raise DataError(f"{info.full_name}: no split {split!r} among {known}") from None
        self._split, self._shuffle_buffer = split, shuffle_buffer
        self.name = f"{info.full_name}/{split}"
        self.features = info.features

    def __len__(self):
        return self._count

    def path_of(self, image_id):
        """A name for an example: the data set and its number, for records have no file."""
        return f"{self.name}#{int(image_id)}"

    def read(self, seed=None, places=None):
        """A dataset of `(image_id, record)`, the image still encoded.

        Args:
            seed: int64 `[2]` for an order that is a function of it and of `tf.random.set_seed`,
                for which `Dataset.shuffle` has no argument; None for the records' own.
            places: int64 `[N]`, NumPy, rising: the places of that order that are given; None gives
                all. The others are read over, their images not decoded.
        """
        with tf.init_scope():  # Reading the builder is Python, which the graph of an epoch lacks.
            records = self._in_order()
        if seed is not None:
            records = records.shuffle(
                max(1, min(self._count, self._shuffle_buffer)),
                seed=_one_number(seed),
                reshuffle_each_iteration=False,
            )
        return records if places is None else _at(records, places, self._count)

    def _in_order(self):
        import tensorflow_datasets as tfds

        records = self._builder.as_dataset(
            split=self._split,
            shuffle_files=False,
            decoders={"image": tfds.decode.SkipDecoding()},
            read_config=tfds.ReadConfig(try_autocache=False, interleave_cycle_length=1),
        )
        return records.enumerate()


def _at(records, places, count):
    """Those of the records that stand at `places` of their order."""
    given = np.zeros([count], bool)
    given[places] = True
    with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
        given = tf.constant(given)
    records = records.enumerate().filter(lambda place, record: given[place])
    return records.map(lambda place, record: record)


def _one_number(seed):
    """The int64 seed that `shuffle` takes, from the two of a stateless one."""
    return tf.random.stateless_uniform([], seed, minval=None, maxval=None, dtype=tf.int64)


def _builder(source, data_dir):
    import tensorflow_datasets as tfds

    if hasattr(source, "as_dataset"):
        return source
    if pathlib.Path(source).is_dir():
        return tfds.builder_from_directory(source)
    try:  # Not `tfds.builder`: without a network that waits minutes for a remote folder.
        return tfds.core.read_only_builder.builder_from_files(str(source), data_dir=data_dir)
    except tfds.core.DatasetNotFoundError:
        raise DataError(f"{source}: {_not_prepared(source)}") from None


def _not_prepared(name):
    return f"not prepared; run `tfds build {name}`, or give data_dir"
