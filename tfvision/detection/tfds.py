"""Data sets that TensorFlow Datasets has prepared, as `voc/2007` and `coco/2017`."""

import math
import pathlib

import tensorflow as tf

from tfvision.images.problems import DataError
from tfvision.images.read import decode


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
    builder = _builder(source, data_dir)
    if not builder.info.splits:
        raise DataError(f"{builder.info.full_name}: {_not_prepared(builder.name)}")
    try:
        count = builder.info.splits[split].num_examples
    except (KeyError, ValueError):
        known = sorted(builder.info.splits)
        raise DataError(f"{builder.info.full_name}: no split {split!r} among {known}") from None
    return TfdsExamples(builder, split, count, shuffle_buffer)


class TfdsExamples:
    """The images of one split; made by `from_tfds`.

    Args:
        builder: A prepared builder of tfds.
        split: The split, as tfds has it.
        count: Number of images.
        shuffle_buffer: How many encoded images a seeded order shuffles at a time.
    """

    def __init__(self, builder, split, count, shuffle_buffer):
        features = builder.info.features
        self.name = f"{builder.info.full_name}/{split}"
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
                f"{self.name}: needs the features image and objects with bbox and label, but has "
                f"{sorted(features)}"
            )
        self._builder, self._split, self._count = builder, split, count
        self._shuffle_buffer = shuffle_buffer

    def __len__(self):
        return self._count

    def __repr__(self):
        return f"TfdsExamples({self.name}, {self._count} images, classes={self.classes})"

    def path_of(self, image_id):
        """A name for an example: the data set and its number, for records have no file."""
        return f"{self.name}#{int(image_id)}"

    def examples(self, seed=None):
        """The examples that `loading.examples` describes; `image_id` is the place in the records.

        Args:
            seed: int64 `[2]` for an order that is a function of it and of `tf.random.set_seed`,
                for which `Dataset.shuffle` has no argument; None for the records' own.
        """
        with tf.init_scope():  # Reading the builder is Python, which the graph of an epoch lacks.
            records = self._records()
        if seed is not None:
            records = records.shuffle(
                max(1, min(self._count, self._shuffle_buffer)),
                seed=_one_number(seed),
                reshuffle_each_iteration=False,
            )
        return records.map(self._example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)

    def _records(self):
        import tensorflow_datasets as tfds

        records = self._builder.as_dataset(
            split=self._split,
            shuffle_files=False,
            decoders={"image": tfds.decode.SkipDecoding()},
            read_config=tfds.ReadConfig(try_autocache=False, interleave_cycle_length=1),
        )
        return records.enumerate()

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
