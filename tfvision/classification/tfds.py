"""Labelled images that TensorFlow Datasets has prepared, as `imagenet2012` and `cifar10`."""

import tensorflow as tf

from tfvision.images.problems import DataError
from tfvision.images.read import decode
from tfvision.images.tfds_records import TfdsRecords


def from_tfds(source, split, *, data_dir=None, shuffle_buffer=4096):
    """Gives a prepared data set the protocol of `Images`: classes, length, examples.

    Nothing is downloaded. The features must be an `image` and a `label`.

    Args:
        source: A builder of tfds, the name of a data set, or the folder of a prepared one.
        split: As tfds has it: "train", "train[:80%]".
        data_dir: Where prepared data sets lie, if not in tfds's own place.
        shuffle_buffer: How many encoded images a seeded order shuffles at a time. Records can only
            be read in sequence, so an order is a full permutation up to this many images only.

    Returns: `TfdsExamples`.

    Raises: DataError if it is not prepared, has no such split, or its features are no images with
        a label.
    """
    return TfdsExamples(TfdsRecords(source, split, data_dir, shuffle_buffer))


class TfdsExamples:
    """The images of one split; made by `from_tfds`.

    Args:
        records: The `TfdsRecords`.
    """

    def __init__(self, records):
        names = None
        if {"image", "label"} <= set(records.features.keys()):
            names = getattr(records.features["label"], "names", None)  # A number has none.
        if names is None:
            raise DataError(
                f"{records.name}: needs the features image and label, a class, but has "
                f"{sorted(records.features)}"
            )
        self.records = records
        self.classes = tuple(names)

    def __len__(self):
        return len(self.records)

    def __repr__(self):
        return (
            f"TfdsExamples({self.records.name}, {len(self)} images of {len(self.classes)} classes)"
        )

    def path_of(self, image_id):
        """A name for an example: the data set and its number, for records have no file."""
        return self.records.path_of(image_id)

    def examples(self, seed=None, places=None):
        """The examples that `Images.examples` describes; `image_id` is the place in the records.

        Args:
            seed: As `TfdsRecords.read` has it.
            places: As there.
        """
        records = self.records.read(seed, places)
        return records.map(_example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


@tf.autograph.experimental.do_not_convert
def _example(image_id, record):
    return {
        "image": decode(record["image"]),  # [H, W, 3]
        "label": tf.cast(record["label"], tf.int32),
        "image_id": image_id,
    }
