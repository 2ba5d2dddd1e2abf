"""Data sets that TensorFlow Datasets has prepared, as `voc/2007` and `coco/2017`."""

import math

import tensorflow as tf

from tfvision.images.problems import DataError
from tfvision.images.read import decode
from tfvision.images.tfds_records import TfdsRecords


def from_tfds(source, split, *, data_dir=None, shuffle_buffer=4096):
    """Gives a prepared data set the protocol of `Annotations`: classes, length, examples.

    Nothing is downloaded. Boxes are clipped to the image and those without area left out, for a
    prepared record cannot be corrected. `is_difficult`, `is_crowd` and `area` are kept.

    Args:
        source: A builder of tfds, the name of a data set, or the folder of a prepared one.
        split: As tfds has it: "train", "train[:80%]".
        data_dir: Where prepared data sets lie, if not in tfds's own place.
        shuffle_buffer: How many encoded images a seeded order shuffles at a time. Records can only
            be read in sequence, so an order is a full permutation up to this many images only.

    Returns: `TfdsExamples`.

    Raises: DataError if it is not prepared, has no such split, or its features are no
        images with boxes.
    """
    return TfdsExamples(TfdsRecords(source, split, data_dir, shuffle_buffer))


class TfdsExamples:
    """The images of one split; made by `from_tfds`.

    Args:
        records: The `TfdsRecords`.
    """

    def __init__(self, records):
        features = records.features
        try:
            objects = features["objects"]
            objects = objects.feature if hasattr(objects, "feature") else objects
            self.classes = tuple(objects["label"].names)
            self._known = set(objects.keys())
            complete = "image" in features and "bbox" in self._known
        except (KeyError, AttributeError):
            complete = False
        if not complete:
            raise DataError(
                f"{records.name}: needs the features image and objects with bbox and label, but "
                f"has {sorted(features)}"
            )
        self.records = records

    def __len__(self):
        return len(self.records)

    def __repr__(self):
        return f"TfdsExamples({self.records.name}, {len(self)} images, classes={self.classes})"

    def path_of(self, image_id):
        """A name for an example: the data set and its number, for records have no file."""
        return self.records.path_of(image_id)

    def examples(self, seed=None, places=None):
        """The examples that `loading.examples` describes; `image_id` is the place in the records.

        Args:
            seed: As `TfdsRecords.read` has it.
            places: As there.
        """
        records = self.records.read(seed, places)
        return records.map(self._example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)

    @tf.autograph.experimental.do_not_convert
    def _example(self, image_id, record):
        objects = record["objects"]
        ymin, xmin, ymax, xmax = tf.unstack(tf.clip_by_value(objects["bbox"], 0.0, 1.0), axis=-1)
        boxes_xyxy = tf.stack([xmin, ymin, xmax, ymax], axis=-1)  # [N, 4]
        kept = (xmin < xmax) & (ymin < ymax)  # [N]
        no, unknown = tf.zeros_like(kept), tf.fill(tf.shape(kept), math.nan)  # [N]
        columns = {
            "boxes_xyxy": boxes_xyxy,
            "labels": tf.cast(objects["label"], tf.int32),
            "difficult": objects["is_difficult"] if "is_difficult" in self._known else no,
            "crowd": objects["is_crowd"] if "is_crowd" in self._known else no,
            "areas": tf.cast(objects["area"], tf.float32) if "area" in self._known else unknown,
        }
        example = {
            "image": decode(record["image"]),  # [H, W, 3]
            "image_id": image_id,
        }
        return example | {key: tf.boolean_mask(values, kept) for key, values in columns.items()}
